"""Fixtures for the tests of jobs."""

import pytest

from cairnloop.kernel.database import Database
from cairnloop.kernel.jobs.port import JobEngine
from tests.kernel.diary import PATIENCE_SECONDS, Diary


@pytest.fixture(autouse=True)
def long_naps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that misses a wake-up is not to be saved by the end of its nap."""
    for module in ("embedded_worker", "pgqueuer_queries", "pgqueuer_worker"):
        monkeypatch.setattr(f"cairnloop.kernel.jobs.{module}.NAP_SECONDS", 2 * PATIENCE_SECONDS)


@pytest.fixture
def jobs(database: Database) -> JobEngine:
    assert database.jobs is not None
    return database.jobs


@pytest.fixture
def diary() -> Diary:
    return Diary()
