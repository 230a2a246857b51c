"""Fixtures everybody uses: a clock that stands still, and a real database of either kind."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import hypothesis
import pytest

from cairnloop.kernel.database import Database
from tests.databases import fresh_postgres, fresh_sqlite
from tests.fakes import FixedClock

# The same examples every time, so that a run says something about the change and not about luck.
# HYPOTHESIS_PROFILE=search looks for new ones.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.register_profile("search", max_examples=2_000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database with all tables, once on each engine."""
    return await (fresh_sqlite(tmp_path) if request.param == "sqlite" else fresh_postgres())


@pytest.fixture
async def database(database_url: str, clock: FixedClock) -> AsyncIterator[Database]:
    """An empty database with all tables and a job engine, once on each engine."""
    database = Database(database_url, clock=clock, synchronous="OFF")
    from cairnloop.kernel.jobs.engines import engine_for

    database.jobs = engine_for(database)
    yield database
    await database.close()
