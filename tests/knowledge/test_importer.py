"""Importing a folder of Markdown."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.errors import Invalid
from cairnloop.kernel.database import Database
from cairnloop.knowledge import articles, queries
from cairnloop.knowledge.importer import Known, Outcome, import_articles, plan_import, read_file
from cairnloop.knowledge.rules import ArticleStatus
from cairnloop.knowledge.search import search
from tests.knowledge.conftest import WRITER, new_account

REFUNDS = "---\ntitle: Refunds\n---\n\nAsk the treasurer.\n"
PRICES = "# Prices\n\nFree for small clubs."


def test_the_title_comes_from_front_matter_or_heading() -> None:
    assert read_file("a.md", REFUNDS).title == "Refunds"
    assert read_file("b.md", PRICES).title == "Prices"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("no title", "title"),
        ("---\ntitle: T\n---\n", "no text"),
        ("---\ntitle: T\n---\n## Only a heading", "no text"),
        ("---\ntitle: T\nstatus: secret\n---\nx", "published or draft"),
        ("---\ntitle: [\n---\nx", "YAML"),
        ("x" * 600_000, "longer than"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(source: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        read_file("a.md", source)


def test_the_plan_sorts_files_into_new_changed_same_and_broken() -> None:
    same = Known(read_file("same.md", REFUNDS).digest, published=True)
    plan = plan_import(
        [("new.md", PRICES), ("same.md", REFUNDS), ("changed.md", PRICES), ("bad.md", "no title"), ("new.md", PRICES)],
        {"same.md": same, "changed.md": same},
    )
    assert [file.path for file in plan.added] == ["new.md"]
    assert [file.path for file in plan.changed] == ["changed.md"]
    assert [file.path for file in plan.unchanged] == ["same.md"]
    assert [(result.path, result.outcome) for result in plan.failed] == [
        ("bad.md", Outcome.FAILED),
        ("new.md", Outcome.FAILED),
    ]


def test_the_same_words_still_waiting_to_be_published_count_as_a_change() -> None:
    waiting = {"a.md": Known(read_file("a.md", REFUNDS).digest, published=False)}
    assert plan_import([("a.md", REFUNDS)], waiting).changed
    assert plan_import([("a.md", REFUNDS)], waiting, publish=False).unchanged


@given(st.dictionaries(st.sampled_from("abcd"), st.sampled_from([REFUNDS, PRICES, "no title"]), max_size=4))
def test_every_file_has_exactly_one_fate(files: dict[str, str]) -> None:
    plan = plan_import(files.items(), {"a": Known(read_file("a", REFUNDS).digest, published=True)})
    fates = [one.path for part in (plan.added, plan.changed, plan.unchanged, plan.failed) for one in part]
    assert sorted(fates) == sorted(files)


async def test_importing_again_changes_nothing(database: Database, account_id: UUID) -> None:
    files = [("refunds.md", REFUNDS), ("prices.md", PRICES)]
    outcomes = []
    for _ in range(2):
        async with database.begin() as tx:
            outcomes.append([one.outcome for one in await import_articles(tx, account_id, files, WRITER)])
    assert outcomes == [[Outcome.ADDED, Outcome.ADDED], [Outcome.UNCHANGED, Outcome.UNCHANGED]]
    async with database.read() as tx:
        article = await queries.find_article(tx, account_id, "refunds.md")
        assert len(await queries.revisions_of(tx, account_id, article.id)) == 1
        assert [hit.title for hit in await search(tx, account_id, "treasurer")] == ["Refunds"]


async def test_what_no_database_keeps_and_no_parser_ends_does_no_harm(database: Database, account_id: UUID) -> None:
    wide = "|".join("x" * 3000)
    vast = f"# Wide\n\n{wide}\n{'|'.join('-' * 3000)}\n{wide}\n"
    nul = '---\ntitle: "Nul \\0 here"\n---\nSome text.\n'
    async with database.begin() as tx:
        results = await import_articles(tx, account_id, [("nul.md", nul), ("vast.md", vast), ("p.md", PRICES)], WRITER)
    assert [one.outcome for one in results] == [Outcome.ADDED, Outcome.FAILED, Outcome.ADDED]
    assert "more than 200 columns" in results[1].reason
    async with database.read() as tx:
        assert (await queries.find_article(tx, account_id, "nul.md")).title == "Nul here"


async def test_a_changed_file_supersedes_its_article_and_a_broken_one_fails_alone(
    database: Database, account_id: UUID
) -> None:
    async with database.begin() as tx:
        await import_articles(tx, account_id, [("refunds.md", REFUNDS)], WRITER)
    changed = REFUNDS.replace("treasurer", "secretary")
    async with database.begin() as tx:
        results = await import_articles(tx, account_id, [("bad.md", "no title"), ("refunds.md", changed)], WRITER)
    assert [one.outcome for one in results] == [Outcome.FAILED, Outcome.CHANGED]
    assert "title" in results[0].reason
    async with database.read() as tx:
        assert await search(tx, account_id, "treasurer") == []
        assert [hit.title for hit in await search(tx, account_id, "secretary")] == ["Refunds"]


async def test_drafts_stay_drafts(database: Database, account_id: UUID) -> None:
    draft = REFUNDS.replace("---\n\n", "status: draft\n---\n\n")
    async with database.begin() as tx:
        results = await import_articles(tx, account_id, [("a.md", draft)], WRITER)
        results += await import_articles(tx, account_id, [("b.md", PRICES)], WRITER, publish=False)
    assert [one.reason for one in results] == ["left as a draft"] * 2
    async with database.read() as tx:
        assert await search(tx, account_id, "treasurer free") == []
    async with database.begin() as tx:
        [again] = await import_articles(tx, account_id, [("b.md", PRICES)], WRITER)
    assert (again.outcome, again.reason) == (Outcome.CHANGED, "")
    async with database.read() as tx:
        article = await queries.find_article(tx, account_id, "b.md")
        assert article.status == ArticleStatus.PUBLISHED
        assert len(await queries.revisions_of(tx, account_id, article.id)) == 1


async def test_an_archived_article_is_not_brought_back_by_an_import(database: Database, account_id: UUID) -> None:
    async with database.begin() as tx:
        [result] = await import_articles(tx, account_id, [("refunds.md", REFUNDS)], WRITER)
        assert result.article_id is not None
        await articles.archive(tx, account_id, result.article_id, WRITER)
    async with database.begin() as tx:
        [again] = await import_articles(tx, account_id, [("refunds.md", REFUNDS + "more")], WRITER)
    assert again.outcome is Outcome.FAILED
    assert "restore" in again.reason


async def test_two_accounts_may_use_the_same_paths(database: Database, account_id: UUID) -> None:
    other = await new_account(database, "Other")
    for who, text in ((account_id, REFUNDS), (other, PRICES)):
        async with database.begin() as tx:
            await import_articles(tx, who, [("a.md", text)], WRITER)
    async with database.read() as tx:
        assert [hit.title for hit in await search(tx, account_id, "treasurer free")] == ["Refunds"]
        assert [hit.title for hit in await search(tx, other, "treasurer free")] == ["Prices"]
