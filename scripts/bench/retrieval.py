"""Measures finding, and knowing when not to answer, on the evaluation set."""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
from sqlalchemy import insert

from cairnloop.kernel.audit import SYSTEM
from cairnloop.kernel.clock import SystemClock
from cairnloop.kernel.database import Database
from cairnloop.kernel.tables import table
from cairnloop.knowledge.evidence import Hit
from cairnloop.knowledge.grounding import Grounding, assess
from cairnloop.knowledge.importer import import_articles
from cairnloop.knowledge.question import question_from
from cairnloop.knowledge.search import search
from cairnloop.people.tables import Account
from tests.databases import create_tables, fresh_postgres

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = ROOT / "cairnloop" / "demo_data" / "knowledge"
QUESTIONS = ROOT / "tests" / "knowledge" / "evalset" / "questions.jsonl"

WIDE = 20


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


async def _measure(*, postgres: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/retrieval.db"
        await create_tables(url)
        found = {"sqlite": await _on(url)}
    if postgres:
        found["postgresql"] = await _on(await fresh_postgres())
    return found


async def _on(url: str) -> dict[str, Any]:
    db = Database(url, clock=SystemClock(), synchronous="OFF")
    try:
        return await measure_quality(db)
    finally:
        await db.close()


def measure(*, postgres: bool = True) -> dict[str, Any]:
    """How well passages are found, on both databases, for either half of the questions."""
    return asyncio.run(_measure(postgres=postgres))


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


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--no-postgres", action="store_true")
    options.add_argument("--fit", action="store_true", help="fit the grounding model on the calibration half")
    chosen = options.parse_args()
    if chosen.fit:
        print("INTERCEPT, PER_COVERAGE, PER_CLOSENESS =", np.round(fit(*asyncio.run(_signals())), 2).tolist())
        return
    for database, halves in measure(postgres=not chosen.no_postgres).items():
        for half, figures in halves.items():
            print(f"{database} {half}: " + "  ".join(f"{key} {value:.3g}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
