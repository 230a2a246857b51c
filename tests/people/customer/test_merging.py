"""Customers are merged with whom they turned out to be, and are found under both ids."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from cairnloop.config import Settings
from cairnloop.daemon.reactions import reactions
from cairnloop.desk.conversation.conversations import Opening, open_conversation
from cairnloop.desk.customer.moving import carry_on
from cairnloop.desk.customer.timeline import timeline
from cairnloop.desk.lists.threads import customers_view, thread
from cairnloop.desk.marks import tags
from cairnloop.desk.message.accept import Incoming, accept_all
from cairnloop.desk.topics import operators
from cairnloop.errors import Conflict, Forbidden, Invalid, NotFound
from cairnloop.kernel.database import Database
from cairnloop.people.customer import customers, notes
from cairnloop.people.customer import merge as customer_merge
from cairnloop.people.customer.pages import Wanted, page
from cairnloop.wire.people import CustomerFields
from cairnloop.wire.tags import NewTagWords
from tests import make
from tests.fakes import Ear, FixedClock
from tests.people.customer.twins import twins


@pytest.fixture(autouse=True)
def wired(database: Database) -> None:
    database.reactions = reactions(Settings())


async def test_who_is_merged_is_found_under_both_ids(database: Database) -> None:
    desk = await make.desk(database)
    ada, again = await twins(desk)
    vip = await tags.add_tag(database, NewTagWords(name="VIP"), desk.sam)
    for one in (ada, again):
        await tags.tag_customer(database, one, vip.id, desk.sam)
    await notes.write_note(database, again, "Prefers mail", desk.sam)
    async with database.read() as tx:
        [(found, same)] = await customer_merge.duplicates(tx, desk.account_id, ada)
        assert (found.id, same) == (again, ["email"])
    ear = Ear(database.hub, operators(desk.account_id))

    stays = await customer_merge.merge(database, again, ada, desk.sam)

    assert (stays.id, stays.name, stays.external_id, stays.os, stays.details) == (
        *(ada, "Ada Park", "a-1", "Plan 9"),
        {"plan": "Club"},
    )
    assert ear.events() == ["customer:merged", "customer:updated"]
    async with database.read() as tx:
        assert (await customers.get_customer(tx, desk.account_id, again)).id == ada
        assert await customers.exists(tx, again)
        assert await customers.identify(tx, desk.account_id, "a-1") == ada
        assert await customer_merge.duplicates(tx, desk.account_id, ada) == []
        assert len(await customers_view(tx, desk.account_id, again)) == 2
        assert len(await notes.list_notes(tx, desk.account_id, customer_id=ada)) == 1
        assert len((await tags.tags_of_customers(tx, [ada]))[ada]) == 1
        for conversation, owner, _ in await customers_view(tx, desk.account_id, ada):
            assert owner.id == ada
            messages = await thread(tx, desk.account_id, conversation.id)
            assert {message.customer_id for message, _ in messages} == {ada}
    assert [one async for one in listed(database, desk)] == [ada]
    remembered = await customers.remember(database, again, CustomerFields(phone="7"), ip=None)
    assert (remembered.id, remembered.phone) == (ada, "7")
    opened = await open_conversation(database, Opening(desk.account_id, again))
    assert opened.customer_id == ada
    with pytest.raises(Conflict, match="merged already"):
        await customer_merge.merge(database, again, ada, desk.sam)


@pytest.mark.parametrize(
    ("stays", "vouched"),
    [
        ({}, True),
        ({"email": "ada@example.com"}, True),
        ({"email": "eve@example.com"}, False),
        ({"external_id": "x"}, False),
    ],
)
async def test_who_stays_is_vouched_for_where_all_of_it_is_theirs(
    database: Database, clock: FixedClock, stays: dict[str, Any], vouched: bool
) -> None:
    desk, since = await make.desk(database), clock.now()
    proved = {"external_id": "a-1", "email": "ada@example.com", "verified_at": since}
    gone = await make.customer(database, desk.account_id, **proved)
    clock.advance(hours=1)
    one = await customer_merge.merge(database, gone, await make.customer(database, desk.account_id, **stays), desk.sam)
    assert one.verified_at == (since if vouched else None)


async def listed(database: Database, desk: make.Desk):  # type: ignore[no-untyped-def]
    async with database.read() as tx:
        for row in (await page(tx, Wanted(desk.account_id), before=None, limit=50)).rows:
            yield row.id


async def test_a_page_that_was_open_while_its_customer_was_merged_is_heard(database: Database) -> None:
    desk = await make.desk(database)
    ada, again = await twins(desk)
    other = await make.customer(database, desk.account_id, name="Bo")
    await customer_merge.merge(database, again, ada, desk.sam)
    async with database.read() as tx:
        mine = [row[0].id for row in await customers_view(tx, desk.account_id, ada)]
    said = [Incoming(mine[0], "still here", customer_id=one) for one in (again, ada, other)]
    answers = await accept_all(database, said)
    assert [isinstance(one, Forbidden) for one in answers] == [False, False, True]


async def test_no_id_leads_to_another_by_two_steps(database: Database) -> None:
    desk = await make.desk(database)
    first, second, third = [await make.customer(database, desk.account_id) for _ in range(3)]
    await customer_merge.merge(database, first, second, desk.sam)
    await customer_merge.merge(database, second, third, desk.sam)
    async with database.read() as tx:
        for one in (first, second, third):
            assert (await customers.somebody(tx, one)).id == third


async def test_who_cannot_be_merged_is_not(database: Database) -> None:
    desk, other = await make.desk(database), await make.desk(database, "Other")
    with pytest.raises(Invalid, match="the same customer"):
        await customer_merge.merge(database, desk.customer_id, desk.customer_id, desk.sam)
    for one, into in ((desk.customer_id, other.customer_id), (other.customer_id, desk.customer_id)):
        with pytest.raises(NotFound):
            await customer_merge.merge(database, one, into, desk.sam)
    with pytest.raises(NotFound):
        await customer_merge.merge(database, desk.customer_id, uuid4(), desk.sam)


async def test_who_wrote_much_is_carried_in_portions(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cairnloop.desk.customer.moving.CONVERSATIONS_AT_ONCE", 2)
    monkeypatch.setattr("cairnloop.desk.customer.moving.MESSAGES_AT_ONCE", 3)
    desk = await make.desk(database)
    again = await make.customer(database, desk.account_id)
    for _ in range(5):
        conversation = await desk.conversation(customer_id=again)
        for word in ("one", "two"):
            await desk.says(conversation, word)
    await customer_merge.merge(database, again, desk.customer_id, desk.sam)
    for _ in range(2):
        await carry_on(database, desk.account_id, again)
    async with database.read() as tx:
        steps, _ = await timeline(tx, desk.account_id, desk.customer_id, limit=50)
        started = [step.shape["conversation_id"] for step in steps if step.shape["kind"] == "conversation.started"]
        assert len(started) == 5
        for one in started:
            for message, _ in await thread(tx, desk.account_id, UUID(one)):
                assert message.customer_id == desk.customer_id
