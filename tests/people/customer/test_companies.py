"""Companies: made, changed, listed newest first, and kept apart by account."""

import pytest
from pydantic import ValidationError

from cairnloop.errors import NotFound
from cairnloop.kernel.database import Database
from cairnloop.people.customer import companies
from cairnloop.wire.customers import CompanyChangeWords, NewCompanyWords
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
