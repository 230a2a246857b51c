"""Calendars are worked out once, and again when something of them changes."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from cairnloop.desk.accounts import change_account
from cairnloop.desk.hours import keeping
from cairnloop.desk.hours.calendars import FRESH, Calendars
from cairnloop.kernel.database import Database
from tests import make
from tests.fakes import FixedClock

SHIFTS = [{"day": "everyday", "start_minute": 540, "end_minute": 1020}]
HOURS = {"time_zone": "Europe/Berlin", "working_hours": SHIFTS}


class Statements:
    """Counts what is asked of the database."""

    def __init__(self, database: Database) -> None:
        self.count = 0
        for engine in {database._reader, database._writer}:
            event.listen(engine.sync_engine, "before_cursor_execute", self._note)

    def _note(self, *_: Any) -> None:
        self.count += 1


async def test_what_is_known_costs_no_statement_and_many_accounts_cost_one(database: Database) -> None:
    desks = [await make.desk(database, f"Desk {number}") for number in range(3)]
    calendars, asked = Calendars(database.hub), Statements(database)
    async with database.begin() as tx:
        await calendars.of(tx, [desks[0].account_id])
        before = asked.count
        await calendars.of(tx, [desk.account_id for desk in desks])
        assert asked.count - before == 1
        found = await calendars.of(tx, [desk.account_id for desk in desks])
        assert (asked.count - before, len(found)) == (1, 3)


async def test_a_change_is_seen_by_the_next_who_asks(database: Database) -> None:
    desk = await make.desk(database)
    calendars = Calendars(database.hub)

    async def shifts(of_inbox: bool = False) -> list[Any]:
        async with database.read() as tx:
            calendar = await calendars.one(tx, desk.account_id)
        return list(calendar.shifts(desk.inbox_id if of_inbox else None))

    assert await shifts() == []
    await keeping.set_hours(database, None, HOURS, desk.sam)
    assert await shifts() == await shifts(of_inbox=True) == SHIFTS
    await keeping.set_hours(database, desk.inbox_id, {"working_hours": []}, desk.sam)
    assert (await shifts(), await shifts(of_inbox=True)) == (SHIFTS, [])
    await keeping.forget_hours(database, desk.inbox_id, desk.sam)
    assert await shifts(of_inbox=True) == SHIFTS


async def test_a_switch_of_the_account_comes_before_that_of_the_house(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    calendars, promise = Calendars(database.hub), timedelta(hours=24)
    await keeping.set_hours(database, None, HOURS, desk.sam)
    for chosen, by_default, counted in (
        (None, False, False),
        (None, True, True),
        (True, False, True),
        (False, True, False),
    ):
        await change_account(database, {"settings": {"deadlines_in_business_hours": chosen}}, desk.sam)
        async with database.read() as tx:
            calendar = await calendars.one(tx, desk.account_id)
        due = calendar.due(desk.inbox_id, clock.at, promise, by_default=by_default)
        assert (due > clock.at + promise) is counted, (chosen, by_default)


async def test_news_that_got_lost_are_made_up_for(database: Database, clock: FixedClock) -> None:
    """A daemon that did not hear of a change."""
    desk = await make.desk(database)
    deaf = Calendars()
    async with database.read() as tx:
        assert (await deaf.one(tx, desk.account_id)).own is None
    await keeping.set_hours(database, None, HOURS, desk.sam)
    async with database.read() as tx:
        assert (await deaf.one(tx, desk.account_id)).own is None
    clock.advance(seconds=FRESH.total_seconds())
    async with database.read() as tx:
        assert (await deaf.one(tx, desk.account_id)).own is not None


async def test_what_was_read_before_a_change_is_not_kept_after_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await make.desk(database)
    calendars = Calendars(database.hub)
    from cairnloop.desk.hours import calendars as module

    read = module._read

    async def slowly(tx: Any, ids: Any) -> Any:
        found = await read(tx, ids)
        await keeping.set_hours(database, None, HOURS, desk.sam)
        return found

    monkeypatch.setattr(module, "_read", slowly)
    async with database.read() as tx:
        await calendars.one(tx, desk.account_id)
    monkeypatch.setattr(module, "_read", read)
    async with database.read() as tx:
        assert (await calendars.one(tx, desk.account_id)).own is not None
