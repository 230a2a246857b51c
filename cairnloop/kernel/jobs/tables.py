"""The embedded engine's table of jobs; on Postgres, PgQueuer's tables are created beside it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.kernel.jobs.pgqueuer_tables import INSTALL
from cairnloop.kernel.jobs.port import JobState
from cairnloop.kernel.tables import Row, after_create

# Whose a job is: an account's, or with nothing the house's own. As it stands in the index, so that it is used.
OWNER = "coalesce(json_extract(args, '$.account_id'), '')"
DEAD = f"state = '{JobState.DEAD}'"
# Dead ones by whose they are; live ones come and go too fast to be kept in another order.
BY_OWNER = f"CREATE INDEX ix_jobs_dead_owner ON jobs ({OWNER}, run_at) WHERE {DEAD}"


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
    crashes: Mapped[int]
    error: Mapped[str | None]

    __table_args__ = (
        # One range per kind and priority, in the order of their time: a claim reads only what it takes.
        Index("ix_jobs_claim", "state", "kind", "priority", "run_at"),
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


after_create(EmbeddedJob, {"postgresql": INSTALL, "sqlite": [BY_OWNER]})
