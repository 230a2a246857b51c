"""Accepting messages costs nothing more while nobody subscribed, and one row and job a receiver when somebody did."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from cairnloop.desk.message.accept import Incoming, accept_all
from cairnloop.webhooks.subscribed import Subscribed, changed
from tests import make
from tests.databases import fresh_postgres
from tests.fakes import FixedClock
from tests.house import House
from tests.kernel.test_carrier import Daemon
from tests.webhooks.conftest import deliveries, subscribe
from tests.webhooks.receiver import Receiver


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that reaches a database meanwhile."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def accepted(house: House, how_many: int) -> list[str]:
    thread = await house.desk.conversation()
    with statements() as seen:
        await accept_all(house.s.db, [Incoming(thread.id, f"message {number}") for number in range(how_many)])
    return seen


async def test_without_a_subscription_messages_cost_not_one_statement_more(house: House) -> None:
    await accepted(house, 1)
    seen = await accepted(house, 20)
    assert not [one for one in seen if "event_subscriptions" in one or "webhook_deliveries" in one]


async def test_with_one_the_cost_is_by_the_group_and_not_by_the_message(
    house: House, sam: httpx.AsyncClient, receiver: Receiver
) -> None:
    made = await subscribe(sam, receiver, events=["message:created"])
    await accepted(house, 1)
    few, many = await accepted(house, 2), await accepted(house, 40)
    assert len(few) == len(many)
    assert len(await deliveries(sam, made, limit=200)) == 43


async def test_who_subscribed_is_read_again_after_a_change_and_after_a_minute(house: House, clock: FixedClock) -> None:
    subscribed = Subscribed(house.s.hub)

    async def reads() -> int:
        async with house.s.db.read() as tx:
            with statements() as seen:
                await subscribed.receivers(tx)
                await subscribed.receivers(tx)
        return len([one for one in seen if "event_subscriptions" in one])

    assert [await reads(), await reads()] == [1, 0]
    clock.advance(seconds=61)
    assert [await reads(), await reads()] == [1, 0]
    async with house.s.db.begin() as tx:
        changed(tx)
    assert [await reads(), await reads()] == [1, 0]


@pytest.mark.postgres
async def test_another_daemon_hears_of_a_new_subscription_at_once() -> None:
    url = await fresh_postgres()
    ours, theirs = Daemon(url), Daemon(url)
    subscribed = Subscribed(theirs.database.hub)
    async with ours.carrying(), theirs.carrying():
        desk = await make.desk(ours.database)
        async with theirs.database.read() as tx:
            assert await subscribed.receivers(tx) == {}
        await make.webhook(ours.database, desk.account_id)
        async with ours.database.begin() as tx:
            changed(tx)
            tx.announce("t", "said", {"n": 1})
        await theirs.hears(1)
        async with theirs.database.read() as tx:
            assert list(await subscribed.receivers(tx)) == [desk.account_id]
    await ours.database.close()
    await theirs.database.close()
