"""Queries that are kept as sections of the inbox."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.kernel.tables import Row


class SavedSection(Row):
    """A section of whoever made it, or of everybody when it is `shared`. `place` is where it stands among its kind."""

    __tablename__ = "saved_sections"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    shared: Mapped[bool]
    title: Mapped[str]
    query: Mapped[str]
    place: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_saved_sections_kind", "account_id", "shared", "user_id", "place"),
        {"sqlite_strict": True},
    )
