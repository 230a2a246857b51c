"""The sums follow the desk: nothing is counted twice, nothing is left out, and counting anew gives the same."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from cairnloop.desk.accounts import change_account
from cairnloop.desk.conversation import changing, merging
from cairnloop.desk.hours import keeping
from cairnloop.desk.inbox import inboxes
from cairnloop.desk.marks import removal, tags
from cairnloop.desk.message import replies
from cairnloop.kernel.database import Database
from cairnloop.people.identity import Operator
from cairnloop.reports import counting, figures, rebuilding, recounting
from cairnloop.reports.counting import Counting
from cairnloop.reports.figures import Asked
from cairnloop.reports.periods import period_of
from cairnloop.reports.rebuilding import CALM, rebuild
from cairnloop.reports.rules import Figure, Series, total_key
from cairnloop.reports.tables import ANY_TAG, Cell, Change, Fact, Progress
from cairnloop.wire.tags import NewTagWords
from tests import make
from tests.desk.search.test_indexing import say_in
from tests.fakes import FixedClock
from tests.house import House, open_house

HELD = timedelta(seconds=10)
HOLIDAY = {"start_date": "2026-03-02", "end_date": "2026-03-02", "yearly": False, "hours": []}


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    async with open_house(database_url, clock) as house:
        yield house


async def count(house: House) -> None:
    await Counting(house.s.db).all()


async def figure(house: House, *names: str) -> list[int]:
    async with house.s.db.read() as tx:
        asked = Asked(house.desk.account_id, period_of(None, None, None, tx.now))
        total = figures.together((await figures.by_day(tx, asked)).values())
    return [total.get(name, 0) for name in names]


async def sums(db: Database) -> dict[tuple[Any, ...], dict[str, int]]:
    async with db.read() as tx:
        cells = (await tx.session.execute(select(Cell))).scalars()
        return {(one.tag_id, one.user_id, one.day, one.inbox_id): one.figures for one in cells if one.figures}


async def answer(house: House, thread: Any, by: Operator, clock: FixedClock) -> None:
    await replies.reply(house.s.db, thread.id, "Settings, then Region.", by, hold=HELD)
    clock.advance(seconds=60)
    await house.settle()


async def test_figures_follow_what_happens_to_conversations(house: House, clock: FixedClock) -> None:
    desk, db = house.desk, house.s.db
    thread, other = await desk.conversation(), await desk.conversation()
    await desk.says(thread, "Where is the region?")
    await desk.says(other, "And the invoice?")
    await count(house)
    assert await figure(house, Figure.CONVERSATIONS, Figure.RECEIVED, Figure.SENT) == [2, 2, 0]
    await answer(house, thread, desk.sam, clock)
    held = await replies.reply(db, other.id, "Not this.", desk.sam, hold=HELD)
    await replies.undo(db, UUID(held["id"]), desk.sam)
    await count(house)
    assert await figure(house, Figure.RECEIVED, Figure.SENT) == [2, 1]
    tag = await tags.add_tag(db, NewTagWords(name="Refund"), desk.sam)
    await tags.tag_conversation(db, thread.id, tag.id, desk.sam)
    await count(house)
    assert {key[0] for key in await sums(db)} == {ANY_TAG, tag.id}
    await merging.merge(db, other.id, thread.id, desk.sam)
    await count(house)
    assert await figure(house, Figure.CONVERSATIONS, Figure.RECEIVED) == [1, 2]
    elsewhere = await inboxes.create_inbox(db, {"name": "Sales"}, desk.sam, draft_policy="deny")
    await changing.change(db, thread.id, changing.Changes(frozenset({"inbox_id"}), inbox_id=elsewhere.id), desk.sam)
    await count(house)
    assert {key[3] for key in await sums(db)} == {elsewhere.id}
    await removal.remove_tag(db, tag.id, desk.sam)
    await count(house)
    assert {key[0] for key in await sums(db)} == {ANY_TAG}
    await changing.erase(db, thread.id, desk.sam)
    await count(house)
    assert await sums(db) == {}
    async with db.read() as tx:
        assert (await tx.session.execute(select(Fact))).first() is None
        assert (await tx.session.execute(select(Change))).first() is None


async def test_counting_anew_gives_the_same_and_mends_what_was_wrong(
    house: House, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cairnloop.reports.rebuilding.PORTION", 2)
    desk, db = house.desk, house.s.db
    for _ in range(5):
        thread = await desk.conversation()
        await desk.says(thread, "Hello?")
        await answer(house, thread, desk.sam, clock)
        clock.advance(hours=30)
    await desk.says(thread, "One more")
    await count(house)
    before = await sums(db)
    async with db.begin() as tx:
        await tx.session.execute(delete(Cell).where(Cell.user_id == 0))
    await rebuild(db, desk.sam)
    await desk.says(thread, "Meanwhile")
    await count(house)
    async with db.read() as tx:
        assert await figures.rebuilding(tx, desk.account_id)
    await house.settle()
    async with db.read() as tx:
        assert not await figures.rebuilding(tx, desk.account_id)
    after = await sums(db)
    assert after.keys() == before.keys()
    assert await figure(house, Figure.RECEIVED, Figure.SENT) == [7, 5]


async def test_counting_goes_on_in_portions_and_counts_nobody_twice(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MESSAGES", 3)
    monkeypatch.setattr(counting, "AT_ONCE", 2)
    thread = await house.desk.conversation()
    for number in range(8):
        await house.desk.says(thread, f"Message {number}")
    counter = Counting(house.s.db)
    assert not await counter.at_once()
    await counter.all()
    assert await counter.at_once()
    await counter.all()
    assert await figure(house, Figure.CONVERSATIONS, Figure.RECEIVED) == [1, 8]


async def test_a_conversation_of_very_many_messages_is_counted_once_in_a_while(
    house: House, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recounting, "VERY_MANY", 2)
    thread = await house.desk.conversation()
    for _ in range(3):
        await house.desk.says(thread, "Hello?")
    await count(house)
    await house.desk.says(thread, "Hello??")
    await count(house)
    await house.desk.says(thread, "Hello???")
    await count(house)
    assert await figure(house, Figure.RECEIVED) == [3]
    clock.advance(hours=1, seconds=1)
    await count(house)
    assert await figure(house, Figure.RECEIVED) == [5]


async def test_a_message_that_takes_the_number_of_a_deleted_one_is_counted(house: House) -> None:
    desk, db = house.desk, house.s.db
    thread, other = await desk.conversation(), await desk.conversation()
    await desk.says(thread, "One")
    await desk.says(other, "Two")
    await count(house)
    await changing.erase(db, other.id, desk.sam)
    await desk.says(thread, "Three")
    await count(house)
    assert await figure(house, Figure.CONVERSATIONS, Figure.RECEIVED) == [1, 2]


@pytest.mark.postgres  # on SQLite one writes at a time
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_message_that_is_committed_late_is_counted(house: House) -> None:
    desk, db = house.desk, house.s.db
    slow_thread, thread = await desk.conversation(), await desk.conversation()
    async with db.begin() as slow:
        await say_in(slow, desk, slow_thread, 1, "late")
        await desk.says(thread, "early")
        for _ in range(3):
            await count(house)
        assert await figure(house, Figure.RECEIVED) == [1]
    for _ in range(200):  # transactions of others on the same server may hold it up for a moment
        await count(house)
        if await figure(house, Figure.RECEIVED) == [2]:
            break
    assert await figure(house, Figure.RECEIVED) == [2]
    async with db.read() as tx:
        progress = (await tx.session.execute(select(Progress))).scalar_one()
        assert progress.done <= progress.seen


async def test_what_is_new_is_counted_although_something_older_may_have_appeared(house: House) -> None:
    thread = await house.desk.conversation()
    for number in range(4):
        await house.desk.says(thread, f"Message {number}")
        # On Postgres each but the first begins with a look at what could have been committed late.
        assert await Counting(house.s.db).at_once()
        assert await figure(house, Figure.RECEIVED) == [number + 1]


async def test_accounts_are_counted_apart(house: House) -> None:
    other = await make.desk(house.s.db, "Other")
    await other.says(await other.conversation(), "Theirs")
    await house.desk.says(await house.desk.conversation(), "Ours")
    await count(house)
    assert await figure(house, Figure.CONVERSATIONS, Figure.RECEIVED) == [1, 1]


async def business(house: House) -> list[int]:
    return await figure(house, total_key(Series.FIRST_REPLY), total_key(Series.FIRST_REPLY_BUSINESS))


async def under_way(house: House) -> bool:
    async with house.s.db.read() as tx:
        return await figures.rebuilding(tx, house.desk.account_id)


async def test_other_hours_and_another_time_zone_have_everything_counted_again_while_the_sums_stay(
    house: House, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cairnloop.reports.rebuilding.PORTION", 1)
    desk, db = house.desk, house.s.db
    for _ in range(2):
        thread = await desk.conversation()
        await desk.says(thread, "Hello?")
        await answer(house, thread, desk.sam, clock)
    await count(house)
    assert await business(house) == [120, 120]
    closed = {"time_zone": "Europe/Berlin", "working_hours": [], "holidays": [HOLIDAY]}
    await keeping.set_hours(db, None, closed, desk.sam)
    await keeping.set_hours(db, desk.inbox_id, {**closed, "holidays": []}, desk.sam)
    await keeping.set_hours(db, desk.inbox_id, closed, desk.sam)
    assert await under_way(house)
    await house.settle()
    assert await business(house) == [120, 120]
    clock.advance(seconds=CALM.total_seconds())
    async with db.begin() as tx:
        await rebuilding.count_in_new_hours(tx, desk.account_id)  # as if somebody set hours in the midst of it
    clock.advance(seconds=CALM.total_seconds())
    await rebuilding.rebuild_portion(db, desk.account_id)
    assert await business(house) == [120, 60]
    await house.settle()
    assert (await business(house), await under_way(house)) == ([120, 0], False)
    await keeping.set_hours(db, None, closed, desk.sam)
    assert not await under_way(house)
    await change_account(db, {"time_zone": "Pacific/Pago_Pago"}, desk.sam)
    assert await under_way(house)
    clock.advance(seconds=CALM.total_seconds())
    await house.settle()
    assert {key[2] for key in await sums(db)} == {"2026-03-01"}
