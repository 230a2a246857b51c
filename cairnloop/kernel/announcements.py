"""The table by which announcements reach the other daemons."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.kernel.tables import Row


class AnnouncementRow(Row):
    """One announcement of a few minutes ago. `node` is the run of a daemon that made it."""

    __tablename__ = "announcements"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    node: Mapped[UUID]
    # By the server's clock and at the moment of writing, not at the start of the transaction.
    at: Mapped[datetime]
    topic: Mapped[str]
    event: Mapped[str]
    payload: Mapped[str]  # JSON, which only the daemons read

    __table_args__ = (Index("ix_announcements_at", "at"), {"sqlite_strict": True})
