"""A page that knows its customer by an id from before a merge goes on as if nothing had happened; no other gets in."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest

from cairnloop.desk.conversation import starting
from cairnloop.desk.conversation.conversations import Opening
from cairnloop.people.customer import merge as customer_merge
from tests import make
from tests.fakes import FixedClock
from tests.house import House, open_house
from tests.sockets.caller import Caller, token_of


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    async with open_house(database_url, clock) as house:
        yield house


async def test_the_old_id_joins_and_writes_also_while_it_is_merged(house: House) -> None:
    desk = house.desk
    old = await make.customer(house.s.db, desk.account_id, email="ada@example.com")
    other = await make.customer(house.s.db, desk.account_id)
    thread = await desk.conversation(customer_id=old)
    topic = f"conversation:{thread.id}"
    async with Caller(house) as page, Caller(house) as later, Caller(house) as stranger:
        assert (await page.join(topic, customer_id=str(old)))[0] == "ok"
        await customer_merge.merge(house.s.db, old, desk.customer_id, desk.sam)
        for caller in (page, later):
            if caller is later:
                assert (await caller.join(topic, customer_id=str(old)))[0] == "ok"
            said, reply = await caller.ask(topic, "shout", {"body": "Still me", "customer_id": str(old)})
            assert (said, set(reply)) == ("ok", {"id", "client_id"})
        for claimed in (other, uuid4()):
            assert await stranger.join(topic, customer_id=str(claimed)) == ("error", "unauthorized")


async def test_reading_on_the_operators_topic_sees_mentions(house: House) -> None:
    desk = house.desk
    kim = await desk.another_operator()
    thread = await desk.conversation()
    topic = f"notification:{desk.account_id}"
    async with (
        Caller(house, await token_of(house, desk.sam)) as sam,
        Caller(house, await token_of(house, kim)) as kims,
    ):
        for caller in (sam, kims):
            assert (await caller.join(topic))[0] == "ok"
        note = {"conversation_id": str(thread.id), "body": "Kim?", "private": True, "mentioned_user_ids": [kim.user_id]}
        assert (await sam.ask(topic, "shout", note))[0] == "ok"
        assert (await kims.ask(topic, "read", {"conversation_id": str(thread.id)}))[0] == "ok"
        heard = [event for where, event, _ in await sam.settled() if where == topic]
    assert heard.index("mention:created") < heard.index("mention:seen")


async def test_a_lobby_under_the_old_id_hears_what_the_new_one_hears(house: House) -> None:
    desk = house.desk
    old = await make.customer(house.s.db, desk.account_id, email="ada@example.com")
    other = await make.customer(house.s.db, desk.account_id)
    async with Caller(house) as before, Caller(house) as later, Caller(house) as stranger:
        assert (await before.join(f"conversation:lobby:{old}"))[0] == "ok"
        assert (await stranger.join(f"conversation:lobby:{other}"))[0] == "ok"
        await customer_merge.merge(house.s.db, old, desk.customer_id, desk.sam)
        assert (await later.join(f"conversation:lobby:{old}"))[0] == "ok"
        opening = Opening(desk.account_id, desk.customer_id)
        thread = await starting.start(house.s.db, opening, desk.sam, hold=timedelta())
        for page in (before, later):
            assert (f"conversation:lobby:{old}", "conversation:created", {"id": str(thread.id)}) in await page.settled()
        assert await stranger.settled() == []
