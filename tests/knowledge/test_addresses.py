"""Where a draft may point to."""

from uuid import UUID

import pytest

from cairnloop.kernel.database import Database
from cairnloop.knowledge import addresses, articles
from cairnloop.knowledge.addresses import Addresses, addresses_in
from tests.knowledge.conftest import WRITER, new_account

NAMED = Addresses(frozenset({"https://a.example/x"}), frozenset({"p.png"}))


async def written(database: Database, account_id: UUID, body: str) -> UUID:
    """A published article with these words; the id of its revision."""
    async with database.begin() as tx:
        article = await articles.create_article(tx, account_id, "Refunds", WRITER)
        revision = await articles.save_draft(tx, account_id, article.id, body, WRITER)
        await articles.publish(tx, account_id, article.id, WRITER)
    return revision.id


async def named(database: Database, account_id: UUID, *revisions: UUID) -> Addresses:
    async with database.read() as tx:
        return await addresses_in(tx, account_id, revisions)


async def test_the_addresses_of_published_articles_can_be_asked_for(database: Database, account_id: UUID) -> None:
    revision = await written(database, account_id, "[Here](https://a.example/x) ![p](p.png)")
    assert await named(database, account_id, revision) == NAMED
    assert await named(database, account_id, revision) == NAMED, "and again, from memory"


async def test_words_that_nobody_published_name_nothing_until_they_are(database: Database, account_id: UUID) -> None:
    async with database.begin() as tx:
        article = await articles.create_article(tx, account_id, "Refunds", WRITER)
        draft = await articles.save_draft(tx, account_id, article.id, "[Here](https://a.example/x) ![p](p.png)", WRITER)
    assert await named(database, account_id, draft.id) == Addresses()
    async with database.begin() as tx:
        await articles.publish(tx, account_id, article.id, WRITER)
    assert await named(database, account_id, draft.id) == NAMED


async def test_another_accounts_articles_name_nothing(database: Database, account_id: UUID) -> None:
    revision = await written(database, account_id, "[Here](https://a.example/x) ![p](p.png)")
    assert await named(database, account_id, revision) == NAMED
    assert await named(database, await new_account(database, "Other"), revision) == Addresses()


async def test_only_so_many_articles_are_remembered(
    database: Database, account_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "KEPT", 1)
    several = [await written(database, account_id, f"[Here](https://a.example/{at})") for at in range(3)]
    for _ in range(2):
        found = await named(database, account_id, *several)
        assert found.links == {f"https://a.example/{at}" for at in range(3)}
