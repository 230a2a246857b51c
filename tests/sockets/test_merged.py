"""A page that was opened before or after its conversation was merged into another goes on as if nothing had been."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from cairnloop.desk.conversation import merging
from cairnloop.desk.message import replies
from tests.fakes import FixedClock
from tests.house import House, open_house
from tests.sockets.caller import Caller, token_of


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    async with open_house(database_url, clock) as house:
        yield house


@pytest.mark.parametrize("opened_before", [True, False])
async def test_the_old_page_writes_hears_and_reads(house: House, opened_before: bool) -> None:
    desk = house.desk
    old, new = await desk.conversation(), await desk.conversation()
    topic = f"conversation:{old.id}"
    params = {"customer_id": str(desk.customer_id)}
    async with Caller(house) as page, Caller(house, await token_of(house, desk.sam)) as sam:
        await sam.join(f"notification:{desk.account_id}")
        if opened_before:
            assert (await page.join(topic, **params))[0] == "ok"
        await merging.merge(house.s.db, old.id, new.id, desk.sam)
        if not opened_before:
            assert (await page.join(topic, **params))[0] == "ok"

        said = await page.ask(topic, "shout", {"body": "still here", "client_id": "k1"})
        assert said[0] == "ok"
        await replies.reply(house.s.db, old.id, "so are we", desk.sam, hold=timedelta(0))
        await house.settle()
        assert await page.ask(topic, "messages:seen", {}) == ("ok", {})

        heard = [
            payload["body"] for where, event, payload in await page.settled() if (where, event) == (topic, "shout")
        ]
        assert heard == ["still here", "so are we"]
        seen = [payload["id"] for _, event, payload in await sam.settled() if event == "messages:seen"]
        assert seen == [str(new.id)]
