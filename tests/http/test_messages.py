"""Messages by themselves: written by scripts, listed, annotated, and taken back while that is possible."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from cairnloop.desk.lists import messages
from cairnloop.desk.topics import conversation as customers_side
from cairnloop.people.permissions import Role
from cairnloop.wire.people import zulu
from tests import make
from tests.fakes import Ear, FixedClock
from tests.house import House


async def write(
    client: httpx.AsyncClient, conversation_id: object, body: str = "Hi Ada", **more: Any
) -> httpx.Response:
    words = {"body": body, "conversation_id": str(conversation_id), **more}
    return await client.post("/api/messages", json={"message": words})


async def test_an_answer_is_held_like_every_answer_and_keeps_its_data(house: House, clock: FixedClock) -> None:
    thread, sam = await house.desk.conversation(), await house.client()
    await house.desk.says(thread, "Hello?")
    ear = Ear(house.s.hub, customers_side(thread.id))
    choice = {"quick_replies": [{"text": "Yes", "action": "yes"}]}
    said = await write(sam, thread.id, metadata=choice, sent_at="2001-01-01T00:00:00Z", undo_seconds=5)
    message = said.json()["data"]
    assert (said.status_code, said.headers["location"]) == (201, f"/api/messages/{message['id']}")
    assert (message["delivery"], message["user_id"], message["type"]) == ("pending", house.desk.sam.user_id, "reply")
    assert ear.heard == []
    clock.advance(seconds=5)
    await house.settle()
    [heard] = [one.payload for one in ear.heard]
    assert (heard["body"], heard["metadata"], heard["user"]["email"]) == ("Hi Ada", choice, None)
    shown = (await sam.get(f"/api/messages/{message['id']}")).json()["data"]
    assert (shown["delivery"], shown["sent_at"]) == ("sent", zulu(clock.now()))


async def test_a_program_speaks_as_a_bot_and_takes_no_conversation(house: House) -> None:
    thread, sam = await house.desk.conversation(), await house.client()
    await house.desk.says(thread, "Hello?")
    bot = (await write(sam, thread.id, "I am a program", type="bot", client_id="b1", undo_seconds=0)).json()["data"]
    again = (await write(sam, thread.id, "I am a program", type="bot", client_id="b1")).json()["data"]
    assert (bot["type"], bot["id"]) == ("bot", again["id"])
    shown = (await sam.get(f"/api/conversations/{thread.id}")).json()["data"]
    assert (shown["assignee_id"], shown["read"]) == (None, False)


async def test_a_note_stays_inside_and_may_ask_for_eyes(house: House) -> None:
    thread, sam = await house.desk.conversation(), await house.client()
    kim = await house.desk.another_operator(Role.MEMBER, "Kim")
    as_published: list[dict[str, Any]] = [{"private": True}, {"type": "note"}, {"type": "note", "private": True}]
    for said in as_published:
        note = (await write(sam, thread.id, "Look", mentioned_user_ids=[kim.user_id], **said)).json()["data"]
        assert (note["private"], note["type"], note["delivery"]) == (True, "note", "kept")
    async with await house.client(kim) as hers:
        assert [one["body"] for one in (await hers.get("/api/mentions")).json()["data"]] == ["Look"] * 3


async def test_what_a_customer_said_elsewhere_counts_as_theirs_and_the_trail_knows_who_wrote_it(house: House) -> None:
    thread, sam, desk = await house.desk.conversation(), await house.client(), house.desk
    ear = Ear(house.s.hub, customers_side(thread.id))
    said = await write(
        sam, thread.id, "By phone: hello?", customer_id=str(desk.customer_id), sent_at="2026-01-01T09:00:00Z"
    )
    message = said.json()["data"]
    assert (said.status_code, message["customer_id"], message["user_id"]) == (201, str(desk.customer_id), None)
    assert (message["sent_at"], message["customer"]["name"]) == ("2026-01-01T09:00:00Z", "Ada Park")
    assert ear.events() == ["shout"]
    shown = (await sam.get(f"/api/conversations/{thread.id}")).json()["data"]
    assert (shown["awaiting"], shown["deadline"] is not None) == ("operator", True)
    [line] = (await sam.get("/api/audit", params={"action": "message.written_down"})).json()["data"]
    assert (line["subject_id"], line["actor_id"]) == (message["id"], str(desk.sam.user_id))


async def test_nobody_writes_as_somebody_else_or_into_what_is_not_theirs(house: House) -> None:
    desk, sam = house.desk, await house.client()
    other = await make.desk(house.s.db, "Other")
    mine, theirs = await desk.conversation(), await other.conversation()
    bo = await make.customer(house.s.db, desk.account_id, name="Bo")
    ada = str(desk.customer_id)
    for conversation_id, more, status in (
        (mine.id, {"customer_id": ada, "user_id": desk.sam.user_id}, 422),
        (mine.id, {"user_id": desk.sam.user_id + 1}, 422),
        (mine.id, {"customer_id": ada, "private": True}, 422),
        (mine.id, {"customer_id": ada, "type": "bot"}, 422),
        (mine.id, {"mentioned_user_ids": [desk.sam.user_id]}, 422),
        (mine.id, {"account_id": str(desk.account_id), "seen_at": "2026-01-01T00:00:00Z"}, 422),
        (mine.id, {"body": " "}, 422),
        (theirs.id, {}, 404),
        (uuid4(), {}, 404),
        (theirs.id, {"customer_id": ada}, 404),
        (mine.id, {"customer_id": str(other.customer_id)}, 404),
        (mine.id, {"customer_id": str(bo)}, 403),
    ):
        refused = await write(sam, conversation_id, **more)
        assert refused.status_code == status, (more, refused.text)
    assert (await sam.get("/api/messages/count")).json()["data"] == {"count": 0, "more": False}
    assert (await write(sam, mine.id, user_id=desk.sam.user_id, mentioned_user_ids=[])).status_code == 201


async def test_lists_are_narrowed_go_on_and_look_at_no_more_than_they_may(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, sam = house.desk, await house.client()
    one, two = await desk.conversation(), await desk.conversation()
    for number in range(3):
        await desk.says(one, f"one {number}")
        await desk.says(two, f"two {number}")
    await write(sam, one.id, "answer")

    async def found(**asked: object) -> list[str]:
        bodies: list[str] = []
        after: dict[str, int] = {}
        while True:
            said = (await sam.get("/api/messages", params={"limit": 2, **asked, **after})).json()
            bodies += [message["body"] for message in said["data"]]
            if said["next"] is None:
                return bodies
            after = {"after": said["next"]}

    everything = ["answer", "two 2", "one 2", "two 1", "one 1", "two 0", "one 0"]
    for looked_at in (2_000, 3, 1):
        monkeypatch.setattr(messages, "LOOKED_AT", looked_at)
        assert await found() == everything
        assert await found(conversation_id=str(two.id)) == ["two 2", "two 1", "two 0"]
        assert await found(user_id=desk.sam.user_id) == ["answer"]
        assert await found(customer_id=str(desk.customer_id)) == everything[1:]
        assert await found(customer_id=str(uuid4())) == []
    assert (await sam.get("/api/messages", params={"conversation_id": str(uuid4())})).status_code == 404
    assert (await sam.get("/api/messages/count")).json()["data"] == {"count": 7, "more": False}
    counted = await sam.get("/api/messages/count", params={"conversation_id": str(one.id)})
    assert counted.json()["data"] == {"count": 4, "more": False}
    monkeypatch.setattr(messages, "COUNTED", 5)
    assert (await sam.get("/api/messages/count")).json()["data"] == {"count": 5, "more": True}


async def test_of_private_inboxes_nothing_is_listed_counted_or_shown(house: House) -> None:
    desk, sam = house.desk, await house.client()
    thread = await desk.conversation()
    said = await desk.says(thread, "SECRET")
    kim = await desk.another_operator(Role.MEMBER, "Kim")
    assert (await sam.put(f"/api/inboxes/{desk.inbox_id}", json={"is_private": True})).status_code == 200
    async with await house.client(kim) as hers:
        assert (await hers.get("/api/messages")).json()["data"] == []
        assert (await hers.get("/api/messages/count")).json()["data"]["count"] == 0
        assert (await hers.get(f"/api/messages/{said['id']}")).status_code == 404
        assert (await write(hers, thread.id)).status_code == 404
        assert (await write(hers, thread.id, customer_id=str(desk.customer_id))).status_code == 404
        started = {"conversation": {"customer_id": str(desk.customer_id), "inbox_id": str(desk.inbox_id)}}
        assert (await hers.post("/api/conversations", json=started)).status_code == 404


async def test_data_changes_words_do_not_and_only_what_is_held_goes(house: House) -> None:
    thread, sam = await house.desk.conversation(), await house.client()
    said = await house.desk.says(thread, "Hello?")
    path = f"/api/messages/{said['id']}"
    changed = (await sam.put(path, json={"message": {"metadata": {"ticket": 7}}})).json()["data"]
    assert (changed["body"], changed["metadata"]) == ("Hello?", {"ticket": 7})
    assert (await sam.put(path, json={"message": {"body": "No!"}})).status_code == 422
    assert (await sam.delete(path)).status_code == 409
    held = (await write(sam, thread.id, undo_seconds=60)).json()["data"]
    assert (await sam.delete(f"/api/messages/{held['id']}")).status_code == 204
    assert (await sam.get(f"/api/messages/{held['id']}")).json()["data"]["delivery"] == "withdrawn"
