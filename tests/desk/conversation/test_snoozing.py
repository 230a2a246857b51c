"""Snoozed conversations: out of sight until a time or until the customer writes, and then they come up again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from cairnloop.channels.lane import Lane
from cairnloop.config import Settings
from cairnloop.daemon.reactions import reactions
from cairnloop.desk.conversation import conversations, deadlines, snoozing
from cairnloop.desk.lists.filters import Filter, Section
from cairnloop.desk.lists.pages import page
from cairnloop.desk.message import replies
from cairnloop.desk.tables import Conversation, Deadline
from cairnloop.desk.topics import operators
from cairnloop.errors import IllegalMove, Invalid
from cairnloop.kernel.audit import AuditEntry
from cairnloop.kernel.database import Database
from cairnloop.kernel.jobs.port import Job
from tests import make
from tests.fakes import Ear, FixedClock


@pytest.fixture(autouse=True)
def wired(database: Database) -> None:
    database.reactions = reactions(Settings())


async def state_of(database: Database, thread: Conversation) -> Conversation:
    async with database.read() as tx:
        return await tx.session.get_one(Conversation, thread.id)


async def trail_of(database: Database, thread: Conversation) -> list[tuple[str, str, str | None]]:
    async with database.read() as tx:
        query = select(AuditEntry).where(AuditEntry.conversation_id == thread.id).order_by(AuditEntry.seq)
        return [(one.action, one.actor_kind, one.reason) for one in (await tx.session.execute(query)).scalars()]


async def listed(database: Database, desk: make.Desk, **asked: object) -> list[str]:
    async with database.read() as tx:
        return [row["id"] for row in (await page(tx, Filter(desk.account_id, me=desk.sam.user_id, **asked))).rows]


async def wake(database: Database, thread: Conversation) -> None:
    await snoozing.snooze_ended(database, thread.account_id, thread.id)


async def test_it_sleeps_until_its_time_and_comes_up_as_something_new(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    await desk.says(thread, "Call me on Monday?")
    await conversations.mark_read(database, thread.id, desk.sam)

    slept = await snoozing.snooze(database, thread.id, clock.now() + timedelta(hours=3), desk.sam)
    assert (slept.status, slept.snoozed_until) == ("snoozed", clock.now() + timedelta(hours=3))
    assert await listed(database, desk, section=Section.OPEN) == []
    assert await listed(database, desk, section=Section.SNOOZED) == [str(thread.id)]

    clock.advance(hours=2)
    await wake(database, thread)  # before its time nothing happens
    assert (await state_of(database, thread)).status == "snoozed"
    clock.advance(hours=1)
    ear = Ear(database.hub, operators(desk.account_id))
    for _ in range(2):
        await wake(database, thread)

    woken = await state_of(database, thread)
    assert (woken.status, woken.snoozed_until, woken.read) == ("open", None, False)
    assert woken.last_activity_at == clock.now()
    assert ear.events().count("conversation:updated") == 1
    assert [one for one in await trail_of(database, thread) if "woken" in one[0]] == [
        ("conversation.woken", "system", "snooze ended")
    ]


async def test_a_customer_wakes_it_before_its_time_and_the_job_comes_too_late(
    database: Database, clock: FixedClock
) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    await snoozing.snooze(database, thread.id, clock.now() + timedelta(days=2), desk.sam)

    await desk.says(thread, "Still there?")

    woken = await state_of(database, thread)
    assert (woken.status, woken.snoozed_until, woken.read, woken.awaiting) == ("open", None, False, "operator")
    assert (await trail_of(database, thread))[-1] == ("conversation.woken", "customer", "the customer wrote")
    clock.advance(days=2)
    await wake(database, thread)
    assert (await state_of(database, thread)).version == woken.version


async def test_another_time_moves_the_waking(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    await snoozing.snooze(database, thread.id, clock.now() + timedelta(hours=1), desk.sam)
    await snoozing.snooze(database, thread.id, clock.now() + timedelta(hours=5), desk.sam)
    clock.advance(hours=1)
    await wake(database, thread)
    assert (await state_of(database, thread)).status == "snoozed"
    clock.advance(hours=4)
    await wake(database, thread)
    assert (await state_of(database, thread)).status == "open"


async def test_without_a_time_only_people_wake_it(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    await snoozing.snooze(database, thread.id, None, desk.sam)
    clock.advance(days=30)
    await wake(database, thread)
    assert (await state_of(database, thread)).status == "snoozed"
    woken = await snoozing.unsnooze(database, thread.id, desk.sam)
    assert woken.status == "open"
    with pytest.raises(IllegalMove):
        await snoozing.unsnooze(database, thread.id, desk.sam)


async def test_what_cannot_be_slept_is_refused(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    for until in (clock.now(), clock.now() - timedelta(days=1), clock.now() + timedelta(days=500)):
        with pytest.raises(Invalid):
            await snoozing.snooze(database, thread.id, until, desk.sam)
    await conversations.resolve(database, thread.id, desk.sam)
    with pytest.raises(IllegalMove):
        await snoozing.snooze(database, thread.id, None, desk.sam)


async def test_an_answer_that_is_owed_stays_owed_and_what_is_not_waits_for_the_waking(
    database: Database, clock: FixedClock
) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    await desk.says(thread, "hello?")
    await snoozing.snooze(database, thread.id, clock.now() + timedelta(days=4), desk.sam)
    clock.advance(hours=3)
    await _check_all(database)
    assert await _clocks(database) == {"first_response": "breached", "resolution": "active"}

    reply = await replies.reply(database, thread.id, "On Monday.", desk.sam, hold=timedelta(0))
    job = Job(database.new_id(), replies.DELIVER, {"message_id": reply["id"]}, 1, 10)
    await Lane(database).deliver([job])
    assert (await state_of(database, thread)).awaiting == "customer"
    assert (await state_of(database, thread)).status == "snoozed"
    clock.advance(days=2)
    await _check_all(database)
    assert (await _clocks(database))["resolution"] == "active"
    clock.advance(days=2)
    await wake(database, thread)
    await _check_all(database)
    assert (await _clocks(database))["resolution"] == "breached"


async def _check_all(database: Database) -> None:
    async with database.read() as tx:
        ids = (await tx.session.execute(select(Deadline.id))).scalars().all()
    for deadline_id in ids:
        await deadlines.check(database, deadline_id)


async def _clocks(database: Database) -> dict[str, str]:
    async with database.read() as tx:
        return {one.target: one.status for one in (await tx.session.execute(select(Deadline))).scalars()}


async def test_a_draft_of_a_sleeping_conversation_waits_with_it(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    question = await desk.says(thread, "How do I change region?")
    draft = await make.draft(database, thread, question["id"])
    await snoozing.snooze(database, thread.id, None, desk.sam)
    assert await listed(database, desk, section=Section.DECISION) == []
    await snoozing.unsnooze(database, thread.id, desk.sam)
    assert await listed(database, desk, section=Section.DECISION) == [str(thread.id)]
    assert (await state_of(database, thread)).draft_id == draft.id
