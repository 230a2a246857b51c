"""Deliveries that are abandoned, and receivers that are switched off after failing for days or for good."""

import httpx
from sqlalchemy import update

from cairnloop.channels.lane import Lane
from cairnloop.daemon.handlers import handlers
from cairnloop.kernel.jobs.port import Job
from cairnloop.webhooks.recording import DELIVER_WEBHOOK
from cairnloop.webhooks.tables import EventSubscription
from tests.fakes import Ear, FixedClock
from tests.house import House
from tests.webhooks.conftest import PATH, deliveries, subscribe
from tests.webhooks.receiver import Receiver


async def test_after_three_days_it_is_abandoned_and_can_be_replayed(
    house: House, sam: httpx.AsyncClient, receiver: Receiver, clock: FixedClock
) -> None:
    made = await subscribe(sam, receiver)
    receiver.always = (503, "")
    await house.desk.conversation()
    for _ in range(12):
        await house.settle()
        clock.advance(hours=27)
        if (await deliveries(sam, made))[0]["status"] == "abandoned":
            break
        await _keep_alive(house)
    row = (await deliveries(sam, made))[0]
    assert (row["status"], row["attempts"]) == ("abandoned", 10)
    receiver.always = (200, "")
    again = await sam.post(f"{PATH}/{made['id']}/deliveries/{row['id']}/replay")
    assert (again.json()["data"]["status"], again.json()["data"]["attempts"]) == ("pending", 0)
    assert (await sam.post(f"{PATH}/{made['id']}/deliveries/{row['id']}/replay")).status_code == 409
    await house.settle()
    assert (await deliveries(sam, made))[0]["status"] == "delivered"
    assert len({one.body for one in receiver.received}) == 1


async def _keep_alive(house: House) -> None:
    """As if it had answered something else meanwhile, so that it is not given up as a whole."""
    async with house.s.db.begin() as tx:
        await tx.session.execute(update(EventSubscription).values(failing_since=None))


async def test_a_receiver_that_is_gone_is_disabled_and_the_operators_hear_of_it(
    house: House, sam: httpx.AsyncClient, receiver: Receiver
) -> None:
    made = await subscribe(sam, receiver)
    ear = Ear(house.s.hub, f"notification:{house.desk.account_id}")
    receiver.always = (410, "")
    await house.desk.conversation()
    await house.settle()
    news = [one for one in ear.heard if one.event == "webhooks:disabled"]
    assert [one.payload["id"] for one in news] == [made["id"]]
    assert "410" in news[0].payload["reason"]
    off = (await sam.get(f"{PATH}/{made['id']}")).json()["data"]
    assert off["disabled_reason"] == "the receiver answered 410: it is gone for good"
    assert (await deliveries(sam, made))[0]["status"] == "abandoned"
    trail = (await sam.get("/api/audit", params={"action": "webhook.disabled"})).json()["data"]
    assert [(one["actor_kind"], one["subject_id"]) for one in trail] == [("system", made["id"])]
    await house.desk.conversation()
    await house.settle()
    assert len(receiver.received) == 1


async def test_one_that_fails_for_five_days_is_disabled(
    house: House, sam: httpx.AsyncClient, receiver: Receiver, clock: FixedClock
) -> None:
    made = await subscribe(sam, receiver)
    receiver.always = (500, "")
    for _ in range(6):
        await house.desk.conversation()
        await house.settle()
        clock.advance(days=1)
    off = (await sam.get(f"{PATH}/{made['id']}")).json()["data"]
    assert off["disabled_reason"] == "the receiver has failed for 5 days; last: answered 500"
    await house.settle()
    assert {row["status"] for row in await deliveries(sam, made)} == {"abandoned"}


async def test_a_job_that_is_dead_takes_its_delivery_with_it(
    house: House, sam: httpx.AsyncClient, receiver: Receiver
) -> None:
    made = await subscribe(sam, receiver)
    await house.desk.conversation()
    row = (await deliveries(sam, made))[0]
    bury = handlers(house.s, Lane(house.s.db)).buried[DELIVER_WEBHOOK]
    await bury(Job(house.s.db.new_id(), DELIVER_WEBHOOK, {"delivery_id": row["id"]}, 11, 10), "the daemon ended")
    row = (await deliveries(sam, made))[0]
    assert (row["status"], row["last_error"]) == ("abandoned", "the daemon ended")
