"""Who types and who looks at what on one daemon is seen on the other, by those it is meant for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from cairnloop.daemon.app import build_services, build_sockets
from cairnloop.kernel.clock import SystemClock
from cairnloop.kernel.postgres import PostgresCarrier
from tests.databases import fresh_postgres
from tests.house import House, open_house
from tests.sockets.caller import Caller, token_of

pytestmark = pytest.mark.postgres
PATIENCE_SECONDS = 20


@asynccontextmanager
async def carried(house: House) -> AsyncIterator[House]:
    """The house with what its process would run beside it: the road to the other daemons."""
    carrier = house.s.db.carrier = PostgresCarrier(house.s.db)
    house.s.whispers.share(carrier)
    parts = [asyncio.create_task(one) for one in (carrier.run(house.s.hub), house.sockets.roster.share(carrier))]
    async with asyncio.timeout(PATIENCE_SECONDS):
        await carrier.ready.wait()
    try:
        yield house
    finally:
        for part in parts:
            part.cancel()
        await asyncio.wait(parts)


@pytest.fixture
async def pair() -> AsyncIterator[tuple[House, House]]:
    url = await fresh_postgres()
    async with AsyncExitStack() as stack:
        here = await stack.enter_async_context(open_house(url, SystemClock()))
        s = build_services(here.s.settings)
        stack.push_async_callback(s.db.close)
        there = House(s, here.app, build_sockets(s, "other"), here.desk)
        yield (
            await stack.enter_async_context(carried(here)),
            await stack.enter_async_context(carried(there)),
        )


async def heard(caller: Caller, event: str, having: str = "") -> dict[str, Any]:
    """The next news of this kind in which a word stands."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (frame := await caller.peer.hear()).event != event or having not in str(frame.payload):
            pass
    assert isinstance(frame.payload, dict)
    return frame.payload


async def test_typing_is_seen_on_the_other_daemon_by_those_it_is_meant_for(pair: tuple[House, House]) -> None:
    here, there = pair
    thread = await here.desk.conversation()
    mine, theirs = f"conversation:{thread.id}", f"notification:{here.desk.account_id}"
    async with Caller(here) as ada, Caller(there, await token_of(here, here.desk.sam)) as sam:
        await ada.join(mine, customer_id=str(here.desk.customer_id))
        await sam.join(theirs)

        await ada.ask(mine, "typing", {"typing": True})
        customer = {"type": "customer", "conversation_id": str(thread.id)}
        assert await heard(sam, "typing") == {**customer, "typing": True}

        await sam.ask(theirs, "typing", {"conversation_id": str(thread.id), "typing": True})
        assert await heard(ada, "typing") == {"typing": True, "type": "user", "name": "Sam"}

        await ada.ask(mine, "phx_leave")
        assert await heard(sam, "typing", "customer") == {**customer, "typing": False}


async def test_a_colleague_on_the_other_daemon_sees_what_one_looks_at(pair: tuple[House, House]) -> None:
    here, there = pair
    thread = await here.desk.conversation()
    operators, kim = f"notification:{here.desk.account_id}", await here.desk.another_operator()
    async with (
        Caller(here, await token_of(here, kim)) as mine,
        Caller(there, await token_of(here, here.desk.sam)) as theirs,
    ):
        await mine.join(operators)
        await theirs.join(operators)
        await theirs.ask(operators, "viewing", {"conversation_id": str(thread.id)})
        seen = (await heard(mine, "presence_diff", str(thread.id)))["joins"][f"user:{here.desk.sam.user_id}"]
    assert [(meta["name"], meta["viewing"]) for meta in seen["metas"]] == [("Sam", str(thread.id))]


async def test_a_page_that_never_typed_says_nothing_when_it_leaves(pair: tuple[House, House]) -> None:
    here, _ = pair
    thread = await here.desk.conversation()
    async with Caller(here) as ada, Caller(here, await token_of(here, here.desk.sam)) as sam:
        await sam.join(f"notification:{here.desk.account_id}")
        await ada.join(f"conversation:{thread.id}")
        await ada.ask(f"conversation:{thread.id}", "phx_leave")
        assert "typing" not in [event for _, event, _ in await sam.settled()]
