"""Operators who only listen: they hear everything and nobody takes them for being at work."""

from collections.abc import AsyncIterator

import pytest

from tests.fakes import FixedClock
from tests.house import House, open_house
from tests.sockets.caller import Caller, token_of


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    async with open_house(database_url, clock) as house:
        yield house


async def test_who_only_listens_hears_the_news_and_is_seen_by_nobody(house: House) -> None:
    token, account = await token_of(house, house.desk.sam), house.desk.account_id
    async with Caller(house) as ada, Caller(house, token) as watcher:
        await ada.join(f"room:{account}")
        assert (await watcher.join(f"notification:{account}", present=False))[0] == "ok"
        assert [event for _, event, _ in await ada.settled()] == ["presence_state"]
        await house.desk.says(await house.desk.conversation(), "Hello?")
        assert "shout" in {event for _, event, _ in await watcher.settled()}
        async with Caller(house, token) as console:
            await console.join(f"notification:{account}")
            assert [event for _, event, _ in await ada.settled()] == ["presence_state", "presence_diff"]
