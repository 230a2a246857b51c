"""What administrators wrote about the business, for drafts to go by."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.kernel.tables import Row

WHOLE_ACCOUNT = text("inbox_id IS NULL")


class BusinessContextRow(Row):
    """The business as one account, or one inbox that speaks for another, describes it.

    `written` is the body as it came, so that lists come back as lists and maps as maps.
    """

    __tablename__ = "business_contexts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    inbox_id: Mapped[UUID | None] = mapped_column(ForeignKey("inboxes.id"), unique=True)
    written: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=0)  # grows with every change
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        Index(
            "uq_business_contexts_account",
            "account_id",
            unique=True,
            sqlite_where=WHOLE_ACCOUNT,
            postgresql_where=WHOLE_ACCOUNT,
        ),
        {"sqlite_strict": True},
    )
