"""Business hours as they are kept: an account's own, and those of inboxes that differ."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.kernel.tables import Row

WHOLE_ACCOUNT = text("inbox_id IS NULL")


class BusinessHours(Row):
    """When somebody is there: in the whole account, or in one inbox. Shifts and holidays are as the wire has them."""

    __tablename__ = "business_hours"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    inbox_id: Mapped[UUID | None] = mapped_column(ForeignKey("inboxes.id"), unique=True)
    time_zone: Mapped[str | None]  # of an inbox elsewhere; else the account's
    working_hours: Mapped[list[Any]]
    holidays: Mapped[list[Any]]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        Index(
            "uq_business_hours_account",
            "account_id",
            unique=True,
            sqlite_where=WHOLE_ACCOUNT,
            postgresql_where=WHOLE_ACCOUNT,
        ),
        {"sqlite_strict": True},
    )
