"""Fixtures everybody uses: a clock that stands still, and a real database of either kind."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cairnloop.kernel.database import Database
from tests.databases import fresh_postgres, fresh_sqlite
from tests.fakes import FixedClock


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
