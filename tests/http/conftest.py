"""A house per test, once on each database."""

from collections.abc import AsyncIterator

import pytest

from tests.fakes import FixedClock
from tests.house import House, open_house


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    async with open_house(database_url, clock) as house:
        yield house
