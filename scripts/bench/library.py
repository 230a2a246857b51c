"""A large knowledge base of invented text, made once a run on each database: searches and drafts meet the same one."""

import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np

from cairnloop.kernel.clock import SystemClock
from cairnloop.kernel.database import Database
from cairnloop.knowledge import indexing
from cairnloop.knowledge.chunks import Passage
from cairnloop.knowledge.evidence import Source
from cairnloop.knowledge.indexing import Findable
from scripts.bench.retrieval import read_articles
from tests import make
from tests.databases import create_tables, empty_postgres

SCALE = 100_000
PASSAGES_EACH = 8
DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class Library:
    """Where it is, whose it is, and how long it took to index (s)."""

    url: str
    desk: make.Desk
    filled: float


_folder = tempfile.TemporaryDirectory(prefix="cairnloop-bench-")
_made: dict[tuple[str, int], Library] = {}


async def library(database: str, passages: int = SCALE) -> Library:
    if (database, passages) not in _made:
        _made[database, passages] = await _make(database, passages)
    return _made[database, passages]


async def _make(database: str, passages: int) -> Library:
    file = Path(_folder.name) / f"library-{passages}.db"
    url = f"sqlite:///{file}" if database == "sqlite" else await empty_postgres("library")
    await create_tables(url)
    db = Database(url, clock=SystemClock(), synchronous="OFF")
    desk = await make.desk(db)
    began = time.perf_counter()
    await _fill(db, desk.account_id, passages)
    filled = time.perf_counter() - began
    await db.close()
    return Library(url, desk, filled)


def invented_documents(passages: int, seed: int = 7) -> Iterator[Findable]:
    """A large knowledge base of invented text in which the evaluation set's words are as common as words are."""
    chance = random.Random(seed)  # noqa: S311 - the same text every time, guards nothing
    real = sorted({word for _, source in read_articles() for word in source.lower().split() if word.isalpha()})
    chance.shuffle(real)
    words = [real.pop() if at % 12 == 0 and real else f"{_syllables(chance)}" for at in range(60_000)]
    weights = np.cumsum(1 / (np.arange(len(words)) + 3.0) ** 1.05).tolist()
    for _ in range(passages // PASSAGES_EACH):
        pieces = [
            Passage(at, *(" ".join(chance.choices(words, cum_weights=weights, k=k)) for k in (4, 70)))
            for at in range(PASSAGES_EACH)
        ]
        yield Findable(uuid4(), " ".join(chance.choices(words, cum_weights=weights, k=5)), pieces, uuid4())


def _syllables(chance: random.Random) -> str:
    return "".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(chance.randint(2, 5)))


async def _fill(db: Database, account_id: UUID, passages: int) -> None:
    batch: list[Findable] = []
    for document in invented_documents(passages):
        batch.append(document)
        if len(batch) == 500:
            async with db.begin() as tx:
                await indexing.put(tx, account_id, Source.ARTICLE, batch)
            batch = []
    if batch:
        async with db.begin() as tx:
            await indexing.put(tx, account_id, Source.ARTICLE, batch)
