"""Companies: made, changed, listed newest first, and kept apart by account."""

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from cairnloop.desk.marks import tags
from cairnloop.errors import NotFound
from cairnloop.kernel.database import Database
from cairnloop.people.customer import companies
from cairnloop.people.customer.pages import Wanted, numbered, page, portion
from cairnloop.people.customer.tables import Company
from cairnloop.people.tables import Customer
from cairnloop.wire.customers import CompanyChangeWords, NewCompanyWords
from cairnloop.wire.tags import NewTagWords
from tests import make
from tests.fakes import FixedClock


async def test_what_is_left_out_stays_and_null_empties(database: Database) -> None:
    desk = await make.desk(database)
    words = NewCompanyWords(name="Acme", website_url="https://acme.example", metadata={"seats": 7})
    acme = await companies.add_company(database, words, desk.sam)
    said = CompanyChangeWords.model_validate({"website_url": None, "industry": "Anvils"})
    changed = await companies.change_company(database, acme.id, said, desk.sam)
    assert (changed.name, changed.website_url, changed.industry) == ("Acme", None, "Anvils")
    assert changed.details == {"seats": 7}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "acme.example", "https://a b", "//x", ""])
def test_a_web_address_is_one(url: str) -> None:
    with pytest.raises(ValidationError, match="is no web address"):
        NewCompanyWords(name="Acme", website_url=url)


@pytest.mark.parametrize("name", [None, "", "  "])
def test_a_company_has_a_name(name: str | None) -> None:
    with pytest.raises(ValidationError):
        CompanyChangeWords.model_validate({"name": name})


async def test_the_newest_comes_first_and_another_accounts_is_not_there(database: Database, clock: FixedClock) -> None:
    desk, other = await make.desk(database), await make.desk(database, "Other")
    made = []
    for name in ("A", "B", "C"):
        clock.advance(minutes=1)
        made.append(await companies.add_company(database, NewCompanyWords(name=name), desk.sam))
    async with database.read() as tx:
        first = await companies.list_companies(tx, desk.account_id, limit=2)
        assert [row.name for row in first] == ["C", "B"]
        before = (first[-1].created_at, first[-1].id)
        assert [row.name for row in await companies.list_companies(tx, desk.account_id, before=before)] == ["A"]
        with pytest.raises(NotFound):
            await companies.get_company(tx, other.account_id, made[0].id)
    with pytest.raises(NotFound):
        await companies.remove_company(database, made[0].id, other.sam)


async def test_a_company_of_many_is_out_of_sight_at_once_and_let_go_of_in_portions(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(companies, "AT_ONCE", 2)
    desk = await make.desk(database)
    acme = await companies.add_company(database, NewCompanyWords(name="Acme"), desk.sam)
    for _ in range(5):
        await make.customer(database, desk.account_id, company_id=acme.id)
    vip = await tags.add_tag(database, NewTagWords(name="VIP"), desk.sam)
    await tags.tag_customer(database, desk.customer_id, vip.id, desk.sam)
    async with database.begin() as tx:  # removed, and still to be taken off
        (await tags.get_tag(tx, desk.account_id, vip.id)).removed_at = tx.now
    belongs = select(Customer).where(Customer.company_id == acme.id)
    await companies.remove_company(database, acme.id, desk.sam)
    async with database.read() as tx:
        left = (await tx.session.scalars(belongs)).all()
        assert len(left) == 3
        assert await companies.companies_of(tx, left) == {}
        assert await companies.list_companies(tx, desk.account_id) == []
        with pytest.raises(NotFound):
            await companies.get_company(tx, desk.account_id, acme.id)
        for gone in (Wanted(desk.account_id, company_id=acme.id), Wanted(desk.account_id, tag_id=vip.id)):
            assert (await page(tx, gone, before=None, limit=9)).rows == []
            assert (await numbered(tx, gone, number=1, size=9)).total == 0
            assert await portion(tx, gone, after=None, limit=9) == []
        (asked,) = await database.jobs.page(tx, account_id=desk.account_id)
        assert asked.kind == companies.CLEAR_COMPANY
    stranger = await make.desk(database, "Other")
    for account_id in (stranger.account_id, desk.account_id, desk.account_id):
        await companies.clear_company(database, account_id, acme.id)
    async with database.read() as tx:
        assert (await tx.session.scalars(belongs)).all() == []
        assert await tx.session.get(Company, acme.id) is None
