"""Chooses the job engine that fits the database."""

from cairnloop.kernel.database import Database
from cairnloop.kernel.jobs.embedded import EmbeddedJobs
from cairnloop.kernel.jobs.port import JobEngine


def engine_for(database: Database) -> JobEngine:
    """The embedded engine on SQLite, PgQueuer on Postgres."""
    if database.dialect == "sqlite":
        return EmbeddedJobs(database)
    from cairnloop.kernel.jobs.pgqueuer import PgQueuerJobs

    return PgQueuerJobs(database)
