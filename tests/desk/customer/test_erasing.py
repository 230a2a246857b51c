"""Forgetting a customer: gone at once, the rest in portions whatever happens between, and a line that names nobody."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from cairnloop.daemon.schema import metadata
from cairnloop.desk.conversation import conversations
from cairnloop.desk.customer import erasing as customer_erasing
from cairnloop.desk.customer.erasing import work_off
from cairnloop.desk.marks import tags
from cairnloop.desk.message import replies
from cairnloop.errors import NotFound
from cairnloop.kernel.audit import AuditEntry
from cairnloop.kernel.database import Tx
from cairnloop.people.customer import customers, notes
from cairnloop.people.customer import erasure as customer_erasure
from cairnloop.people.customer import merge as customer_merge
from cairnloop.people.customer.erasure import hash_of
from cairnloop.wire.tags import NewTagWords
from tests import make
from tests.fakes import Ear, FixedClock
from tests.house import House, open_house

# Who refers to an erased conversation or customer by its id alone: the trail, which names nobody.
KEPT = {"audit_entries"}
OWNERS = {"conversation_id", "customer_id", "message_id", "source_id", "target_id", "merged_into"}


class InterruptedWork(BaseException):
    """The process ends here."""


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    async with open_house(database_url, clock) as house:
        yield house


async def full_life(desk: make.Desk) -> list[UUID]:
    """Ada under two ids, with two conversations of several messages, notes, mentions, tags, a draft and a case."""
    again = await make.customer(desk.db, desk.account_id, name="Ada again", email="ada@example.com")
    vip = await tags.add_tag(desk.db, NewTagWords(name="VIP"), desk.sam)
    for one in (desk.customer_id, again):
        thread = await desk.conversation(customer_id=one, subject="Secret trouble")
        for number in range(4):
            question = await desk.says(thread, f"Secret {number}: how do I change region?")
        await make.draft(desk.db, thread, question["id"], body="Secret draft")
        await replies.note(desk.db, thread.id, "Secret note", desk.sam, mentioned=[desk.sam.user_id])
        await tags.tag_conversation(desk.db, thread.id, vip.id, desk.sam)
        await tags.tag_customer(desk.db, one, vip.id, desk.sam)
        await notes.write_note(desk.db, one, "Secret remark", desk.sam)
        await conversations.resolve(desk.db, thread.id, desk.sam)
    await customer_merge.merge(desk.db, again, desk.customer_id, desk.sam)
    return [desk.customer_id, again]


async def left_over(tx: Tx, ids: list[UUID]) -> dict[str, Any]:
    """Rows that refer to one of these ids, and rows that still hold something secret."""
    found: dict[str, Any] = {}
    for table in metadata.sorted_tables:
        if table.name in KEPT:
            continue
        for row in (await tx.session.execute(select(table))).mappings():
            refers = [name for name in ("id", *OWNERS) if row.get(name) in ids]
            if refers or "Secret" in str(dict(row)) or "Ada" in str(dict(row)):
                found.setdefault(table.name, []).append(dict(row))
    return found


async def trail(tx: Tx) -> list[AuditEntry]:
    return list((await tx.session.execute(select(AuditEntry).order_by(AuditEntry.seq))).scalars())


async def test_nothing_is_left_but_a_line_that_names_nobody(house: House, clock: FixedClock) -> None:
    desk = house.desk
    ids = await full_life(desk)
    await house.settle()
    bystander = await make.customer(desk.db, desk.account_id, name="Bo")
    kept = await desk.conversation(customer_id=bystander)
    await desk.says(kept, "Mine stays")
    ear = Ear(desk.db.hub, f"notification:{desk.account_id}")

    await customer_erasure.erase(desk.db, ids[0], desk.sam)

    assert ear.events() == ["customer:deleted"]
    async with desk.db.read() as tx:
        for one in ids:
            assert not await customers.exists(tx, one)
            with pytest.raises(NotFound):
                await customers.get_customer(tx, desk.account_id, one)
    with pytest.raises(NotFound):
        await customer_erasure.erase(desk.db, ids[0], desk.sam)
    await house.settle()
    clock.advance(hours=1)
    await house.settle()
    async with desk.db.read() as tx:
        assert await left_over(tx, ids) == {}
        lines = await trail(tx)
    assert not any("Ada" in line.actor_label or "Secret" in json.dumps(line.detail) for line in lines)
    [erased] = [line for line in lines if line.action == "customer.erased"]
    assert (erased.subject_id, erased.actor_id) == (hash_of(ids[0]), str(desk.sam.user_id))
    assert erased.detail["gone"]["conversations"] == 2
    assert erased.detail["gone"]["messages"] == 10
    async with desk.db.read() as tx:
        assert (await customers.get_customer(tx, desk.account_id, bystander)).name == "Bo"


async def test_a_job_that_was_killed_goes_on_where_it_was(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(customer_erasing, "MESSAGES_AT_ONCE", 3)
    monkeypatch.setattr(customer_erasing, "CONVERSATIONS_AT_ONCE", 1)
    desk = house.desk
    ids = await full_life(desk)
    await customer_erasure.erase(desk.db, ids[0], desk.sam)
    counted = customer_erasing.count
    portions = 0

    async def killed(*args: Any, **gone: int) -> None:
        nonlocal portions
        await counted(*args, **gone)
        portions += 1
        raise InterruptedWork

    for _ in range(2):
        monkeypatch.setattr(customer_erasing, "count", killed)
        with pytest.raises(InterruptedWork):
            await work_off(desk.db, desk.account_id, ids[0])
        monkeypatch.setattr(customer_erasing, "count", counted)
        async with desk.db.begin() as tx:
            await customer_erasing._portion(tx, await customer_erasure.under_way(tx, desk.account_id, ids[0]))
    for _ in range(2):
        await work_off(desk.db, desk.account_id, ids[0])
    async with desk.db.read() as tx:
        assert await left_over(tx, ids) == {}
        [erased] = [line for line in await trail(tx) if line.action == "customer.erased"]
    assert erased.detail["gone"]["messages"] == 10
    assert portions == 2


async def test_another_accounts_customer_is_not_erased(house: House) -> None:
    other = await make.desk(house.s.db, "Other")
    with pytest.raises(NotFound):
        await customer_erasure.erase(house.s.db, other.customer_id, house.desk.sam)
