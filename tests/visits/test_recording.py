"""Events as they are kept: in groups, in order, within bounds, and forgotten in portions with their visit."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import func, select

from cairnloop.errors import Invalid, TooLarge
from cairnloop.kernel.database import Database
from cairnloop.visits import forgetting, managing
from cairnloop.visits.queries import events_of, get_visit
from cairnloop.visits.recording import GONE, Seen, read_event, take_all
from cairnloop.visits.rules import GONE_AFTER, Bounds
from cairnloop.visits.tables import ReplayEvent, Visit, VisitUsage
from tests import make
from tests.fakes import FixedClock

WIDE = Bounds(event=10_000, visit=100_000, account=1_000_000, events=10_000)
NOBODY = UUID(int=7)


def seen(visit: Visit, event: dict[str, Any] | None = None, *, id: UUID | None = None) -> Seen:
    event, written = read_event(event or {"type": 3, "data": {}}, WIDE)
    return Seen(visit.account_id, id or visit.id, None, event, written, kept=True, watched=False)


async def held(db: Database, account_id: UUID) -> int:
    async with db.read() as tx:
        usage = await tx.session.get(VisitUsage, account_id)
        stored = (await tx.session.execute(select(func.coalesce(func.sum(ReplayEvent.size), 0)))).scalar_one()
    assert stored == (0 if usage is None else usage.size)
    return int(stored)


async def test_a_group_of_several_visits_is_kept_in_order(database: Database) -> None:
    desk = await make.desk(database)
    ada, eve = [await make.visit(database, desk.account_id) for _ in range(2)]
    went = {"type": 4, "data": {"href": "https://shop.example/cart?token=x"}, "timestamp": 1}

    group = [seen(ada), seen(eve, went), seen(ada, {"type": 2, "said": "\x00\x1b[2J\u202e"})]
    assert await take_all(database, WIDE, group) == [None] * 3
    assert await take_all(database, WIDE, [seen(ada, id=NOBODY), seen(ada, {"type": 5})]) == [GONE, None]

    async with database.read() as tx:
        rows = (await events_of(tx, ada.id)).rows
        assert [(row.number, orjson.loads(row.event)["type"]) for row in rows] == [(1, 3), (2, 2), (3, 5)]
        assert orjson.loads(rows[1].event)["said"] == "\x00\x1b[2J\u202e"
        kept = await get_visit(tx, desk.account_id, eve.id)
        assert (kept.events, kept.pages) == (1, ["https://shop.example/cart"])
        first = await events_of(tx, ada.id, limit=2)
        rest = await events_of(tx, ada.id, after=first.after or 0, limit=2)
    assert (len(first.rows), first.after, len(rest.rows), rest.after) == (2, 2, 1, None)
    assert await held(database, desk.account_id) == sum(len(one.written) for one in group) + len(b'{"type":5}')


async def test_what_has_no_room_is_not_kept_and_the_rest_is(database: Database) -> None:
    desk = await make.desk(database)
    visit, other = [await make.visit(database, desk.account_id) for _ in range(2)]
    size = len(seen(visit).written)
    bounds = Bounds(event=size, visit=2 * size, account=3 * size, events=10)

    why = await take_all(database, bounds, [seen(visit)] * 3 + [seen(other)] * 2)

    assert [one is None for one in why] == [True, True, False, True, False]
    assert "this visit may take" in (why[2] or "")
    assert "this account may take" in (why[4] or "")
    assert await held(database, desk.account_id) == 3 * size
    await managing.remove(database, visit.id, desk.sam)
    assert await held(database, desk.account_id) == size
    assert await take_all(database, bounds, [seen(other), seen(visit)]) == [None, GONE]


def test_an_event_that_is_none_or_too_large_is_refused() -> None:
    deep: dict[str, Any] = {}
    for _ in range(400):
        deep = {"a": deep}
    for event in (None, 1, [], "x", deep):
        with pytest.raises(Invalid):
            read_event(event, WIDE)
    with pytest.raises(TooLarge):
        read_event({"said": "x" * 10_000}, WIDE)


async def test_old_visits_go_in_portions_and_those_left_without_a_word_are_over(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "EVENTS_AT_ONCE", 3)
    monkeypatch.setattr(forgetting, "VISITS_AT_ONCE", 2)
    desk = await make.desk(database)
    old = [await make.visit(database, desk.account_id) for _ in range(3)]
    await take_all(database, WIDE, [seen(one) for one in old for _ in range(3)])
    left_at = clock.now()
    clock.advance(seconds=GONE_AFTER.total_seconds() + 60)
    here = await make.visit(database, desk.account_id)
    await take_all(database, WIDE, [seen(here)])

    await forgetting.forget_old(database, timedelta(days=30))
    async with database.read() as tx:
        assert {(await get_visit(tx, desk.account_id, one.id)).finished_at for one in old} == {left_at}
        assert (await get_visit(tx, desk.account_id, here.id)).finished_at is None

    clock.advance(days=29, hours=23, minutes=30)
    await forgetting.forget_old(database, timedelta(days=30))
    async with database.read() as tx:
        assert (await tx.session.execute(select(Visit.id))).scalars().all() == [here.id]
    assert await held(database, desk.account_id) == len(seen(here).written)
