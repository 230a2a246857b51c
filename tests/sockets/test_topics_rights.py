"""What operators may do on topics, what a customer may set, and what never reaches a customer's topic."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from cairnloop.channels.lane import Lane
from cairnloop.desk.message import replies
from cairnloop.desk.tables import Message
from cairnloop.drafting import decisions
from cairnloop.kernel.jobs.port import Job
from cairnloop.people.permissions import Role
from tests import make
from tests.fakes import FixedClock
from tests.house import House, open_house
from tests.sockets.caller import Caller, token_of


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    async with open_house(database_url, clock) as house:
        yield house


async def test_another_accounts_conversations_cannot_be_answered_read_or_typed_in(house: House) -> None:
    other = await make.desk(house.s.db, "Other")
    theirs = await other.conversation()
    async with Caller(house, await token_of(house, house.desk.sam)) as sam:
        mine = f"notification:{house.desk.account_id}"
        assert (await sam.join(mine))[0] == "ok"
        for event in ("shout", "read", "typing"):
            for id_ in (str(theirs.id), str(uuid4())):
                said = await sam.ask(mine, event, {"conversation_id": id_, "body": "hi", "typing": True})
                assert said == ("error", "no such conversation"), event
    async with house.s.db.read() as tx:
        assert (await tx.session.execute(select(Message))).first() is None


async def test_a_viewer_hears_and_does_nothing(house: House) -> None:
    thread = await house.desk.conversation()
    viewer = await house.desk.another_operator(Role.VIEWER, "Val")
    async with Caller(house, await token_of(house, viewer)) as val:
        topic = f"notification:{house.desk.account_id}"
        assert (await val.join(topic))[0] == "ok"
        for event in ("shout", "read", "typing"):
            status, reason = await val.ask(topic, event, {"conversation_id": str(thread.id), "body": "hi"})
            assert (status, "yours is viewer" in reason) == ("error", True), event


async def test_a_change_of_role_counts_on_sockets_that_are_open(house: House) -> None:
    thread = await house.desk.conversation()
    kim = await house.desk.another_operator(Role.MEMBER, "Kim")
    note = {"conversation_id": str(thread.id), "body": "hi", "private": True}
    topic = f"notification:{house.desk.account_id}"
    async with Caller(house, await token_of(house, kim)) as caller, await house.client() as sam:
        await caller.join(topic)
        assert (await caller.ask(topic, "shout", note))[0] == "ok"

        await sam.put(f"/api/users/{kim.user_id}/role", json={"role": "viewer"})
        assert "yours is viewer" in (await caller.ask(topic, "shout", note))[1]


async def test_what_a_customer_sets_beside_the_text_is_not_theirs_to_set(house: House) -> None:
    thread = await house.desk.conversation()
    forged = {
        "body": "hello",
        "client_id": "k1",
        "id": str(uuid4()),
        "seq": 1,
        "user_id": house.desk.sam.user_id,
        "user": {"id": 1},
        "type": "bot",
        "source": "email",
        "account_id": str(uuid4()),
        "conversation_id": str(uuid4()),
        "draft_id": str(uuid4()),
        "private": True,
        "delivery": "sent",
        "created_at": "2001-01-01T00:00:00Z",
        "seen_at": "2001-01-01T00:00:00Z",
        "inserted_at": "2001-01-01T00:00:00Z",
    }
    async with Caller(house) as ada:
        topic = f"conversation:{thread.id}"
        await ada.join(topic, customer_id=str(house.desk.customer_id))
        assert (await ada.ask(topic, "shout", forged))[0] == "ok"
        refused = await ada.ask(topic, "shout", {"body": "not me", "customer_id": str(uuid4())})
        assert refused == ("error", "This conversation belongs to another customer.")
    async with house.s.db.read() as tx:
        stored = (await tx.session.execute(select(Message))).scalar_one()
    assert (stored.body, stored.type, stored.source, stored.private) == ("hello", "reply", "chat", False)
    assert (stored.account_id, stored.conversation_id) == (house.desk.account_id, thread.id)
    assert (stored.customer_id, stored.user_id, stored.draft_id) == (house.desk.customer_id, None, None)
    assert (stored.delivery, stored.seen_at, stored.created_at) == ("received", None, house.s.clock.now())
    assert str(stored.id) != forged["id"]


async def test_an_operator_listens_to_a_conversation_and_is_never_taken_for_its_customer(house: House) -> None:
    thread = await house.desk.conversation()
    sent = await replies.reply(house.s.db, thread.id, "Hi", house.desk.sam, hold=timedelta(0))
    await deliver(house, sent["id"])
    token = await token_of(house, house.desk.sam)
    async with Caller(house, token) as sam, Caller(house, token) as desk:
        await desk.join(f"notification:{house.desk.account_id}")
        topic = f"conversation:{thread.id}"
        assert (await sam.join(topic, customer_id=str(house.desk.customer_id)))[0] == "ok"
        for event in ("shout", "typing", "messages:seen"):
            assert (await sam.ask(topic, event, {"body": "hi", "typing": True}))[0] == "error", event
        await sam.ask(topic, "phx_leave")
        heard = json.dumps(await desk.settled())
    assert "typing" not in heard
    assert f"customer:{house.desk.customer_id}" not in heard
    async with house.s.db.read() as tx:
        stored = (await tx.session.execute(select(Message))).scalar_one()
    assert (stored.user_id, stored.seen_at) == (house.desk.sam.user_id, None)


async def deliver(house: House, message_id: str) -> None:
    job = Job(house.s.db.new_id(), replies.DELIVER, {"message_id": message_id}, 1, 10)
    assert await Lane(house.s.db).deliver([job]) == {}


async def test_notes_held_and_withdrawn_answers_and_drafts_never_reach_the_customer(house: House) -> None:
    thread = await house.desk.conversation()
    db, sam = house.s.db, house.desk.sam
    hold = timedelta(seconds=5)
    question = await house.desk.says(thread, "How do I move?")
    async with Caller(house) as ada:
        await ada.join(f"conversation:{thread.id}", customer_id=str(house.desk.customer_id))
        await ada.join(f"conversation:lobby:{house.desk.customer_id}")
        await ada.join(f"room:{house.desk.account_id}")

        await replies.note(db, thread.id, "SECRET note", sam)
        undone = await replies.reply(db, thread.id, "SECRET undone", sam, hold=hold)
        await replies.undo(db, UUID(undone["id"]), sam)
        draft = await make.draft(db, thread, question["id"], body="SECRET draft", instruction="SECRET wish")
        approved = await decisions.approve(db, draft.id, 1, sam, hold=hold)
        await replies.undo(db, UUID(approved["id"]), sam)
        await decisions.discard(db, draft.id, 3, sam, reason="SECRET reason")
        held = await replies.reply(db, thread.id, "SECRET held", sam, hold=hold)
        await deliver(house, undone["id"])
        await deliver(house, approved["id"])
        sent = await replies.reply(db, thread.id, "Here you are", sam, hold=hold)
        await deliver(house, sent["id"])

        heard = await ada.settled()
    shouts = [payload for _, event, payload in heard if event == "shout"]
    assert [one["body"] for one in shouts] == ["Here you are"]
    assert "SECRET" not in json.dumps(heard)
    assert {"draft_id", "release_at", "delivery_error"}.isdisjoint(shouts[0])
    assert shouts[0]["user"]["email"] is None
    assert {event for _, event, _ in heard} <= {"shout", "presence_state", "presence_diff"}
    shown = (
        await house.visitor.get(
            "/api/conversations/customer",
            params={"account_id": str(house.desk.account_id), "customer_id": str(house.desk.customer_id)},
        )
    ).text
    assert "SECRET" not in shown
    assert held["id"] not in shown
