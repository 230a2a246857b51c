"""Who works in which inbox."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.kernel.tables import Row


class InboxMember(Row):
    """A user who works in an inbox; of a private one only members and admins know."""

    __tablename__ = "inbox_members"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    inbox_id: Mapped[UUID] = mapped_column(ForeignKey("inboxes.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("inbox_id", "user_id"), {"sqlite_strict": True})
