"""Visitors on the website: seen by operators on every daemon, watched by name of nobody, recorded where that is on."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from cairnloop.visits.queries import events_of, get_visit
from cairnloop.visits.tables import Visit
from tests import make
from tests.fakes import FixedClock
from tests.house import House, open_house
from tests.sockets.caller import Caller, token_of
from tests.sockets.test_typing_across import heard, pair  # noqa: F401 - a fixture

EVENT = {"type": 4, "data": {"href": "https://shop.example/cart"}, "timestamp": 1}


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    async with open_house(database_url, clock) as house:
        yield house


def topics(visit: Visit) -> tuple[str, str, str]:
    account = visit.account_id
    return f"events:{account}:{visit.id}", f"events:admin:{account}:all", f"events:admin:{account}:{visit.id}"


def metas(presence: dict[str, Any]) -> list[dict[str, Any]]:
    return [meta for one in presence.values() for meta in one["metas"]]


async def test_who_is_there_is_seen_and_one_of_them_watched(house: House) -> None:
    visit = await make.visit(house.s.db, house.desk.account_id)
    page, everybody, one = topics(visit)
    async with Caller(house) as visitor, Caller(house, await token_of(house, house.desk.sam)) as sam:
        assert await visitor.join(page, customerId="x") == ("ok", {"recording": False})
        assert metas(await heard(visitor, "presence_state")) == []
        unseen = await visitor.ask(page, "replay:event:emitted", {"event": EVENT})
        assert "nobody watches" in unseen[1]

        await sam.join(everybody)
        [meta] = metas(await heard(sam, "presence_state"))
        assert (meta["session_id"], meta["active"]) == (str(visit.id), True)
        await visitor.ask(page, "session:inactive", {"ts": 1})
        left = await heard(sam, "presence_diff")
        assert [meta["active"] for meta in metas(left["joins"])] == [False]

        await sam.join(one)
        [watching] = metas((await heard(visitor, "presence_diff"))["joins"])
        told = {name: value for name, value in watching.items() if name not in ("phx_ref", "online_at")}
        assert told == {"admin": True, "account_id": str(visit.account_id), "session_id": str(visit.id)}
        status, said = await visitor.ask(page, "replay:event:emitted", {"event": EVENT, "customer_id": "forged"})
        assert (status, "shown to those who watch" in said) == ("ok", True)
        assert await heard(sam, "replay:event:emitted") == {"event": EVENT, "customer_id": None}

        await sam.ask(one, "phx_leave")
        assert metas((await heard(visitor, "presence_diff"))["leaves"]) == [watching]
        await visitor.ask(page, "phx_leave")
        assert len(metas((await heard(sam, "presence_diff"))["leaves"])) == 1
    async with house.s.db.read() as tx:
        assert (await events_of(tx, visit.id)).rows == ()
    trail = (await (await house.client()).get("/api/audit", params={"action": "visit.watched"})).json()["data"]
    assert [row["subject_id"] for row in trail] == [str(visit.id)]


async def test_what_is_no_event_is_refused_and_operators_are_never_taken_for_the_page(house: House) -> None:
    visit = await make.visit(house.s.db, house.desk.account_id)
    page, _, one = topics(visit)
    async with Caller(house) as visitor, Caller(house, await token_of(house, house.desk.sam)) as sam:
        await visitor.join(page)
        await sam.join(page)
        await sam.join(one)
        for junk in (None, [], "x", 7, {"a": "x" * 100_000}):
            assert (await visitor.ask(page, "replay:event:emitted", {"event": junk}))[0] == "error"
        for event in ("replay:event:emitted", "session:active", "session:inactive"):
            assert (await sam.ask(page, event, {"event": EVENT}))[0] == "error", event
        for topic in (f"{page}x", page.upper(), f"events:{visit.account_id}", f"{one}:all", f"events::{visit.id}"):
            assert (await sam.join(topic))[0] == "error", topic
        assert await visitor.ask(page, "ping", {"n": 1}) == ("ok", {"n": 1})


async def test_where_recording_is_on_the_house_watches_and_keeps(database_url: str, clock: FixedClock) -> None:
    visits = {"record": True, "visit_events": 2}
    async with open_house(database_url, clock, visits=visits) as house, Caller(house) as visitor:
        db, account = house.s.db, house.desk.account_id
        visit = await make.visit(db, account, finished_at=clock.now())
        page, _, _ = topics(visit)
        assert await visitor.join(page) == ("ok", {"recording": True})
        assert [meta["admin"] for meta in metas(await heard(visitor, "presence_state"))] == [True]
        for number in range(3):
            status, said = await visitor.ask(page, "replay:event:emitted", {"event": EVENT})
            assert status == "ok"
            assert (said == {"recorded": True}) == (number < 2)
        async with db.read() as tx:
            kept = await get_visit(tx, account, visit.id)
        assert (kept.finished_at, kept.events, kept.pages) == (None, 2, ["https://shop.example/cart"])


async def switched(house: House, record: bool | None) -> None:
    async with await house.client() as sam:
        said = await sam.put(f"/api/accounts/{house.desk.account_id}", json={"settings": {"record_visits": record}})
        assert said.json()["data"]["settings"]["record_visits"] is record


async def test_an_account_may_do_without_and_what_is_switched_off_is_off_at_once(
    database_url: str, clock: FixedClock
) -> None:
    async with open_house(database_url, clock, visits={"record": True}) as house, Caller(house) as visitor:
        first, second = [await make.visit(house.s.db, house.desk.account_id) for _ in range(2)]
        (page, _, watching), (later, _, _) = topics(first), topics(second)
        assert await visitor.join(page) == ("ok", {"recording": True})
        await switched(house, False)
        answer = await visitor.ask(page, "replay:event:emitted", {"event": EVENT})
        assert answer == ("ok", "recording was switched off in this account")
        assert await visitor.join(later) == ("ok", {"recording": False})
        answer = await visitor.ask(later, "replay:event:emitted", {"event": EVENT})
        assert "recording is off here" in str(answer[1])
        async with Caller(house, await token_of(house, house.desk.sam)) as sam:
            assert await sam.join(watching) == ("ok", {"recording": False})
        async with await house.client() as client:
            assert (await client.get("/api/browser_sessions")).json()["recording"] is False
            assert (await client.get(f"/api/browser_sessions/{first.id}")).json()["recording"] is False
        await switched(house, None)
        assert (await visitor.ask(page, "replay:event:emitted", {"event": EVENT}))[1] == {"recorded": True}
        async with house.s.db.read() as tx:
            assert len((await events_of(tx, first.id)).rows) == 1


async def test_no_account_records_where_the_house_does_not(house: House) -> None:
    visit = await make.visit(house.s.db, house.desk.account_id)
    await switched(house, True)
    async with Caller(house) as visitor:
        assert await visitor.join(topics(visit)[0]) == ("ok", {"recording": False})


@pytest.mark.postgres
async def test_visitors_and_what_they_do_are_seen_on_the_other_daemon(pair: tuple[House, House]) -> None:  # noqa: F811
    here, there = pair
    visit = await make.visit(here.s.db, here.desk.account_id)
    page, everybody, one = topics(visit)
    async with Caller(here) as visitor, Caller(there, await token_of(here, here.desk.sam)) as sam:
        await sam.join(everybody)
        await sam.join(one)
        await visitor.join(page)
        assert str(visit.id) in str(await heard(sam, "presence_diff", "active"))
        while not here.s.here.look(page):
            await heard(visitor, "presence_diff")
        large = {**EVENT, "data": {"html": "x" * 20_000}}
        for event in (EVENT, large):
            await visitor.ask(page, "replay:event:emitted", {"event": event})
            assert (await heard(sam, "replay:event:emitted"))["event"] == event
        await visitor.ask(page, "phx_leave")
        assert str(visit.id) in str((await heard(sam, "presence_diff", "active"))["leaves"])
