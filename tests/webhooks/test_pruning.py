"""Deliveries are forgotten when they are old, or when whom they speak of is erased."""

import httpx
import pytest

from cairnloop.desk.events import ConversationsDeleted
from cairnloop.people.events import CustomerErased
from cairnloop.webhooks import pruning
from cairnloop.webhooks.pruning import forget_old
from tests import make
from tests.fakes import FixedClock
from tests.house import House
from tests.webhooks.conftest import deliveries, subscribe
from tests.webhooks.receiver import Receiver


async def test_old_deliveries_are_forgotten(
    house: House, sam: httpx.AsyncClient, receiver: Receiver, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cairnloop.webhooks.pruning.AT_ONCE", 2)
    made = await subscribe(sam, receiver)
    for _ in range(5):
        await house.desk.conversation()
    await house.settle()
    clock.advance(days=29)
    await house.desk.conversation()
    await house.settle()
    clock.advance(days=2)
    await forget_old(house.s.db)
    assert len(await deliveries(sam, made)) == 1


async def test_what_is_erased_is_erased_here_too(house: House, sam: httpx.AsyncClient, receiver: Receiver) -> None:
    made = await subscribe(sam, receiver, events=["message:created"])
    bo = await make.customer(house.s.db, house.desk.account_id, name="Bo")
    threads = [
        await house.desk.conversation(),
        await house.desk.conversation(),
        await house.desk.conversation(customer_id=bo),
    ]
    for thread in threads:
        await house.desk.says(thread, f"in {thread.id}")
    async with house.s.db.begin() as tx:
        await pruning.conversations_deleted(
            tx, [ConversationsDeleted(house.desk.account_id, (threads[0].id,), house.desk.sam.actor)]
        )
        await pruning.customers_erased(tx, [CustomerErased(house.desk.account_id, (bo,))])
    assert len(await deliveries(sam, made)) == 1
    await house.settle()
    assert [one.payload["body"] for one in receiver.received] == [f"in {threads[1].id}"]
