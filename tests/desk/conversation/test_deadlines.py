"""Promises to customers: started, kept, broken, and never twice."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from cairnloop.channels.lane import Lane
from cairnloop.config import Settings
from cairnloop.daemon.reactions import reactions
from cairnloop.desk.conversation import conversations, deadlines
from cairnloop.desk.message import replies
from cairnloop.desk.tables import Deadline
from cairnloop.desk.topics import operators
from cairnloop.drafting.jobs import DRAFT
from cairnloop.kernel.database import Database
from cairnloop.kernel.jobs.port import Handlers, Job
from tests import make
from tests.fakes import Ear, FixedClock


@pytest.fixture(autouse=True)
def wired(database: Database) -> None:
    database.reactions = reactions(Settings())


async def clocks(database: Database) -> dict[str, str]:
    async with database.read() as tx:
        rows = (await tx.session.execute(select(Deadline).order_by(Deadline.created_at))).scalars()
        return {row.target: row.status for row in rows}


async def due(database: Database, target: str) -> Deadline:
    async with database.read() as tx:
        return (await tx.session.execute(select(Deadline).where(Deadline.target == target))).scalar_one()


async def answer(database: Database, desk: make.Desk, conversation_id: UUID) -> None:
    message = await replies.reply(database, conversation_id, "Hi", desk.sam, hold=timedelta(0))
    job = Job(database.new_id(), replies.DELIVER, {"message_id": message["id"]}, 1, 10)
    await Lane(database).deliver([job])


async def test_the_first_message_starts_the_clocks_and_the_second_no_more(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    await desk.says(thread, "hello?")
    await desk.says(thread, "anybody?")

    assert await clocks(database) == {"first_response": "active", "resolution": "active"}


async def test_an_answer_keeps_the_promise_and_a_new_question_starts_the_next(
    database: Database, clock: FixedClock
) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    await desk.says(thread, "hello?")
    await answer(database, desk, thread.id)
    clock.advance(minutes=1)
    await desk.says(thread, "and another thing")

    assert await clocks(database) == {
        "first_response": "fulfilled",
        "resolution": "active",
        "next_response": "active",
    }


async def test_resolving_ends_every_clock(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    await desk.says(thread, "hello?")
    await conversations.resolve(database, thread.id, desk.sam)

    assert set((await clocks(database)).values()) == {"fulfilled"}


async def test_a_broken_promise_is_told_once_and_only_when_it_is_due(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    await desk.says(thread, "hello?")
    deadline = await due(database, "first_response")
    ear = Ear(database.hub, operators(desk.account_id))

    await deadlines.check(database, deadline.id)
    assert ear.events() == []
    clock.advance(hours=2, seconds=1)
    await deadlines.check(database, deadline.id)
    await deadlines.check(database, deadline.id)

    assert ear.events() == ["deadline:breached"]
    assert (await clocks(database))["first_response"] == "breached"


async def test_a_promise_that_was_kept_is_not_broken_by_a_late_check(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    await desk.says(thread, "hello?")
    deadline = await due(database, "first_response")
    await answer(database, desk, thread.id)
    clock.advance(days=1)
    await deadlines.check(database, deadline.id)

    assert (await clocks(database))["first_response"] == "fulfilled"


async def test_a_promise_that_is_kept_too_late_is_broken_also_when_nobody_looked_in_time(
    database: Database, clock: FixedClock
) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    await desk.says(thread, "hello?")
    first = await due(database, "first_response")
    ear = Ear(database.hub, operators(desk.account_id))
    clock.advance(hours=2, seconds=1)
    await answer(database, desk, thread.id)
    await deadlines.check(database, first.id)

    assert await clocks(database) == {"first_response": "breached", "resolution": "active"}
    assert ear.events().count("deadline:breached") == 1


async def test_a_late_answer_ends_what_presses_until_the_customer_asks_again(
    database: Database, clock: FixedClock
) -> None:
    async def presses() -> tuple[str, str] | None:
        async with database.read() as tx:
            found = (await deadlines.current(tx, [thread.id])).get(thread.id)
        return (found.target, found.status) if found else None

    desk = await make.desk(database)
    thread = await desk.conversation()
    await desk.says(thread, "hello?")
    first = await due(database, "first_response")
    clock.advance(days=3)
    await deadlines.check(database, first.id)
    assert await presses() == ("first_response", "breached")

    await answer(database, desk, thread.id)
    assert await presses() is None
    clock.advance(minutes=1)
    await desk.says(thread, "and another thing")
    assert await presses() == ("next_response", "active")


async def test_the_check_of_a_promise_does_not_wait_behind_drafts(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    for subject in ("one", "two"):
        await desk.says(await desk.conversation(subject=subject), "hello?")
    clock.advance(hours=3)
    done: list[str] = []

    async def note(job: Job) -> None:
        done.append(job.kind)

    assert database.jobs is not None
    await database.jobs.drain(Handlers(single={deadlines.CHECK_DEADLINE: note, DRAFT: note}), concurrency=1)

    assert done == [deadlines.CHECK_DEADLINE] * 2 + [DRAFT] * 2
