"""A room for files per test, once on each database."""

from pathlib import Path

import pytest

from cairnloop.files.cabinet import Cabinet
from cairnloop.files.disk import DiskStore
from cairnloop.kernel.database import Database
from tests import make
from tests.fakes import FixedClock
from tests.files.room import LIMITS, Room


@pytest.fixture
async def room(database: Database, clock: FixedClock, tmp_path: Path) -> Room:
    folder = tmp_path / "kept"
    return Room(database, Cabinet(DiskStore(folder), LIMITS), folder, await make.desk(database), clock)
