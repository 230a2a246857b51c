"""Finding passages."""

from uuid import UUID, uuid4

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cairnloop.kernel.database import Database
from cairnloop.knowledge import indexing, proposing
from cairnloop.knowledge.chunks import Passage
from cairnloop.knowledge.embeddings import embed_passages
from cairnloop.knowledge.evidence import Hit, Source
from cairnloop.knowledge.indexing import Findable
from cairnloop.knowledge.search import search
from cairnloop.knowledge.vectors import Vector
from cairnloop.knowledge.words import stems
from cairnloop.wire.excerpts import END, START
from tests.knowledge.conftest import new_account

GUIDES = {
    "Refunds": ["Ask within thirty days.", "Yearly plans are refunded by the month."],
    "Moving regions": ["Choose Frankfurt or Ohio.", "The move takes a night and is free once a year."],
    "Webhooks": ["Each request carries a signature.", "We try again after five minutes."],
    "Time zones": ["Set the timezone in your profile."],
}


@pytest.fixture
async def knowing(database: Database, account_id: UUID) -> UUID:
    """An account that knows a few guides and one case."""
    await put(database, account_id, Source.ARTICLE, GUIDES)
    await put(database, account_id, Source.CASE, {"Refund of the yearly plan": ["Refunded by hand."]})
    return account_id


async def put(database: Database, account_id: UUID, source: Source, guides: dict[str, list[str]]) -> None:
    async with database.begin() as tx:
        findable = [
            Findable(
                tx.new_id(),
                title,
                [Passage(at, f"Part {at}", body) for at, body in enumerate(bodies)],
                tx.new_id() if source is Source.ARTICLE else None,
            )
            for title, bodies in guides.items()
        ]
        await indexing.put(tx, account_id, source, findable)


async def found(database: Database, account_id: UUID, query: str, **more: object) -> list[Hit]:
    async with database.read() as tx:
        return await search(tx, account_id, query, **more)  # type: ignore[arg-type]


async def test_the_passage_that_answers_comes_first_and_says_why(database: Database, knowing: UUID) -> None:
    hits = await found(database, knowing, "Which signature does a webhook carry?")
    assert (hits[0].title, hits[0].heading) == ("Webhooks", "Part 0")
    assert hits[0].why[:2] == ("matches 'webhook' in the title or heading", "matches 'signature', 'carry' in the text")
    assert hits[0].why[-1] == "published guidance"
    assert f"{START}signature{END}" in hits[0].excerpt
    assert hits[0].keyword_rank == 1
    assert hits[0].semantic_rank is None
    assert hits[0].confidence > hits[-1].confidence


async def test_canon_comes_before_cases(database: Database, knowing: UUID) -> None:
    hits = await found(database, knowing, "refund of a yearly plan", limit=10)
    sources = [hit.source for hit in hits]
    assert sources == sorted(sources, key=list(Source).index)
    assert hits[-1].source is Source.CASE
    assert hits[-1].revision_id is None
    assert "never ground" in hits[-1].why[-1]


async def test_a_fitting_case_keeps_the_last_place(database: Database, knowing: UUID) -> None:
    many = {f"Yearly plan {at}": ["About the yearly plan and a refund."] for at in range(5)}
    await put(database, knowing, Source.ARTICLE, many)
    sources = [hit.source for hit in await found(database, knowing, "refund of a yearly plan", limit=4)]
    assert sources == [Source.ARTICLE] * 3 + [Source.CASE]
    unfit = await found(database, knowing, "yearly webhook signature for the region", limit=3)
    assert {hit.source for hit in unfit} == {Source.ARTICLE}


async def test_sources_can_be_chosen(database: Database, knowing: UUID) -> None:
    hits = await found(database, knowing, "refund", sources=[Source.CASE])
    assert {hit.source for hit in hits} == {Source.CASE}


async def test_related_words_misspellings_and_compounds_find_their_way(database: Database, knowing: UUID) -> None:
    for query in ("I want to be reimbursed", "refnds", "money back please"):
        assert (await found(database, knowing, query))[0].title == "Refunds", query
    assert (await found(database, knowing, "wrong time zone"))[0].title == "Time zones"
    assert (await found(database, knowing, "webhok"))[0].title == "Webhooks"
    related = (await found(database, knowing, "reimburse"))[0].why[0]
    assert related == "related words: 'refund' for 'reimburse'"


@pytest.mark.parametrize(
    "query", ["", "   ", "the of and", "???", "giraffe", "\x00 \ud83d", "' OR x=x --", "a AND b OR (", '"']
)
async def test_a_query_that_says_nothing_finds_nothing(database: Database, knowing: UUID, query: str) -> None:
    assert await found(database, knowing, query) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.text(max_size=60))
@example("⑴ ㊙", "½ ﷺ")
async def test_any_words_can_be_kept_and_asked_for(database: Database, account_id: UUID, said: str, asked: str) -> None:
    said, asked = (text.encode("utf-8", "ignore").decode().replace("\0", "") for text in (said, asked))
    owner = uuid4()
    async with database.begin() as tx:
        await indexing.put(tx, account_id, Source.ARTICLE, [Findable(owner, "Anything", [Passage(0, "", said)])])
        await search(tx, account_id, asked)
        found_again = {hit.owner_id for hit in await search(tx, account_id, said)}
        assert found_again == ({owner} if stems(said) else set())
        await indexing.drop(tx, account_id, Source.ARTICLE, [owner])


async def test_words_of_any_script_are_found(database: Database, account_id: UUID) -> None:
    scripts = {"日本語の説明": "説明", "Größe ändern": "größe", "Возврат денег": "возврат", "क्षेत्र बदलें": "बदलें"}
    await put(database, account_id, Source.ARTICLE, {title: ["."] for title in scripts})
    for title, query in scripts.items():
        assert [hit.title for hit in await found(database, account_id, query)] == [title]


async def test_everyday_words_alone_are_never_a_confident_match(database: Database, knowing: UUID) -> None:
    for query in ("1", "within the month", "try again", "once a year"):
        assert all(hit.confidence < 0.5 for hit in await found(database, knowing, query)), query


async def test_another_account_finds_nothing_of_ours(database: Database, knowing: UUID) -> None:
    stranger = await new_account(database, "Stranger")
    assert await found(database, stranger, "refund webhook region") == []
    await put(database, stranger, Source.ARTICLE, {"Refunds": ["Theirs."]})
    assert [hit.text for hit in await found(database, stranger, "refund webhook")] == ["Theirs."]
    assert all(hit.text != "Theirs." for hit in await found(database, knowing, "refunds", limit=20))


async def test_words_too_common_to_be_read_whole_still_find_something(
    database: Database, knowing: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposing, "ROWS", 1)
    assert (await found(database, knowing, "refund month"))[0].title == "Refunds"
    monkeypatch.setattr(proposing, "ROWS", 0)
    assert (await found(database, knowing, "refund month"))[0].title == "Refunds"


class Letters:
    """An embedder whose vectors count a few letters; it also says how often it was asked."""

    model = "letters"

    def __init__(self) -> None:
        self.texts = 0

    async def embed(self, texts: list[str]) -> list[Vector]:
        self.texts += len(texts)
        return [self.vector(text) for text in texts]

    def vector(self, text: str) -> Vector:
        return Vector(self.model, np.array([text.lower().count(letter) for letter in "fkwz"], dtype=np.float32))


async def test_meaning_finds_what_words_do_not(database: Database, knowing: UUID) -> None:
    embedder = Letters()
    done = await embed_passages(database, embedder, knowing)
    assert done == embedder.texts == 8
    assert await embed_passages(database, embedder, knowing) == 0
    hits = await found(database, knowing, "giraffe", embedding=embedder.vector("kkkw"))
    assert hits[0].title == "Webhooks"
    assert hits[0].keyword_rank is None
    assert hits[0].semantic_rank == 1
    assert hits[0].similarity is not None
    assert hits[0].why[0].startswith("similar meaning")
    assert hits[0].confidence <= 0.5


async def test_both_legs_are_fused(database: Database, knowing: UUID) -> None:
    embedder = Letters()
    await embed_passages(database, embedder, knowing)
    [first, *_] = await found(database, knowing, "refunds", embedding=embedder.vector("f"))
    assert first.title == "Refunds"
    assert first.keyword_rank is not None
    assert first.semantic_rank is not None


async def test_new_passages_are_seen_by_the_semantic_leg(database: Database, knowing: UUID) -> None:
    embedder = Letters()
    await embed_passages(database, embedder, knowing)
    vector = embedder.vector("zzzz")
    before = await found(database, knowing, "giraffe", embedding=vector)
    await put(database, knowing, Source.ARTICLE, {"Pizza": ["zz zz"]})
    await embed_passages(database, embedder, knowing)
    after = await found(database, knowing, "giraffe", embedding=vector)
    assert "Pizza" not in {hit.title for hit in before}
    assert after[0].title == "Pizza"


async def test_a_question_without_a_vector_is_searched_by_words_alone(database: Database, knowing: UUID) -> None:
    nothing = Vector("letters", np.zeros(4, dtype=np.float32))
    other = Vector("another model", np.ones(4, dtype=np.float32))
    for vector in (nothing, other):
        hits = await found(database, knowing, "webhook", embedding=vector)
        assert {hit.semantic_rank for hit in hits} == {None}
