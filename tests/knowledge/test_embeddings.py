"""Vectors from an OpenAI-compatible endpoint."""

import json
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import httpx2
import numpy as np
import pytest
from sqlalchemy import select

from cairnloop.errors import Unavailable
from cairnloop.kernel.database import Database
from cairnloop.knowledge import indexing
from cairnloop.knowledge.chunks import Passage
from cairnloop.knowledge.embeddings import OpenAIEmbedder, embed_passages, meaning_of, schedule_embedding
from cairnloop.knowledge.events import ArticlePublished
from cairnloop.knowledge.evidence import Source
from cairnloop.knowledge.indexing import Findable
from cairnloop.knowledge.tables import SearchPassage
from cairnloop.knowledge.vectors import Vector


def embedder(answer: Callable[[dict[str, Any]], httpx2.Response], **more: Any) -> OpenAIEmbedder:
    transport = httpx2.MockTransport(lambda request: answer(json.loads(request.content)))
    return OpenAIEmbedder(
        name="small",
        api_key="k",
        base_url="http://model.example/v1",
        max_retries=0,
        http_client=httpx2.AsyncClient(transport=transport),
        **more,
    )


def answered(vectors: Sequence[Sequence[float]], places: Sequence[int] | None = None) -> httpx2.Response:
    data = [
        {"object": "embedding", "index": at, "embedding": list(vector)}
        for at, vector in zip(places or range(len(vectors)), vectors, strict=True)
    ]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return httpx2.Response(200, json={"object": "list", "model": "small", "data": data, "usage": usage})


async def test_vectors_come_back_in_the_order_of_the_texts() -> None:
    asked: list[dict[str, Any]] = []

    def answer(request: dict[str, Any]) -> httpx2.Response:
        asked.append(request)
        return answered([[0, 1], [1, 0]], places=[1, 0])

    vectors = await embedder(answer, dimensions=2).embed(["one", "x" * 9_000])
    assert [vector.values.tolist() for vector in vectors] == [[1, 0], [0, 1]]
    assert vectors[0].model == "small:2"
    assert asked[0]["dimensions"] == 2
    assert [len(text) for text in asked[0]["input"]] == [3, 8_000]


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: httpx2.Response(500, json={"error": {"message": "no"}}),
        lambda _: httpx2.Response(429, json={"error": {"message": "slow down"}}),
        lambda _: answered([[1.0]], places=[3]),
    ],
)
async def test_a_model_that_does_not_answer_properly_is_unavailable(
    answer: Callable[[dict[str, Any]], httpx2.Response],
) -> None:
    with pytest.raises(Unavailable):
        await meaning_of(embedder(answer), "hello")


class Zeros:
    """Cannot read anything that says so."""

    model = "zeros"

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        return [Vector(self.model, np.array([0, 0] if "unreadable" in text else [3, 4], "float32")) for text in texts]


async def test_a_zero_vector_is_neither_stored_nor_asked_for_again(database: Database, account_id: UUID) -> None:
    async with database.begin() as tx:
        pieces = [Passage(0, "", "fine"), Passage(1, "", "unreadable")]
        await indexing.put(tx, account_id, Source.ARTICLE, [Findable(tx.new_id(), "T", pieces)])
    assert await embed_passages(database, Zeros(), account_id) == 2
    assert await embed_passages(database, Zeros(), account_id) == 0
    async with database.read() as tx:
        stored = dict((await tx.session.execute(select(SearchPassage.text, SearchPassage.embedding))).all())
    assert stored["unreadable"] is None
    assert np.frombuffer(stored["fine"] or b"", "<f4").tolist() == [3, 4]


async def test_another_model_embeds_everything_anew(database: Database, account_id: UUID) -> None:
    async with database.begin() as tx:
        await indexing.put(tx, account_id, Source.ARTICLE, [Findable(tx.new_id(), "T", [Passage(0, "", "fine")])])
    await embed_passages(database, Zeros(), account_id)
    other = Zeros()
    other.model = "other"
    assert await embed_passages(database, other, account_id) == 1


async def test_publishing_many_articles_asks_for_one_round_of_embedding(database: Database, account_id: UUID) -> None:
    async with database.begin() as tx:
        events = [ArticlePublished(account_id, tx.new_id(), tx.new_id(), 1) for _ in range(3)]
        await schedule_embedding(tx, events)
    assert database.jobs is not None
    async with database.read() as tx:
        assert (await database.jobs.counts(tx))["due"] == 1
