"""Writing and publishing articles."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from cairnloop.errors import Conflict, IllegalMove, Invalid, NotFound, Stale
from cairnloop.kernel.database import Database, Tx
from cairnloop.knowledge import articles, queries
from cairnloop.knowledge.events import ArticleArchived, ArticlePublished
from cairnloop.knowledge.rules import ArticleStatus, RevisionState
from cairnloop.knowledge.search import search
from cairnloop.knowledge.tables import Revision
from tests.knowledge.conftest import WRITER, new_account


async def published(database: Database, account_id: UUID, title: str, body: str) -> UUID:
    async with database.begin() as tx:
        article = await articles.create_article(tx, account_id, title, WRITER)
        await articles.save_draft(tx, account_id, article.id, body, WRITER)
        await articles.publish(tx, account_id, article.id, WRITER)
    return article.id


async def titles_found(tx: Tx, account_id: UUID, query: str) -> list[str]:
    return [hit.title for hit in await search(tx, account_id, query)]


async def test_a_draft_is_not_found_and_a_published_article_is(database: Database, account_id: UUID) -> None:
    async with database.begin() as tx:
        article = await articles.create_article(tx, account_id, "Refunds", WRITER)
        await articles.save_draft(tx, account_id, article.id, "Ask within thirty days.", WRITER)
        assert await titles_found(tx, account_id, "refund") == []
    async with database.begin() as tx:
        revision = await articles.publish(tx, account_id, article.id, WRITER)
    assert (revision.version, revision.state) == (1, RevisionState.PUBLISHED)
    async with database.read() as tx:
        [hit] = await search(tx, account_id, "refund")
    assert (hit.owner_id, hit.revision_id) == (article.id, revision.id)


async def test_only_the_newest_published_words_are_found(database: Database, account_id: UUID) -> None:
    article_id = await published(database, account_id, "Refunds", "Write to the treasurer.")
    async with database.begin() as tx:
        await articles.save_draft(tx, account_id, article_id, "Use the billing page.", WRITER)
    async with database.read() as tx:
        assert await titles_found(tx, account_id, "treasurer") == ["Refunds"]
    async with database.begin() as tx:
        await articles.publish(tx, account_id, article_id, WRITER)
    async with database.read() as tx:
        assert await titles_found(tx, account_id, "treasurer") == []
        assert await titles_found(tx, account_id, "billing page") == ["Refunds"]
        states = [one.state for one in await queries.revisions_of(tx, account_id, article_id)]
    assert states == [RevisionState.PUBLISHED, RevisionState.SUPERSEDED]


async def test_saving_again_changes_the_draft_and_not_the_history(database: Database, account_id: UUID) -> None:
    async with database.begin() as tx:
        article = await articles.create_article(tx, account_id, "Refunds", WRITER)
        first = await articles.save_draft(tx, account_id, article.id, "One.", WRITER)
        second = await articles.save_draft(tx, account_id, article.id, "Two.", WRITER, seen=1)
    assert first.id == second.id
    assert second.body == "Two."


async def test_published_words_cannot_be_changed_by_anyone(database: Database, account_id: UUID) -> None:
    await published(database, account_id, "Refunds", "Words.")
    with pytest.raises(DBAPIError, match="cannot be modified"):
        async with database.begin() as tx:
            await tx.session.execute(update(Revision).values(body="Other words."))


async def test_publishing_twice_is_refused(database: Database, account_id: UUID) -> None:
    article_id = await published(database, account_id, "Refunds", "Words.")
    with pytest.raises(Conflict, match="published already"):
        async with database.begin() as tx:
            await articles.publish(tx, account_id, article_id, WRITER)


async def test_publishing_what_somebody_else_changed_meanwhile_is_refused(database: Database, account_id: UUID) -> None:
    article_id = await published(database, account_id, "Refunds", "Words.")
    async with database.begin() as tx:
        await articles.save_draft(tx, account_id, article_id, "Newer words.", WRITER)
    with pytest.raises(Stale):
        async with database.begin() as tx:
            await articles.publish(tx, account_id, article_id, WRITER, seen=1)
    with pytest.raises(Stale):
        async with database.begin() as tx:
            await articles.save_draft(tx, account_id, article_id, "Mine.", WRITER, seen=1)


async def test_an_article_without_words_cannot_be_published(database: Database, account_id: UUID) -> None:
    async with database.begin() as tx:
        article = await articles.create_article(tx, account_id, "Empty", WRITER)
    with pytest.raises(Conflict, match="no words"):
        async with database.begin() as tx:
            await articles.publish(tx, account_id, article.id, WRITER)


async def test_an_archived_article_is_not_found_until_it_is_restored_and_published(
    database: Database, account_id: UUID
) -> None:
    article_id = await published(database, account_id, "Refunds", "Ask the treasurer.")
    async with database.begin() as tx:
        await articles.archive(tx, account_id, article_id, WRITER, reason="outdated")
        assert await titles_found(tx, account_id, "treasurer") == []
    with pytest.raises(IllegalMove):
        async with database.begin() as tx:
            await articles.publish(tx, account_id, article_id, WRITER)
    async with database.begin() as tx:
        await articles.restore(tx, account_id, article_id, WRITER)
        await articles.publish(tx, account_id, article_id, WRITER)
        assert await titles_found(tx, account_id, "treasurer") == ["Refunds"]


async def test_a_renamed_article_is_found_under_its_new_name(database: Database, account_id: UUID) -> None:
    article_id = await published(database, account_id, "Refunds", "Ask within thirty days.")
    async with database.begin() as tx:
        await articles.rename(tx, account_id, article_id, "  Money \n back ", WRITER)
    async with database.read() as tx:
        assert await titles_found(tx, account_id, "thirty days") == ["Money back"]
        assert await titles_found(tx, account_id, "money") == ["Money back"]


async def test_front_matter_names_the_article_when_it_is_published(database: Database, account_id: UUID) -> None:
    article_id = await published(database, account_id, "Untitled", "---\ntitle: Refunds\n---\nAsk us.")
    async with database.read() as tx:
        article = await queries.get_article(tx, account_id, article_id)
    assert (article.title, article.status) == ("Refunds", ArticleStatus.PUBLISHED)


@pytest.mark.parametrize("title", ["", "   ", "x" * 300])
async def test_a_title_nobody_can_read_is_refused(database: Database, account_id: UUID, title: str) -> None:
    with pytest.raises(Invalid, match="title"):
        async with database.begin() as tx:
            await articles.create_article(tx, account_id, title, WRITER)


async def test_another_accounts_article_is_not_there(database: Database, account_id: UUID) -> None:
    article_id = await published(database, account_id, "Refunds", "Words.")
    stranger = await new_account(database, "Stranger")
    async with database.begin() as tx:
        for attempt in (
            queries.get_article(tx, stranger, article_id),
            articles.save_draft(tx, stranger, article_id, "Mine now.", WRITER),
            articles.publish(tx, stranger, article_id, WRITER),
            articles.rename(tx, stranger, article_id, "Mine", WRITER),
            articles.archive(tx, stranger, article_id, WRITER),
            queries.get_article(tx, account_id, uuid4()),
        ):
            with pytest.raises(NotFound):
                await attempt
        assert await search(tx, stranger, "refund words") == []
        assert await queries.list_articles(tx, stranger) == []


async def test_events_tell_of_publishing_and_archiving(database: Database, account_id: UUID) -> None:
    heard: list[object] = []

    async def listen(tx: Tx, events: object) -> None:
        heard.extend(events)  # type: ignore[call-overload]

    database.reactions = {ArticlePublished: [listen], ArticleArchived: [listen]}
    article_id = await published(database, account_id, "Refunds", "Words.")
    async with database.begin() as tx:
        await articles.archive(tx, account_id, article_id, WRITER)
    assert [type(event) for event in heard] == [ArticlePublished, ArticleArchived]


async def test_articles_are_listed_in_pages_newest_first(database: Database, account_id: UUID, clock: object) -> None:
    for name in ("One", "Two", "Three"):
        await published(database, account_id, name, "Words.")
        clock.advance(seconds=1)  # type: ignore[attr-defined]
    async with database.read() as tx:
        first = await queries.list_articles(tx, account_id, limit=2)
        rest = await queries.list_articles(tx, account_id, limit=2, before=(first[-1].updated_at, first[-1].id))
        counts = await queries.count_articles(tx, account_id)
        drafts = await queries.list_articles(tx, account_id, status=ArticleStatus.DRAFT)
    assert [one.title for one in (*first, *rest)] == ["Three", "Two", "One"]
    assert counts[ArticleStatus.PUBLISHED] == 3
    assert drafts == []
