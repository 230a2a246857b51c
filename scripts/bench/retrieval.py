"""Measures finding, and knowing when not to answer, on the evaluation set; and a search among 100,000 passages."""

import argparse
import asyncio
import gc
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
from sqlalchemy import insert, select

from cairnloop.kernel.audit import SYSTEM
from cairnloop.kernel.clock import SystemClock
from cairnloop.kernel.database import Database
from cairnloop.kernel.tables import table
from cairnloop.knowledge import indexing
from cairnloop.knowledge.chunks import Passage
from cairnloop.knowledge.evidence import Hit, Source
from cairnloop.knowledge.grounding import Grounding, assess
from cairnloop.knowledge.importer import import_articles
from cairnloop.knowledge.indexing import Findable
from cairnloop.knowledge.question import question_from
from cairnloop.knowledge.search import search
from cairnloop.people.tables import Account
from tests.databases import create_tables, fresh_postgres

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = ROOT / "cairnloop" / "demo_data" / "knowledge"
QUESTIONS = ROOT / "tests" / "knowledge" / "evalset" / "questions.jsonl"

WIDE = 20
SCALE = 100_000
PASSAGES_EACH = 8
TIMED = 400
# A search asks the database this often; the same number of empty questions is its floor.
STATEMENTS = 5


# What each signal alone would tell, beside the model that the product uses.
SIGNALS: dict[str, Callable[[Sequence[Hit]], float]] = {
    "score": lambda hits: max((hit.keyword_score or 0.0 for hit in hits), default=0.0),
    "coverage": lambda hits: max((hit.coverage for hit in hits), default=0.0),
    "closeness": lambda hits: max((hit.closeness for hit in hits), default=0.0),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the evaluation set: which articles answer it (none: unanswerable), and in which half it is."""

    id: str
    text: str
    answers: frozenset[str]
    calibration: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a search made of one question: article names best first, the hits, and the assessment."""

    asked: Asked
    found: Sequence[str]
    hits: Sequence[Hit]
    confidence: float
    status: Grounding


def read_questions(path: Path = QUESTIONS) -> list[Asked]:
    """The set, split in two halves by taking turns among the answerable and among the unanswerable."""
    turns = {True: 0, False: 0}
    questions = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        answers = frozenset(row["answers"])
        questions.append(Asked(row["id"], row["question"], answers, calibration=turns[bool(answers)] % 2 == 0))
        turns[bool(answers)] += 1
    return questions


def read_articles(folder: Path = ARTICLES) -> list[tuple[str, str]]:
    return [(path.name, path.read_text("utf-8")) for path in sorted(folder.glob("*.md"))]


async def open_account(db: Database) -> UUID:
    account_id = uuid4()
    async with db.begin() as tx:
        row = {"id": account_id, "name": "Trailmark", "time_zone": None, "created_at": tx.now, "updated_at": tx.now}
        await tx.session.execute(insert(table(Account)), [row])
    return account_id


async def load(db: Database, account_id: UUID, articles: Sequence[tuple[str, str]]) -> dict[UUID, str]:
    """Import the articles; their names by id."""
    async with db.begin() as tx:
        results = await import_articles(tx, account_id, articles, SYSTEM)
    return {result.article_id: result.path.removesuffix(".md") for result in results if result.article_id}


async def answer(db: Database, account_id: UUID, names: dict[UUID, str], questions: Sequence[Asked]) -> list[Outcome]:
    outcomes = []
    async with db.read() as tx:
        for asked in questions:
            question = question_from([asked.text])
            hits = await search(tx, account_id, question, limit=WIDE)
            said = assess(question, hits)
            found = list(dict.fromkeys(names[hit.owner_id] for hit in hits))
            outcomes.append(Outcome(asked, found, hits, said.confidence, said.status))
    return outcomes


def quality(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Recall at 1, 3 and 5 articles and mean reciprocal rank over answerable questions; AUC of the confidence."""
    answerable = [one for one in outcomes if one.asked.answers]
    others = [one for one in outcomes if not one.asked.answers]
    ranks = [_rank(one) for one in answerable]
    return {
        "questions": len(outcomes),
        "recall_at_1": sum(rank <= 1 for rank in ranks) / len(ranks),
        "recall_at_3": sum(rank <= 3 for rank in ranks) / len(ranks),
        "recall_at_5": sum(rank <= 5 for rank in ranks) / len(ranks),
        "mrr": sum(1 / rank for rank in ranks) / len(ranks),
        "auc": auc([one.confidence for one in answerable], [one.confidence for one in others]),
        **{
            f"auc_{name}": auc([signal(one.hits) for one in answerable], [signal(one.hits) for one in others])
            for name, signal in SIGNALS.items()
        },
        **{f"answerable_{status}": _share(answerable, status) for status in Grounding},
        **{f"unanswerable_{status}": _share(others, status) for status in Grounding},
    }


def auc(answerable: Sequence[float], others: Sequence[float]) -> float:
    """How often an answerable question scores higher than an unanswerable one; ties count half."""
    high, low = np.asarray(answerable)[:, None], np.asarray(others)[None, :]
    return float(((high > low) + 0.5 * (high == low)).mean())


def _rank(outcome: Outcome) -> float:
    return next((at for at, name in enumerate(outcome.found, 1) if name in outcome.asked.answers), float("inf"))


def _share(outcomes: Sequence[Outcome], status: Grounding) -> float:
    return sum(one.status is status for one in outcomes) / len(outcomes)


async def measure_quality(db: Database) -> dict[str, dict[str, float]]:
    account_id = await open_account(db)
    names = await load(db, account_id, read_articles())
    outcomes = await answer(db, account_id, names, read_questions())
    return {
        "calibration": quality([one for one in outcomes if one.asked.calibration]),
        "held_out": quality([one for one in outcomes if not one.asked.calibration]),
    }


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


async def fill(db: Database, account_id: UUID, passages: int) -> None:
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


async def measure_cost(db: Database, passages: int) -> dict[str, float]:
    """Milliseconds of one search among so many passages, warm, beside the round trips it cannot do without."""
    account_id = await open_account(db)
    started = time.perf_counter()
    await fill(db, account_id, passages)
    filled = time.perf_counter() - started
    questions = [asked.text for asked in read_questions()]
    took, floor = [], []
    async with db.read() as tx:
        for text in questions[:20]:
            await search(tx, account_id, text)
        gc.collect()
        gc.freeze()  # as the daemon does once it is ready
        worked = time.process_time()
        for at in range(TIMED):
            before = time.perf_counter()
            await search(tx, account_id, questions[at % len(questions)])
            took.append((time.perf_counter() - before) * 1000)
        worked = time.process_time() - worked
        for _ in range(TIMED):
            before = time.perf_counter()
            for _ in range(STATEMENTS):
                await tx.session.execute(select(1))
            floor.append((time.perf_counter() - before) * 1000)
    return {
        "passages": passages,
        "indexed_per_second": passages / filled,
        "p50_ms": statistics.median(took),
        "p99_ms": sorted(took)[int(TIMED * 0.99)],
        "cpu_ms": worked * 1000 / TIMED,
        "floor_p50_ms": statistics.median(floor),
    }


async def _measure(passages: int, *, postgres: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/retrieval.db"
        await create_tables(url)
        db = Database(url, clock=SystemClock(), synchronous="OFF")
        result: dict[str, Any] = {"quality": await measure_quality(db), "cost": {}}
        if passages:
            result["cost"]["sqlite"] = await measure_cost(db, passages)
        await db.close()
    if postgres:
        db = Database(await fresh_postgres(), clock=SystemClock())
        result["quality_postgres"] = await measure_quality(db)
        if passages:
            result["cost"]["postgresql"] = await measure_cost(db, passages)
        await db.close()
    return result


def measure(passages: int = SCALE, *, postgres: bool = True) -> dict[str, Any]:
    """Everything this bench knows, as one dictionary. `passages` 0 leaves the cost out."""
    return asyncio.run(_measure(passages, postgres=postgres))


async def _signals() -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Of each calibration question the signals of its most covering passage, and whether it is answerable."""
    with tempfile.TemporaryDirectory() as folder:
        await create_tables(f"sqlite:///{folder}/fit.db")
        db = Database(f"sqlite:///{folder}/fit.db", clock=SystemClock(), synchronous="OFF")
        account_id = await open_account(db)
        names = await load(db, account_id, read_articles())
        outcomes = await answer(db, account_id, names, [one for one in read_questions() if one.calibration])
        await db.close()
    best = [max(one.hits, key=lambda hit: hit.coverage, default=None) for one in outcomes]
    rows = [[1.0, hit.coverage, hit.closeness] if hit else [1.0, 0.0, 0.0] for hit in best]
    return np.array(rows), np.array([float(bool(one.asked.answers)) for one in outcomes])


def fit(rows: np.ndarray[Any, Any], truth: np.ndarray[Any, Any], ridge: float = 0.1) -> np.ndarray[Any, Any]:
    """Logistic regression by Newton's method; both kinds weigh the same and the slopes are held back a little."""
    weights = np.where(truth == 1, 0.5 / truth.mean(), 0.5 / (1 - truth.mean()))
    held = np.diag([0.0] + [ridge] * (rows.shape[1] - 1))
    model = np.zeros(rows.shape[1])
    for _ in range(50):
        likely = 1 / (1 + np.exp(-rows @ model))
        slope = rows.T @ (weights * (likely - truth)) + held @ model
        curve = (rows.T * (weights * likely * (1 - likely))) @ rows + held
        model -= np.linalg.solve(curve, slope)
    return model


def show(result: dict[str, Any]) -> None:
    for name in ("quality", "quality_postgres"):
        for half, figures in result.get(name, {}).items():
            print(f"{name} {half}: " + "  ".join(f"{key} {value:.3g}" for key, value in figures.items()))
    for database, figures in result["cost"].items():
        print(f"cost {database}: " + "  ".join(f"{key} {value:,.1f}" for key, value in figures.items()))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--passages", type=int, default=SCALE, help="size of the timed knowledge base, 0 for none")
    options.add_argument("--no-postgres", action="store_true")
    options.add_argument("--fit", action="store_true", help="fit the grounding model on the calibration half")
    chosen = options.parse_args()
    if chosen.fit:
        print("INTERCEPT, PER_COVERAGE, PER_CLOSENESS =", np.round(fit(*asyncio.run(_signals())), 2).tolist())
        return
    show(measure(chosen.passages, postgres=not chosen.no_postgres))


if __name__ == "__main__":
    main()
