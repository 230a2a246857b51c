"""Vectors for passages and questions from an OpenAI-compatible endpoint; optional, and never inside a transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import or_, select, update

from cairnloop.errors import Unavailable
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.jobs.port import OnDuplicate
from cairnloop.kernel.tables import table
from cairnloop.knowledge.tables import Corpus, SearchDocument, SearchPassage
from cairnloop.knowledge.vectors import Vector

EMBED_PASSAGES = "embed_passages"

# Texts sent in one call, and how much of each: models cut at about 8,000 tokens.
BATCH = 64
LONGEST_TEXT = 8_000


class Embedder(Protocol):
    """Turns texts into vectors of one model. Raises Unavailable when the model does not answer."""

    @property
    def model(self) -> str: ...

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """One vector a text, in the same order; a text the model could not read has a zero vector."""
        ...


class Published(Protocol):
    """The part of an event that matters here: whose knowledge grew."""

    @property
    def account_id(self) -> UUID: ...


@dataclass(frozen=True, slots=True)
class OpenAIEmbedder:
    """Any endpoint that speaks OpenAI's /embeddings. The model's name carries the length asked for, if one is."""

    name: str
    api_key: str
    base_url: str = ""
    dimensions: int = 0
    timeout_seconds: float = 30.0
    max_retries: int = 2
    http_client: Any = None

    @property
    def model(self) -> str:
        return f"{self.name}:{self.dimensions}" if self.dimensions else self.name

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        # Importing openai takes most of a second, and most desks never embed anything.
        import numpy as np
        from openai import AsyncOpenAI, OpenAIError, omit

        client = AsyncOpenAI(
            api_key=self.api_key or "none",
            base_url=self.base_url or None,
            timeout=self.timeout_seconds,
            max_retries=self.max_retries,
            http_client=self.http_client,
        )
        try:
            answer = await client.embeddings.create(
                model=self.name,
                input=[text[:LONGEST_TEXT] or " " for text in texts],
                dimensions=self.dimensions or omit,
                encoding_format="float",
            )
        except OpenAIError as error:
            raise Unavailable(f"the embedding model does not answer: {type(error).__name__}") from error
        finally:
            if self.http_client is None:
                await client.close()
        by_place = {item.index: item.embedding for item in answer.data}
        if set(by_place) != set(range(len(texts))):
            raise Unavailable("the embedding model answered for other texts than it was asked")
        return [Vector(self.model, np.asarray(by_place[at], dtype=np.float32)) for at in range(len(texts))]


async def schedule_embedding(tx: Tx, events: Sequence[Published]) -> None:
    """Knowledge grew: embed what has no vector yet, soon. Meant as a reaction where embeddings are configured."""
    for account_id in {event.account_id: None for event in events}:
        tx.enqueue(
            EMBED_PASSAGES,
            account_id=account_id,
            unique_key=f"{EMBED_PASSAGES}:{account_id}",
            on_duplicate=OnDuplicate.KEEP,
        )


async def embed_passages(db: Database, embedder: Embedder, account_id: UUID) -> int:
    """Embed every passage of an account that has no vector of this model; how many were done.

    Reads, thinks outside, and writes only where the passage is still the one that was read; so it can be stopped and
    run again at any point.
    """
    done = 0
    while True:
        async with db.read() as tx:
            waiting = await _waiting(tx, account_id, embedder.model)
        if not waiting:
            return done
        vectors = await embedder.embed([text for _, text in waiting])
        async with db.begin() as tx:
            await _store(tx, account_id, [key for key, _ in waiting], vectors)
        done += len(waiting)


async def _waiting(tx: Tx, account_id: UUID, model: str) -> list[tuple[UUID, str]]:
    found = await tx.session.execute(
        select(SearchPassage.id, SearchDocument.title, SearchPassage.heading, SearchPassage.text)
        .join(SearchDocument, SearchDocument.number == SearchPassage.document)
        .join(Corpus, Corpus.id == SearchPassage.corpus_id)
        .where(
            Corpus.account_id == account_id,
            or_(SearchPassage.embedding_model.is_(None), SearchPassage.embedding_model != model),
        )
        .limit(BATCH)
    )
    return [(id, "\n".join(part for part in (title, heading, text) if part)) for id, title, heading, text in found]


async def _store(tx: Tx, account_id: UUID, ids: Sequence[UUID], vectors: Sequence[Vector]) -> None:
    # The corpus is locked first, in the order indexing does it, and its version moves so that caches notice.
    corpora = table(Corpus)
    await tx.session.execute(
        update(Corpus).where(Corpus.account_id == account_id).values(version=corpora.c.version + 1)
    )
    for passage_id, vector in zip(ids, vectors, strict=True):
        # A zero vector is kept as "asked, nothing to compare": it is neither searched nor asked for again.
        await tx.session.execute(
            update(SearchPassage)
            .where(SearchPassage.id == passage_id)
            .values(embedding=None if vector.is_zero else vector.stored(), embedding_model=vector.model)
        )


async def meaning_of(embedder: Embedder, text: str) -> Vector:
    """The vector of a question. Raises Unavailable."""
    return (await embedder.embed([text[:LONGEST_TEXT]]))[0]
