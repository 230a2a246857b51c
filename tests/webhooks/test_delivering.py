"""Deliveries over a real socket: what is sent and signed, tried again, replayed and listed."""

from uuid import UUID

import httpx
import pytest
from sqlalchemy import update

from cairnloop.kernel.jobs.port import Job
from cairnloop.webhooks import delivering
from cairnloop.webhooks.delivering import NOT_TRIED, Courier
from cairnloop.webhooks.recording import DELIVER_WEBHOOK
from cairnloop.webhooks.rules import WAITS
from cairnloop.webhooks.subscribed import changed
from cairnloop.webhooks.tables import EventSubscription
from tests.fakes import FixedClock
from tests.house import House
from tests.webhooks.conftest import PATH, deliveries, subscribe
from tests.webhooks.receiver import Receiver


async def test_what_happens_is_sent_signed_in_the_shapes_of_the_wire(
    house: House, sam: httpx.AsyncClient, receiver: Receiver, clock: FixedClock
) -> None:
    made = await subscribe(sam, receiver)
    thread = await house.desk.conversation()
    said = await house.desk.says(thread, "How do I change region? <b>")
    await house.settle()
    assert sorted(receiver.events) == ["conversation:created", "message:created"]
    assert all(one.signed_by(made["secret"]) for one in receiver.received)
    by_event = {one.event: one for one in receiver.received}
    message = by_event["message:created"]
    assert message.payload["id"] == said["id"]
    assert message.payload["body"] == "How do I change region? <b>"
    assert message.payload["customer"]["name"] == "Ada Park"
    assert message.headers["user-agent"].startswith("Cairnloop/")
    assert message.headers["content-type"] == "application/json"
    assert message.headers["webhook-timestamp"] == str(int(clock.now().timestamp()))
    assert "cookie" not in message.headers
    assert by_event["conversation:created"].payload["id"] == str(thread.id)
    rows = await deliveries(sam, made)
    assert {(row["status"], row["attempts"], row["last_status"]) for row in rows} == {("delivered", 1, 200)}
    assert {row["webhook_id"] for row in rows} == {one.headers["webhook-id"] for one in receiver.received}


async def test_a_failure_is_tried_again_later_under_the_same_id(
    house: House, sam: httpx.AsyncClient, receiver: Receiver, clock: FixedClock
) -> None:
    made = await subscribe(sam, receiver)
    receiver.answers += [(500, "on fire \x1b[31m"), (429, "")]
    receiver.extra = "Retry-After: 600\r\n"
    await house.desk.conversation()
    await house.settle()
    row = (await deliveries(sam, made))[0]
    assert (row["status"], row["last_status"], row["last_error"]) == ("failed", 500, "answered 500")
    assert row["last_response"] == "on fire ␛[31m"
    await house.settle()
    assert len(receiver.received) == 1
    clock.advance(seconds=601)
    await house.settle()
    clock.advance(minutes=11)
    await house.settle()
    assert len({one.headers["webhook-id"] for one in receiver.received}) == 1
    assert len({one.headers["webhook-timestamp"] for one in receiver.received}) == 3
    assert len({one.body for one in receiver.received}) == 1
    whole = (await sam.get(f"{PATH}/{made['id']}/deliveries/{row['id']}")).json()["data"]
    assert (whole["status"], whole["attempts"], whole["next_attempt_at"]) == ("delivered", 3, None)
    assert [one["status"] for one in whole["history"]] == [500, 429, 200]
    assert whole["body"]["event"] == "conversation:created"
    assert (await sam.get(f"{PATH}/{made['id']}")).json()["data"]["failing_since"] is None


async def test_what_arrived_can_be_sent_again(house: House, sam: httpx.AsyncClient, receiver: Receiver) -> None:
    made = await subscribe(sam, receiver)
    await house.desk.conversation()
    await house.settle()
    row = (await deliveries(sam, made))[0]
    await sam.post(f"{PATH}/{made['id']}/deliveries/{row['id']}/replay")
    await house.settle()
    first, second = receiver.received
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    assert second.signed_by(made["secret"])
    await sam.post(f"{PATH}/{made['id']}/disable")
    refused = await sam.post(f"{PATH}/{made['id']}/deliveries/{row['id']}/replay")
    assert (refused.status_code, "enable it first" in refused.text) == (409, True)


async def test_a_redirect_is_not_followed(house: House, sam: httpx.AsyncClient, receiver: Receiver) -> None:
    made = await subscribe(sam, receiver)
    receiver.extra = f"Location: http://127.0.0.1:{receiver.port}/elsewhere\r\n"
    receiver.always = (307, "")
    await house.desk.conversation()
    await house.settle()
    assert [one.path for one in receiver.received] == ["/hooks?token=hush"]
    assert "redirects are not followed" in (await deliveries(sam, made))[0]["last_error"]


async def test_an_address_that_turned_private_is_not_called(
    house: House, sam: httpx.AsyncClient, receiver: Receiver
) -> None:
    """It was allowed when it was made; the guard stands at the door and not at the form."""
    made = await subscribe(sam, receiver)
    object.__setattr__(house.s.outside, "bounds", house.s.outside.bounds.__class__(http=True))
    await house.desk.conversation()
    await house.settle()
    row = (await deliveries(sam, made))[0]
    assert (row["status"], row["last_status"]) == ("failed", None)
    assert row["last_error"].startswith("leads to this machine itself")
    assert receiver.received == []


async def test_a_silent_receiver_does_not_use_up_everybodys_time(
    house: House, sam: httpx.AsyncClient, receiver: Receiver
) -> None:
    good = await subscribe(sam, receiver)
    silent = await subscribe(sam, receiver)
    await sam.put(f"{PATH}/{silent['id']}", json={"event_subscription": {"webhook_url": "http://127.0.0.1:9/"}})
    await _believe(house, silent["id"])
    for _ in range(30):
        await house.desk.conversation()
    await house.settle()
    assert {row["status"] for row in await deliveries(sam, good)} == {"delivered"}
    errors = [row["last_error"] for row in await deliveries(sam, silent, status="failed")]
    assert len(errors) == 30
    assert 3 <= errors.count("127.0.0.1 refused the connection") <= 8
    assert NOT_TRIED in errors


async def test_what_a_slow_receiver_had_no_turn_for_comes_later_and_was_no_attempt(
    house: House, sam: httpx.AsyncClient, receiver: Receiver, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await subscribe(sam, receiver)
    monkeypatch.setattr(delivering, "PATIENCE_SECONDS", -1.0)
    for _ in range(2):
        await house.desk.conversation()
    for _ in range(len(WAITS) + 2):  # more rounds than there are attempts
        await house.settle()
        clock.advance(seconds=31)
    assert {(row["status"], row["attempts"], row["last_error"]) for row in await deliveries(sam, made)} == {
        ("pending", 0, None)
    }
    monkeypatch.setattr(delivering, "PATIENCE_SECONDS", 30.0)
    await house.settle()
    assert {(row["status"], row["attempts"]) for row in await deliveries(sam, made)} == {("delivered", 1)}
    assert len(receiver.received) == 2


async def _believe(house: House, subscription_id: str) -> None:
    """As if the receiver had proved itself, and gone away since."""
    async with house.s.db.begin() as tx:
        this = update(EventSubscription).where(EventSubscription.id == UUID(subscription_id))
        await tx.session.execute(this.values(verified=True, verification_error=None))
        changed(tx)


async def test_the_same_job_twice_sends_once(house: House, sam: httpx.AsyncClient, receiver: Receiver) -> None:
    made = await subscribe(sam, receiver)
    await house.desk.conversation()
    row = (await deliveries(sam, made))[0]
    courier = Courier(house.s.db, house.s.outside, house.s.sealer)
    job = Job(house.s.db.new_id(), DELIVER_WEBHOOK, {"delivery_id": row["id"]}, 1, 10)
    assert await courier.deliver([job]) == {}
    assert await courier.deliver([job]) == {}
    await house.settle()
    assert len(receiver.received) == 1


async def test_deliveries_are_listed_by_page_and_filter(
    house: House, sam: httpx.AsyncClient, receiver: Receiver, clock: FixedClock
) -> None:
    made = await subscribe(sam, receiver)
    for number in range(4):
        receiver.answers += [(500, "")] if number % 2 else []
        await house.desk.says(await house.desk.conversation(), f"question {number}")
        await house.settle()
        clock.advance(seconds=1)
    whole = await deliveries(sam, made)
    assert len(whole) == 8
    for asked in ({}, {"event": "message:created"}, {"status": "failed"}, {"status": "failed", "event": "nope"}):
        path, seen, after = f"{PATH}/{made['id']}/deliveries", [], None
        if asked.get("event") == "nope":
            assert (await sam.get(path, params=asked)).status_code == 422
            continue
        while True:
            page = (await sam.get(path, params={**asked, "limit": 2, **({"after": after} if after else {})})).json()
            seen += page["data"]
            after = page["next"]
            if after is None:
                break
        expected = [row for row in whole if all(row[name] == value for name, value in asked.items())]
        assert [row["id"] for row in seen] == [row["id"] for row in expected]
    bad = await sam.get(f"{PATH}/{made['id']}/deliveries", params={"after": "x"})
    assert (bad.status_code, "next" in bad.text) == (422, True)


def test_an_odd_retry_after_is_no_wait() -> None:
    assert [delivering._seconds(text) for text in ("12", "x", "", "Wed, 21 Oct 2026 07:28:00 GMT")] == [12, 0, 0, 0]
