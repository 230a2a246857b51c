"""Which conversation an operator has open: colleagues see it, customers and strangers never do."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from cairnloop.people.permissions import Role
from tests import make
from tests.fakes import FixedClock
from tests.house import House, open_house
from tests.sockets.caller import Caller, token_of


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    async with open_house(database_url, clock) as house:
        yield house


def viewings(heard: list[Any], topic: str, user_id: int) -> list[Any]:
    """What colleagues were told the user looks at, in order; a leave is told by the join that takes its place."""
    metas = [
        meta
        for where, event, payload in heard
        if where == topic and event == "presence_diff"
        for meta in payload["joins"].get(f"user:{user_id}", {}).get("metas", [])
    ]
    return [meta.get("viewing") for meta in metas]


async def test_colleagues_see_what_somebody_looks_at_until_they_leave_it(house: House) -> None:
    thread = await house.desk.conversation()
    kim = await house.desk.another_operator(Role.VIEWER)
    topic, room = f"notification:{house.desk.account_id}", f"room:{house.desk.account_id}"
    async with (
        Caller(house, await token_of(house, house.desk.sam)) as sam,
        Caller(house, await token_of(house, kim)) as kims,
        Caller(house) as visitor,
    ):
        for caller, where in ((sam, topic), (kims, topic), (visitor, room), (visitor, f"conversation:{thread.id}")):
            assert (await caller.join(where))[0] == "ok"
        assert await kims.ask(topic, "viewing", {"conversation_id": str(thread.id)}) == ("ok", {})
        assert await kims.ask(topic, "viewing", {"conversation_id": None}) == ("ok", {})

        assert viewings(await sam.settled(), topic, kim.user_id)[-2:] == [str(thread.id), None]
        assert "viewing" not in str(await visitor.settled())


async def test_what_is_not_theirs_cannot_be_looked_at_and_who_only_listens_is_not_seen(house: House) -> None:
    theirs = await (await make.desk(house.s.db, "Other")).conversation()
    topic = f"notification:{house.desk.account_id}"
    async with Caller(house, await token_of(house, house.desk.sam)) as sam:
        await sam.join(topic)
        for id_ in (str(theirs.id), str(uuid4())):
            assert await sam.ask(topic, "viewing", {"conversation_id": id_}) == ("error", "no such conversation")
        for junk in ("x", 7, [], {}):
            assert (await sam.ask(topic, "viewing", {"conversation_id": junk}))[0] == "error", junk
    thread = await house.desk.conversation()
    async with Caller(house, await token_of(house, house.desk.sam)) as listener:
        await listener.join(topic, present=False)
        assert await listener.ask(topic, "viewing", {"conversation_id": str(thread.id)}) == ("ok", {})
        assert not viewings(await listener.settled(), topic, house.desk.sam.user_id)
