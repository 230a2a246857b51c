"""Two conversations of one customer become one, and whoever knows the old one is led to it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from cairnloop.channels.lane import Lane
from cairnloop.config import Settings
from cairnloop.daemon.reactions import reactions
from cairnloop.desk.conversation import conversations, merging
from cairnloop.desk.conversation.bulk import BulkMove, Order, move_all
from cairnloop.desk.lists.threads import get_conversation
from cairnloop.desk.message import replies
from cairnloop.desk.tables import Conversation, Deadline
from cairnloop.desk.topics import conversation as customers_side
from cairnloop.desk.topics import operators
from cairnloop.errors import Conflict, NotFound
from cairnloop.kernel.audit import AuditEntry
from cairnloop.kernel.database import Database
from cairnloop.kernel.jobs.port import Job
from tests import make
from tests.desk.conversation.pair import row_of, said, two
from tests.fakes import Ear, FixedClock

SOON = timedelta(minutes=10)


@pytest.fixture(autouse=True)
def wired(database: Database) -> None:
    database.reactions = reactions(Settings())


async def clocks(database: Database, thread: Conversation) -> dict[str, tuple[str, Any]]:
    async with database.read() as tx:
        query = select(Deadline).where(Deadline.conversation_id == thread.id, Deadline.status != "merged")
        return {one.target: (one.status, one.due_at) for one in (await tx.session.execute(query)).scalars()}


async def test_what_was_said_stands_in_one_thread_in_its_order(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    older, newer = await two(desk, clock)
    ear = Ear(database.hub, operators(desk.account_id))

    target = await merging.merge(database, newer.id, older.id, desk.sam)

    assert (target.id, target.merged_from, target.preview) == (older.id, [str(newer.id)], "four")
    assert await said(database, desk, older.id) == ["one", "two", "three", "four"]
    gone = await row_of(database, newer)
    assert (gone.merged_into, gone.status, gone.archived_at) == (older.id, "closed", clock.now())
    told = [one.payload["id"] for one in ear.heard if one.event == "conversation:updated"]
    assert {str(older.id), str(newer.id)} <= set(told)
    async with database.read() as tx:
        assert (await get_conversation(tx, desk.account_id, newer.id)).id == older.id
        query = select(AuditEntry.subject_id).where(AuditEntry.action == "conversation.merged")
        assert set((await tx.session.execute(query)).scalars()) == {str(older.id), str(newer.id)}


async def test_the_customers_old_page_goes_on_and_hears_everything(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    older, newer = await two(desk, clock)
    await merging.merge(database, newer.id, older.id, desk.sam)
    old_page, new_page = (Ear(database.hub, customers_side(one.id)) for one in (newer, older))

    stored = await desk.says(newer, "still me", client_id="k9", customer_id=desk.customer_id)
    again = await desk.says(newer, "still me", client_id="k9", customer_id=desk.customer_id)
    reply = await replies.reply(database, newer.id, "Hello", desk.sam, hold=timedelta(0))
    job = Job(database.new_id(), replies.DELIVER, {"message_id": reply["id"]}, 1, 10)
    await Lane(database).deliver([job])

    assert stored["conversation_id"] == again["conversation_id"] == reply["conversation_id"] == str(older.id)
    assert stored["id"] == again["id"]
    assert old_page.events() == new_page.events() == ["shout", "shout"]


async def test_the_older_promise_stands(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    older, newer = await two(desk, clock)
    promised = await clocks(database, older)
    assert promised["first_response"] < (await clocks(database, newer))["first_response"]

    await merging.merge(database, older.id, newer.id, desk.sam)
    assert await clocks(database, newer) == promised
    reply = await replies.reply(database, newer.id, "Hello", desk.sam, hold=timedelta(0))
    await Lane(database).deliver([Job(database.new_id(), replies.DELIVER, {"message_id": reply["id"]}, 1, 10)])
    await merging.unmerge(database, older.id, desk.sam, within=SOON)

    for one in (older, newer):
        assert (await clocks(database, one))["first_response"][0] == "fulfilled"
        assert (await clocks(database, one))["resolution"][0] == "active"


@pytest.mark.parametrize("resolved", [True, False])
async def test_an_answer_that_is_owed_in_either_is_owed_in_both(
    database: Database, clock: FixedClock, resolved: bool
) -> None:
    desk = await make.desk(database)
    owed, done = await desk.conversation(), await desk.conversation()
    await desk.says(owed, "Is anybody there?")
    clock.advance(minutes=1)
    await desk.says(done, "Thanks")
    reply = await replies.reply(database, done.id, "You are welcome", desk.sam, hold=timedelta(0))
    await Lane(database).deliver([Job(database.new_id(), replies.DELIVER, {"message_id": reply["id"]}, 1, 10)])
    if resolved:
        await conversations.resolve(database, done.id, desk.sam)

    target = await merging.merge(database, done.id, owed.id, desk.sam)

    assert (target.status, target.awaiting) == ("open", "operator")


async def test_what_cannot_be_merged_is_refused_with_the_reason(database: Database, clock: FixedClock) -> None:
    desk, other = await make.desk(database), await make.desk(database, "Other")
    older, newer = await two(desk, clock)
    bo = await make.customer(database, desk.account_id, name="Bo")
    stranger = await desk.conversation(customer_id=bo)
    foreign = await other.conversation()
    for source, target, error, words in (
        (older, older, Conflict, "itself"),
        (older, stranger, Conflict, "different customers"),
        (older, foreign, NotFound, "no such"),
        (foreign, older, NotFound, "no such"),
    ):
        with pytest.raises(error, match=words):
            await merging.merge(database, source.id, target.id, desk.sam)
    await merging.merge(database, newer.id, older.id, desk.sam)
    with pytest.raises(Conflict, match="already"):
        await merging.merge(database, newer.id, (await desk.conversation()).id, desk.sam)
    [(_, refused)] = await move_all(database, [newer.id], Order(BulkMove.RESOLVE), desk.sam)
    assert isinstance(refused, Conflict)
    with pytest.raises(NotFound):
        await merging.unmerge(database, newer.id, other.sam, within=SOON)


async def test_two_who_merge_at_once_make_one_merge(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    older, newer = await two(desk, clock)
    ends = await asyncio.gather(
        merging.merge(database, newer.id, older.id, desk.sam),
        merging.merge(database, older.id, newer.id, desk.sam),
        return_exceptions=True,
    )
    assert sorted(isinstance(end, Conflict) for end in ends) == [False, True]
    left = older if (await row_of(database, older)).merged_into is None else newer
    assert await said(database, desk, left.id) == ["one", "two", "three", "four"]
