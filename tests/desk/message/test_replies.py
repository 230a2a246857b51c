from datetime import timedelta

import pytest
from sqlalchemy import select

from cairnloop.channels.lane import Lane
from cairnloop.desk.conversation import conversations
from cairnloop.desk.lists.threads import customers_view
from cairnloop.desk.message import replies
from cairnloop.desk.rules import Awaiting
from cairnloop.desk.tables import Conversation, Message
from cairnloop.desk.topics import conversation as customers_side
from cairnloop.desk.topics import operators
from cairnloop.errors import Conflict, IllegalMove, Invalid, NotFound
from cairnloop.files.forgetting import forget_orphans
from cairnloop.kernel.database import Database
from cairnloop.kernel.jobs.port import Job
from tests import make
from tests.fakes import Ear, FixedClock

HOLD = timedelta(seconds=5)


async def deliver(database: Database, *message_ids: str) -> dict:
    ids = iter(database.new_id, None)
    jobs = [Job(next(ids), replies.DELIVER, {"message_id": one}, 1, 10) for one in message_ids]
    return await Lane(database).deliver(jobs)


async def seen_by_customer(database: Database, desk: make.Desk) -> list[str]:
    async with database.read() as tx:
        views = await customers_view(tx, desk.account_id, desk.customer_id)
    return [message.body for _, _, messages in views for message, _ in messages]


async def test_a_held_reply_is_not_seen_by_the_customer_until_it_leaves(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    await desk.says(thread, "hello?")
    ear = Ear(database.hub, customers_side(thread.id))

    reply = await replies.reply(database, thread.id, "Hi Ada", desk.sam, hold=HOLD)

    assert reply["delivery"] == "pending"
    assert await seen_by_customer(database, desk) == ["hello?"]
    clock.advance(seconds=5)
    assert await deliver(database, reply["id"]) == {}
    assert await seen_by_customer(database, desk) == ["hello?", "Hi Ada"]
    assert ear.events() == ["shout"]


async def test_a_reply_leaves_once_however_often_its_job_runs(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    ear = Ear(database.hub, customers_side(thread.id))
    reply = await replies.reply(database, thread.id, "Hi", desk.sam, hold=HOLD)

    await deliver(database, reply["id"])
    await deliver(database, reply["id"])

    assert ear.events() == ["shout"]


async def test_an_undone_reply_never_leaves(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    ear = Ear(database.hub, customers_side(thread.id))
    reply = await replies.reply(database, thread.id, "Oops", desk.sam, hold=HOLD)

    undone = await replies.undo(database, _id(reply), desk.sam)
    await deliver(database, reply["id"])

    assert undone["delivery"] == "withdrawn"
    assert ear.events() == []
    assert await seen_by_customer(database, desk) == []


async def test_what_an_undone_reply_carried_can_be_sent_again_for_a_day(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    file = await make.file(database, desk.account_id, user_id=desk.sam.user_id)
    first = await replies.reply(database, thread.id, "Hi Adam", desk.sam, hold=3 * HOLD, file_ids=[file.id])
    clock.advance(hours=23)

    undone = await replies.undo(database, _id(first), desk.sam)

    assert (undone["attachments"], undone["file_ids"]) == ([], [str(file.id)])
    clock.advance(hours=23)
    await forget_orphans(database)
    second = await replies.reply(database, thread.id, "Hi Ada", desk.sam, hold=HOLD, file_ids=[file.id])
    assert [one["id"] for one in second["attachments"]] == [str(file.id)]
    await replies.undo(database, _id(second), desk.sam)
    clock.advance(hours=25)
    await forget_orphans(database)
    with pytest.raises(Invalid, match="upload it again"):
        await replies.reply(database, thread.id, "Hi", desk.sam, hold=HOLD, file_ids=[file.id])


async def test_files_are_given_back_in_their_order_to_whoever_may_send_them(database: Database) -> None:
    desk = await make.desk(database)
    thread, kim = await desk.conversation(), await desk.another_operator()
    files = [(await make.file(database, desk.account_id, user_id=desk.sam.user_id)).id for _ in range(3)][::-1]
    for by, given in ((desk.sam, list(map(str, files))), (kim, [])):
        reply = await replies.reply(database, thread.id, "Oops", desk.sam, hold=HOLD, file_ids=files)
        assert (await replies.undo(database, _id(reply), by))["file_ids"] == given


async def test_after_an_undo_the_inbox_shows_what_was_said_before(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    await desk.says(thread, "hello?")
    reply = await replies.reply(database, thread.id, "Oops", desk.sam, hold=HOLD)
    await replies.note(database, thread.id, "not for customers", desk.sam)
    await replies.undo(database, _id(reply), desk.sam)

    async with database.read() as tx:
        assert (await tx.session.get_one(Conversation, thread.id)).preview == "hello?"


async def test_an_answer_that_was_given_up_says_so_and_leaves_when_its_job_is_brought_back(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    news, ear = Ear(database.hub, operators(desk.account_id)), Ear(database.hub, customers_side(thread.id))
    reply = await replies.reply(database, thread.id, "Hi", desk.sam, hold=HOLD)
    job = Job(database.new_id(), replies.DELIVER, {"message_id": reply["id"]}, 11, 10)

    for _ in range(2):  # a crash in between tells it again
        await Lane(database).gave_up(job, "the daemon ended while this job ran")

    [failed] = [said.payload for said in news.heard if said.event == "shout" and said.payload["delivery"] == "failed"]
    assert failed["delivery_error"] == "the daemon ended while this job ran"
    assert ear.events() == []
    await deliver(database, reply["id"])
    assert ear.events() == ["shout"]


async def test_undo_after_it_left_is_refused(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    reply = await replies.reply(database, thread.id, "Hi", desk.sam, hold=HOLD)
    await deliver(database, reply["id"])

    with pytest.raises(IllegalMove, match="too late"):
        await replies.undo(database, _id(reply), desk.sam)


async def test_a_private_note_reaches_no_customer(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    ear = Ear(database.hub, customers_side(thread.id))

    note = await replies.note(database, thread.id, "she is on the Pro plan", desk.sam)
    await deliver(database, note["id"])

    assert (note["private"], note["delivery"]) == (True, "kept")
    assert ear.events() == []
    assert await seen_by_customer(database, desk) == []


async def test_the_first_reply_takes_the_conversation(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    await desk.says(thread, "hello?")
    reply = await replies.reply(database, thread.id, "Hi", desk.sam, hold=HOLD)
    await deliver(database, reply["id"])

    async with database.read() as tx:
        after = await tx.session.get_one(Conversation, thread.id)
    assert (after.assignee_id, after.awaiting) == (desk.sam.user_id, Awaiting.CUSTOMER)
    assert after.first_replied_at is not None


async def test_an_answer_to_an_older_message_leaves_the_newer_one_owed(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    await desk.says(thread, "one")
    reply = await replies.reply(database, thread.id, "about one", desk.sam, hold=HOLD)
    await desk.says(thread, "two")
    await deliver(database, reply["id"])

    async with database.read() as tx:
        assert (await tx.session.get_one(Conversation, thread.id)).awaiting == Awaiting.OPERATOR


async def test_an_answer_that_leaves_after_the_resolution_leaves_nobodys_turn(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    await desk.says(thread, "hello?")
    reply = await replies.reply(database, thread.id, "Hi, and goodbye", desk.sam, hold=HOLD)
    await conversations.resolve(database, thread.id, desk.sam)

    await deliver(database, reply["id"])

    async with database.read() as tx:
        after = await tx.session.get_one(Conversation, thread.id)
    assert (after.status, after.awaiting) == ("closed", None)


async def test_the_same_client_id_answers_once(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()

    first = await replies.reply(database, thread.id, "Hi", desk.sam, hold=HOLD, client_id="r1")
    second = await replies.reply(database, thread.id, "Hi", desk.sam, hold=HOLD, client_id="r1")

    assert first["id"] == second["id"]
    async with database.read() as tx:
        assert len((await tx.session.execute(select(Message))).all()) == 1


async def test_a_resolved_conversation_takes_no_reply(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    await conversations.resolve(database, thread.id, desk.sam)

    with pytest.raises(Conflict, match="reopen"):
        await replies.reply(database, thread.id, "Hi", desk.sam, hold=HOLD)


async def test_another_accounts_conversation_is_not_found(database: Database) -> None:
    desk, other = await make.desk(database), await make.desk(database, "Other")
    thread = await desk.conversation()

    with pytest.raises(NotFound):
        await replies.reply(database, thread.id, "Hi", other.sam, hold=HOLD)
    reply = await replies.reply(database, thread.id, "Hi", desk.sam, hold=HOLD)
    with pytest.raises(NotFound):
        await replies.undo(database, _id(reply), other.sam)


def _id(message: dict):
    from uuid import UUID

    return UUID(message["id"])
