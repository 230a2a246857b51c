"""What is told of to whom: what they asked for, once it counts, and never what was taken back."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from cairnloop.desk.message import replies
from cairnloop.desk.message.accept import Incoming, accept
from cairnloop.webhooks.tables import WebhookDelivery
from tests.fakes import FixedClock
from tests.house import House
from tests.webhooks.conftest import subscribe
from tests.webhooks.receiver import Receiver


async def test_private_notes_go_only_to_those_who_asked(
    house: House, sam: httpx.AsyncClient, receiver: Receiver
) -> None:
    await subscribe(sam, receiver, events=["message:created"])
    thread = await house.desk.conversation()
    await replies.note(house.s.db, thread.id, "psst", house.desk.sam)
    await house.settle()
    assert receiver.received == []
    await subscribe(sam, receiver, events=["message:created"], include_private=True)
    await replies.note(house.s.db, thread.id, "psst again", house.desk.sam)
    await house.settle()
    assert [one.payload["body"] for one in receiver.received] == ["psst again"]
    assert receiver.received[0].payload["private"] is True


async def test_an_answer_is_told_of_when_it_leaves_and_not_while_it_is_held(
    house: House, sam: httpx.AsyncClient, receiver: Receiver, clock: FixedClock
) -> None:
    await subscribe(sam, receiver, events=["message:created"])
    thread = await house.desk.conversation()
    held = timedelta(seconds=30)
    await replies.reply(house.s.db, thread.id, "Open Settings.", house.desk.sam, hold=held)
    await house.settle()
    assert receiver.received == []
    clock.advance(seconds=31)
    await house.settle()
    [sent] = receiver.received
    assert (sent.payload["body"], sent.payload["delivery"]) == ("Open Settings.", "sent")
    assert sent.payload["user"]["display_name"] == "Sam"


async def test_a_change_is_told_of_once_a_transaction_as_it_is_in_the_end(
    house: House, sam: httpx.AsyncClient, receiver: Receiver
) -> None:
    await subscribe(sam, receiver, events=["conversation:updated"])
    thread = await house.desk.conversation()
    for _ in range(2):
        await house.desk.says(thread, "again")
    await house.settle()
    assert receiver.events == ["conversation:updated"] * len(receiver.events)
    told = [one.payload for one in receiver.received]
    assert {one["preview"] for one in told} == {"again"}
    before = len(receiver.received)
    await sam.post(f"/api/conversations/{thread.id}/resolve")
    await house.settle()
    assert [one.payload["status"] for one in receiver.received[before:]] == ["closed"]


async def test_customers_are_told_of_to_those_who_asked(
    house: House, sam: httpx.AsyncClient, receiver: Receiver
) -> None:
    await subscribe(sam, receiver, events=["customer:created", "customer:updated"])
    about = {"account_id": str(house.desk.account_id), "name": "Bo", "current_url": "https://a.example/1"}
    met = (await house.visitor.post("/api/customers", json={"customer": about})).json()["data"]
    path = f"/api/customers/{met['id']}/metadata"
    for fields in ({"email": "bo@example.com"}, {"email": "bo@example.com"}):
        await house.visitor.put(path, json={"metadata": fields})
    await house.settle()
    assert sorted(receiver.events) == ["customer:created", "customer:updated"]
    by_event: dict[str, Any] = {one.event: one.payload for one in receiver.received}
    assert (by_event["customer:created"]["name"], by_event["customer:created"]["email"]) == ("Bo", None)
    assert by_event["customer:updated"]["email"] == "bo@example.com"


async def test_a_message_may_ask_not_to_be_told_of(house: House, sam: httpx.AsyncClient, receiver: Receiver) -> None:
    await subscribe(sam, receiver, events=["message:created"])
    thread = await house.desk.conversation()
    await house.desk.says(thread, "hush", metadata={"disable_webhook_events": True})
    await house.desk.says(thread, "tell")
    await house.settle()
    assert [one.payload["body"] for one in receiver.received] == ["tell"]


async def test_what_is_rolled_back_was_never_told(house: House, sam: httpx.AsyncClient, receiver: Receiver) -> None:
    await subscribe(sam, receiver)
    thread = await house.desk.conversation()
    await house.settle()

    async def break_half_way() -> None:
        async with house.s.db.begin() as tx:
            await accept(tx, [Incoming(thread.id, "gone")])
            raise RuntimeError("something breaks")

    with pytest.raises(RuntimeError):
        await break_half_way()
    async with house.s.db.read() as tx:
        assert (await tx.session.execute(select(func.count(WebhookDelivery.id)))).scalar_one() == 1
