import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from cairnloop.desk.conversation import conversations
from cairnloop.desk.message import replies
from cairnloop.desk.message.accept import Incoming, accept_all
from cairnloop.desk.rules import Awaiting
from cairnloop.desk.tables import Conversation, Message
from cairnloop.desk.topics import conversation as customers_side
from cairnloop.desk.topics import operators
from cairnloop.errors import Conflict, Forbidden, NotFound
from cairnloop.kernel.audit import AuditEntry
from cairnloop.kernel.batcher import Batcher
from cairnloop.kernel.database import Database
from cairnloop.wire.desk import MessageOut
from tests import make
from tests.fakes import Ear, FixedClock


async def count(db: Database, what: type) -> int:
    async with db.read() as tx:
        return (await tx.session.execute(select(func.count()).select_from(what))).scalar_one()


async def load(db: Database, conversation_id: UUID) -> Conversation:
    async with db.read() as tx:
        return await tx.session.get_one(Conversation, conversation_id)


async def test_a_message_is_stored_and_both_sides_hear_it(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    ear = Ear(database.hub, customers_side(thread.id), operators(desk.account_id))

    message = await desk.says(thread, "How do I move my data?", client_id="c1", metadata={"page": "/billing"})

    assert ear.events(customers_side(thread.id)) == ["shout"]
    assert ear.events(operators(desk.account_id)) == ["shout", "conversation:updated"]
    assert message["client_id"] == "c1"
    assert message["metadata"] == {"page": "/billing"}
    after = await load(database, thread.id)
    assert (after.awaiting, after.read, after.preview) == (Awaiting.OPERATOR, False, "How do I move my data?")


async def test_the_same_client_id_is_stored_once(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()

    first = await make.says(database, thread.id, "hello", client_id="same")
    second = await make.says(database, thread.id, "hello", client_id="same")

    assert first == second
    assert await count(database, Message) == 1


async def test_one_batch_may_hold_the_same_client_id_twice(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()

    answers = await accept_all(database, [Incoming(thread.id, "hello", "k"), Incoming(thread.id, "hello", "k")])

    assert answers[0] == answers[1]
    assert await count(database, Message) == 1


async def test_a_key_of_ours_shows_nobody_what_we_wrote_and_one_of_theirs_stands_for_no_answer(
    database: Database,
) -> None:
    desk = await make.desk(database)
    thread, kim = await desk.conversation(), await desk.another_operator()
    await replies.note(database, thread.id, "Never lend her money", desk.sam, client_id="note-1")
    await desk.says(thread, "hello", client_id="1")

    guessed, heard = await accept_all(database, [Incoming(thread.id, "?", "note-1"), Incoming(thread.id, "?", "2")])

    assert isinstance(guessed, Conflict)
    assert "lend" not in str(guessed)
    assert not isinstance(heard, Exception)
    for by, key in ((desk.sam, "1"), (kim, "note-1")):
        with pytest.raises(Conflict, match="client_id"):
            await replies.reply(database, thread.id, "Hi", by, hold=timedelta(0), client_id=key)


async def test_a_bad_message_fails_alone(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    stranger = uuid4()

    answers = await accept_all(
        database,
        [
            Incoming(thread.id, "one", "1"),
            Incoming(uuid4(), "nowhere", "2"),
            Incoming(thread.id, "not mine", "3", customer_id=stranger),
            Incoming(thread.id, "two", "4"),
        ],
    )

    assert [type(answer) for answer in answers] == [dict, NotFound, Forbidden, dict]
    assert await count(database, Message) == 2


async def test_a_message_reopens_a_resolved_conversation_and_the_trail_says_so(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    await conversations.resolve(database, thread.id, desk.sam)
    await conversations.archive(database, thread.id, desk.sam)

    await desk.says(thread, "it broke again")

    after = await load(database, thread.id)
    assert (after.status, after.closed_at, after.archived_at) == ("open", None, None)
    async with database.read() as tx:
        last = (await tx.session.execute(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1))).scalar_one()
    assert (last.action, last.actor_kind, last.reason) == (
        "conversation.reopened",
        "customer",
        "the customer wrote again",
    )


async def test_messages_keep_the_order_in_which_they_were_accepted(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    batcher: Batcher[Incoming, MessageOut] = Batcher(lambda items: accept_all(database, items))

    await asyncio.gather(*(batcher.submit(Incoming(thread.id, str(number), str(number))) for number in range(50)))

    async with database.read() as tx:
        bodies = (await tx.session.execute(select(Message.body).order_by(Message.seq))).scalars().all()
    assert list(bodies) == [str(number) for number in range(50)]


async def test_a_message_cannot_claim_to_be_an_operators(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    clock.advance(minutes=1)

    message = await desk.says(thread, "I am Sam", metadata={"user_id": desk.sam.user_id, "type": "bot"})

    assert (message["user_id"], message["type"], message["customer_id"]) == (None, "reply", str(desk.customer_id))


@pytest.mark.parametrize("body", ["\x1b[31mred\x1b[0m", "\u202eevil", "😀" * 100, "a" * 60_000])
async def test_hostile_text_is_kept_as_it_came(database: Database, body: str) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()

    assert (await desk.says(thread, body))["body"] == body
