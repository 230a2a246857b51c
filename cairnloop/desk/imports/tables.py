"""Runs of imports, and what each thing of another desk is called here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.kernel.tables import Row


class Import(Row):
    """One run: somebody brings what another desk kept, in batches. `counts` is what became of it so far, by kind."""

    __tablename__ = "imports"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    system: Mapped[str]
    source: Mapped[str]  # the account over there, as that system calls it
    learn: Mapped[bool]
    counts: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_imports_page", "account_id", text("created_at DESC"), text("id DESC")),
        {"sqlite_strict": True},
    )


class ImportLink(Row):
    """A thing of another desk and what it became here. It outlives that: what was deleted here does not come back.

    `digest` is of what was taken, and `left_at` the `updated_at` we left behind: who finds another one there leaves it
    alone. Without one it was ours before, and is none of an import's business.
    """

    __tablename__ = "import_links"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    system: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    their_id: Mapped[str] = mapped_column(primary_key=True)
    our_id: Mapped[str]
    digest: Mapped[str]
    left_at: Mapped[datetime | None]
