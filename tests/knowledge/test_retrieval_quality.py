"""The evaluation set keeps its promises, and retrieval stays above what was measured on the half it never saw."""

from pathlib import Path

import pytest

from cairnloop.kernel.database import Database
from cairnloop.knowledge.grounding import Grounding
from scripts.bench.retrieval import measure_quality, read_articles, read_questions
from tests.databases import fresh_sqlite
from tests.fakes import FixedClock

# A little under the figures in docs/knowledge.md; retrieval is deterministic, so this cannot flicker.
FLOORS = {"recall_at_1": 0.50, "recall_at_3": 0.76, "recall_at_5": 0.81, "mrr": 0.63, "auc": 0.74}


def test_a_third_of_the_questions_has_no_answer_and_every_named_article_exists() -> None:
    questions = read_questions()
    names = {path.removesuffix(".md") for path, _ in read_articles()}
    assert len(questions) >= 150
    assert 0.3 <= sum(not one.answers for one in questions) / len(questions) <= 0.36
    assert all(one.answers <= names for one in questions)
    assert len({one.text for one in questions}) == len(questions)


def test_both_halves_hold_both_kinds_alike() -> None:
    questions = read_questions()
    for answerable in (True, False):
        half = [one.calibration for one in questions if bool(one.answers) is answerable]
        assert abs(2 * sum(half) - len(half)) <= 1


@pytest.mark.filterwarnings("default")
async def test_retrieval_stays_above_its_floor_on_the_held_out_half(tmp_path: Path) -> None:
    database = Database(await fresh_sqlite(tmp_path), clock=FixedClock(), synchronous="OFF")
    held_out = (await measure_quality(database))["held_out"]
    await database.close()
    assert {name: held_out[name] for name in FLOORS if held_out[name] < FLOORS[name]} == {}
    # All three outcomes are real, and a reply is much likelier where there is an answer.
    for status in Grounding:
        assert held_out[f"answerable_{status}"] > 0.05
        assert held_out[f"unanswerable_{status}"] > 0.05
    assert held_out["answerable_reply"] > 2 * held_out["unanswerable_reply"]
