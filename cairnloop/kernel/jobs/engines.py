"""Chooses the job engine that fits the database."""

from cairnloop.kernel.database import Database
from cairnloop.kernel.jobs.embedded import EmbeddedJobs
from cairnloop.kernel.jobs.port import JobEngine


def engine_for(database: Database, *, rescue_seconds: float = 30.0) -> JobEngine:
    """The embedded engine on SQLite, PgQueuer on Postgres, where the jobs of a dead daemon move on after a while."""
    if database.dialect == "sqlite":
        return EmbeddedJobs(database)
    from cairnloop.kernel.jobs.pgqueuer import PgQueuerJobs

    return PgQueuerJobs(database, rescue_seconds=rescue_seconds)
