"""The same move for many: one transaction, and each by the rules that hold for it alone."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import select

from cairnloop.config import Settings
from cairnloop.daemon.reactions import reactions
from cairnloop.desk.conversation import conversations
from cairnloop.desk.conversation.bulk import BulkMove, Order, move_all
from cairnloop.desk.tables import Conversation, Deadline
from cairnloop.desk.topics import operators
from cairnloop.drafting.tables import Draft
from cairnloop.errors import CairnloopError, Conflict, NotFound
from cairnloop.kernel.audit import AuditEntry
from cairnloop.kernel.database import Database
from tests import make
from tests.fakes import Ear

RESOLVE = Order(BulkMove.RESOLVE, reason="the outage is over")


@pytest.fixture(autouse=True)
def wired(database: Database) -> None:
    database.reactions = reactions(Settings())


async def state_of(database: Database, conversation_id: UUID) -> Conversation:
    async with database.read() as tx:
        return await tx.session.get_one(Conversation, conversation_id)


async def test_each_is_judged_by_itself_and_answered_in_order(database: Database) -> None:
    desk, other = await make.desk(database), await make.desk(database, "Other")
    mine = [await desk.conversation() for _ in range(3)]
    theirs = await other.conversation()
    await conversations.resolve(database, mine[1].id, desk.sam)

    ids = [mine[2].id, theirs.id, mine[1].id, mine[0].id, mine[2].id]
    outcomes = await move_all(database, ids, RESOLVE, desk.sam)

    assert [conversation_id for conversation_id, _ in outcomes] == ids[:4]
    told = [one.reason if isinstance(one, CairnloopError) else one.status for _, one in outcomes]
    assert told == ["closed", "not_found", "illegal_move", "closed"]
    assert (await state_of(database, theirs.id)).status == "open"


async def test_it_leaves_the_same_marks_as_one_by_one(database: Database) -> None:
    desk = await make.desk(database)
    threads = [await desk.conversation() for _ in range(2)]
    for thread in threads:
        question = await desk.says(thread, "Is it down?")
        await make.draft(database, thread, question["id"])
    ear = Ear(database.hub, operators(desk.account_id))

    await move_all(database, [thread.id for thread in threads], RESOLVE, desk.sam)

    updates = [one.payload for one in ear.heard if one.event == "conversation:updated"]
    assert {one["id"] for one in updates} == {str(thread.id) for thread in threads}
    assert updates[-1]["updates"]["status"] == "closed"
    assert ear.events().count("draft:updated") == 2
    async with database.read() as tx:
        trail = (await tx.session.execute(select(AuditEntry).order_by(AuditEntry.seq))).scalars().all()
        resolved = [one for one in trail if one.action == "conversation.resolved"]
        assert [(one.subject_id, one.actor_id, one.reason) for one in resolved] == [
            (str(thread.id), str(desk.sam.user_id), "the outage is over") for thread in threads
        ]
        assert set((await tx.session.execute(select(Deadline.status))).scalars()) == {"fulfilled"}
        assert set((await tx.session.execute(select(Draft.status))).scalars()) == {"superseded"}


async def test_every_move_does_what_its_single_does(database: Database) -> None:
    desk = await make.desk(database)
    kim = await desk.another_operator()
    thread = await desk.conversation()
    await desk.says(thread, "hello?")
    ids = [thread.id]
    await move_all(database, ids, Order(BulkMove.ASSIGN, assignee_id=kim.user_id), desk.sam)
    await move_all(database, ids, Order(BulkMove.READ), desk.sam)
    now = await state_of(database, thread.id)
    assert (now.assignee_id, now.read) == (kim.user_id, True)
    await move_all(database, ids, Order(BulkMove.UNREAD), desk.sam)
    assert (await state_of(database, thread.id)).read is False
    [(_, refused)] = await move_all(database, ids, Order(BulkMove.ARCHIVE), desk.sam)
    assert isinstance(refused, Conflict)
    for move in (BulkMove.RESOLVE, BulkMove.ARCHIVE):
        await move_all(database, ids, Order(move), desk.sam)
    assert (await state_of(database, thread.id)).archived_at is not None
    await move_all(database, ids, Order(BulkMove.REOPEN), desk.sam)
    await move_all(database, ids, Order(BulkMove.ASSIGN), desk.sam)
    now = await state_of(database, thread.id)
    assert (now.status, now.archived_at, now.assignee_id) == ("open", None, None)


async def test_nobody_gets_conversations_who_cannot_have_them(database: Database) -> None:
    desk, other = await make.desk(database), await make.desk(database, "Other")
    thread = await desk.conversation()
    with pytest.raises(NotFound):
        await move_all(database, [thread.id], Order(BulkMove.ASSIGN, assignee_id=other.sam.user_id), desk.sam)


async def test_two_who_do_it_at_the_same_time_wait_but_never_in_a_circle(database: Database) -> None:
    desk = await make.desk(database)
    ids = [(await desk.conversation()).id for _ in range(6)]
    for order in (RESOLVE, Order(BulkMove.REOPEN)) * 3:
        one, other = await asyncio.gather(
            move_all(database, ids, order, desk.sam), move_all(database, ids[::-1], order, desk.sam)
        )
        done = [[not isinstance(outcome, CairnloopError) for _, outcome in outcomes] for outcomes in (one, other)]
        assert sorted(sum(each) for each in done) == [0, 6]
