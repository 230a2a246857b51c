"""The embedded engine's table of jobs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.kernel.jobs.port import JobState
from cairnloop.kernel.tables import Row


class EmbeddedJob(Row):
    """One job that is not finished: done jobs are deleted, dead ones wait for an operator."""

    __tablename__ = "jobs"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    args: Mapped[dict[str, Any]]
    state: Mapped[str]
    run_at: Mapped[datetime]
    priority: Mapped[int]
    unique_key: Mapped[str | None]
    attempt: Mapped[int]
    max_attempts: Mapped[int]
    error: Mapped[str | None]

    __table_args__ = (
        # Claims walk this index from its first entry, however many jobs wait behind it.
        Index("ix_jobs_claim", "state", text("priority DESC"), "run_at"),
        Index("ix_jobs_state_run_at", "state", "run_at"),
        Index(
            "uq_jobs_unique_key",
            "unique_key",
            unique=True,
            sqlite_where=text(f"state = '{JobState.WAITING}'"),
            postgresql_where=text(f"state = '{JobState.WAITING}'"),
        ),
        {"sqlite_strict": True},
    )
