"""Customers: found on pages that end, changed, forgotten, written out, and news of them told once."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import delete, text

from cairnloop.config import Settings
from cairnloop.daemon.reactions import reactions
from cairnloop.desk.customer.timeline import read_place, timeline, write_place
from cairnloop.desk.marks import tags
from cairnloop.desk.topics import operators
from cairnloop.errors import Invalid, NotFound
from cairnloop.kernel.database import Database
from cairnloop.people.customer import companies, customers, notes
from cairnloop.people.customer import merge as customer_merge
from cairnloop.people.customer import pages as customer_pages
from cairnloop.people.customer.pages import Wanted, numbered, page, portion
from cairnloop.people.customer.shapes import csv_lines
from cairnloop.people.tables import Customer
from cairnloop.wire.customers import CustomerWords, NewCompanyWords
from cairnloop.wire.people import CustomerFields
from cairnloop.wire.tags import NewTagWords
from tests import make
from tests.fakes import Ear, FixedClock
from tests.people.customer.twins import twins


@pytest.fixture(autouse=True)
def wired(database: Database) -> None:
    database.reactions = reactions(Settings())


async def names(database: Database, wanted: Wanted, *, limit: int = 2) -> list[str | None]:
    found: list[str | None] = []
    before = None
    async with database.read() as tx:
        while True:
            some = await page(tx, wanted, before=before, limit=limit)
            found += [row.name for row in some.rows]
            before = some.seen_to
            if before is None:
                return found


async def test_a_list_ends_whatever_is_asked_of_it(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, other = await make.desk(database), await make.desk(database, "Other")
    await make.customer(database, other.account_id, name="Bob Other", email="bob@example.com")
    acme = await companies.add_company(database, NewCompanyWords(name="Acme"), desk.sam)
    vip = await tags.add_tag(database, NewTagWords(name="VIP"), desk.sam)
    for number, name in enumerate(["Bob Stone", "bo Derek", "Cleo", "Österreich Ö"]):
        clock.advance(minutes=1)
        more = {"company_id": acme.id} if number % 2 else {"external_id": f"x-{number}"}
        one = await make.customer(database, desk.account_id, name=name, email=f"p{number}@x.example", **more)
        if number > 1:
            await tags.tag_customer(database, one, vip.id, desk.sam)
    account = desk.account_id
    everybody = ["Österreich Ö", "Cleo", "bo Derek", "Bob Stone", "Ada Park"]
    for looked_at in (2_000, 3):
        monkeypatch.setattr(customer_pages, "LOOKED_AT", looked_at)
        assert await names(database, Wanted(account)) == everybody
        assert await names(database, Wanted(account, company_id=acme.id)) == ["Österreich Ö", "bo Derek"]
        assert await names(database, Wanted(account, tag_id=vip.id)) == everybody[:2]
        assert await names(database, Wanted(account, q="BO")) == ["bo Derek", "Bob Stone"]
        assert await names(database, Wanted(account, q="x-2")) == ["Cleo"]
        assert await names(database, Wanted(account, q="ada@example.com")) == ["Ada Park"]
        assert await names(database, Wanted(account, q=str(desk.customer_id))) == ["Ada Park"]
        assert await names(database, Wanted(account, q="bo", company_id=acme.id)) == ["bo Derek"]
        assert await names(database, Wanted(account, q="100%_")) == []
        for typed in ("Österr", "österr", "ÖSTERR", "öSterreich ö"):
            assert await names(database, Wanted(account, q=typed)) == ["Österreich Ö"], typed
    monkeypatch.setattr(customer_pages, "LOOKED_AT", 1)
    assert await names(database, Wanted(account, tag_id=vip.id)) == everybody[:2]
    monkeypatch.setattr(customer_pages, "LOOKED_AT", 2_000)
    assert await names(database, Wanted(account, q="reic")) == ["Österreich Ö"]
    async with database.read() as tx:
        found = await numbered(tx, Wanted(account), number=2, size=2)
        assert ([row.name for row in found.rows], found.total) == (["bo Derek", "Bob Stone"], 5)
        tagged = await numbered(tx, Wanted(account, tag_id=vip.id), number=1, size=10)
        assert (len(tagged.rows), tagged.total) == (2, 2)
        with pytest.raises(Invalid, match="go on with `after`"):
            await numbered(tx, Wanted(account), number=201, size=50)
        assert len(await portion(tx, Wanted(account, tag_id=vip.id), after=None, limit=10)) == 2


async def test_an_operator_knows_better_and_colleagues_hear_of_what_matters(database: Database) -> None:
    desk, other = await make.desk(database), await make.desk(database, "Other")
    acme = await companies.add_company(database, NewCompanyWords(name="Acme"), desk.sam)
    theirs = await companies.add_company(database, NewCompanyWords(name="Theirs"), other.sam)
    ear = Ear(database.hub, operators(desk.account_id))
    words = CustomerWords(name="Ada P.", phone=None, company_id=acme.id)
    changed = await customers.change(database, desk.customer_id, words, desk.sam)
    assert (changed.name, changed.email, changed.company_id) == ("Ada P.", "ada@example.com", acme.id)
    await customers.change(database, desk.customer_id, words, desk.sam)
    await customers.remember(database, desk.customer_id, CustomerFields(current_url="https://x.example/2"), ip=None)
    assert [one.payload["updates"]["company_id"] for one in ear.heard] == [str(acme.id)]
    await customers.remember(database, desk.customer_id, CustomerFields(phone="1"), ip=None)
    met = await customers.meet(database, desk.account_id, CustomerFields(name="Bo"), ip=None)
    assert ear.events() == ["customer:updated", "customer:updated", "customer:created"]
    assert ear.heard[-1].payload["customer"]["id"] == str(met.id)
    with pytest.raises(NotFound):
        await customers.change(database, desk.customer_id, CustomerWords(company_id=theirs.id), desk.sam)
    with pytest.raises(NotFound):
        await customers.change(database, other.customer_id, CustomerWords(name="x"), desk.sam)
    await companies.remove_company(database, acme.id, desk.sam)
    async with database.read() as tx:
        assert (await customers.get_customer(tx, desk.account_id, desk.customer_id)).company_id is None


async def test_who_is_forgotten_while_their_page_speaks_is_simply_not_there(database: Database) -> None:
    desk = await make.desk(database)
    bo = await make.customer(database, desk.account_id, name="Bo")
    async with database.begin() as tx:
        await tx.session.execute(delete(Customer).where(Customer.id == bo))
        speaking = asyncio.create_task(customers.remember(database, bo, CustomerFields(name="Bo again"), ip=None))
        await waited_for(database, speaking)
    with pytest.raises(NotFound):
        await speaking


async def waited_for(database: Database, task: asyncio.Task[Any]) -> None:
    """Until the task waits for a row that is held here; on SQLite it has not begun, for one writes at a time."""
    waiting = text("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
    async with asyncio.timeout(10):
        while database.dialect == "postgresql" and not task.done():
            async with database.read() as tx:
                if (await tx.session.execute(waiting)).first() is not None:
                    return
            await asyncio.sleep(0.01)


async def test_a_timeline_has_pages_that_lose_nothing(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    ada, again = await twins(desk)
    await notes.write_note(database, ada, "A note", desk.sam)
    await customer_merge.merge(database, again, ada, desk.sam)
    clock.advance(minutes=1)
    vip = await tags.add_tag(database, NewTagWords(name="VIP"), desk.sam)
    await tags.tag_customer(database, ada, vip.id, desk.sam)
    await customers.change(database, ada, CustomerWords(phone="1"), desk.sam)
    async with database.read() as tx:
        whole, end = await timeline(tx, desk.account_id, ada)
        assert end is None
        found, before = [], None
        while True:
            steps, place = await timeline(tx, desk.account_id, ada, before=before, limit=1)
            found += steps
            if place is None:
                break
            before = read_place(write_place(place))
        assert [step.shape for step in found] == [step.shape for step in whole]
    assert [(step.shape["kind"], step.shape["about"]) for step in whole][:4] == [
        ("customer.changed", "phone"),
        ("customer.tagged", "VIP"),
        ("note.written", "A note"),
        ("customer.merged", str(again)),
    ]
    assert [step.shape["kind"] for step in whole][4:] == ["conversation.started"] * 2


async def test_what_customers_call_themselves_stays_text_in_a_spreadsheet(database: Database) -> None:
    desk = await make.desk(database)
    one = await make.customer(database, desk.account_id, name='=HYPERLINK("http://x")', phone="+49 30", host="a,b")
    async with database.read() as tx:
        [line] = csv_lines([await tx.session.get_one(Customer, one)])
    assert '"\'=HYPERLINK(""http://x"")"' in line
    assert "'+49 30" in line
    assert '"a,b"' in line
