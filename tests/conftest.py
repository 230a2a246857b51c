"""Fixtures everybody uses: a clock that stands still, and a real database of either kind."""

import gc
import os
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from argon2 import PasswordHasher
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from xdist.remote import Producer

from cairnloop.kernel import security
from cairnloop.kernel.database import Database
from tests.databases import fresh_postgres, fresh_sqlite
from tests.fakes import FixedClock
from tests.workers import Division, longest_first

# Workers and daemons by the dozen read the same modules: what one has compiled need not be compiled by the others.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# The same examples every time, so that a run says something about the change and not about luck.
# HYPOTHESIS_PROFILE=search looks for new ones.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.register_profile("search", max_examples=2_000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

# A password in a test keeps no secret; hashing it in earnest takes longer than most tests.
PRODUCT_HASHER = security._hasher
security._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Statements(dict[Any, Any]):
    """Compiled statements for all engines of one kind: each would compile its own, and the tests open a thousand.

    Their keys begin with the engine's own dialect, which is left out here.
    """

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__(key[1:], compiled)


_statements: dict[type[Dialect], Statements] = defaultdict(Statements)


@event.listens_for(Engine, "engine_connect")
def _share_statements(connection: Connection) -> None:
    connection.engine._compiled_cache = _statements[type(connection.dialect)]


# While tests are collected there is no garbage, and a sixth of the time would go into looking for it.
gc.disable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Division:
    return Division(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = longest_first(items)


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay to the end: the collector need not walk through them again and again."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """What is left goes with the worker, and who would be told is gone: nobody need look for garbage in it, twice."""
    if hasattr(config, "workerinput"):
        gc.freeze()


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
