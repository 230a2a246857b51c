"""A house per test, once on each database, and a private inbox in it for those who ask."""

from collections.abc import AsyncIterator

import pytest

from tests.fakes import FixedClock
from tests.house import House, open_house
from tests.http.secret import Secret, kept_secret


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    async with open_house(database_url, clock) as house:
        yield house


@pytest.fixture
async def secret(house: House) -> Secret:
    return await kept_secret(house)
