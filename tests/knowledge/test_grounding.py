"""Reply, ask back once, or hand over."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.knowledge.evidence import Hit, Source
from cairnloop.knowledge.grounding import Grounding, Thresholds, assess, confidence_of, evidence_for
from cairnloop.knowledge.question import question_from
from cairnloop.knowledge.ranking import Ranked

QUESTION = question_from(["How do I move our region to Frankfurt?"])


def hit(confidence: float, coverage: float = 0.9, source: Source = Source.ARTICLE, number: int = 1) -> Hit:
    return Hit(
        source=source,
        chunk_id=UUID(int=number),
        owner_id=UUID(int=number),
        revision_id=None,
        title=f"Guide {number}",
        heading="",
        text="About the region.",
        score=1.0,
        met=frozenset({"region"}),
        coverage=coverage,
        confidence=confidence,
    )


def test_a_confident_article_grounds_a_reply() -> None:
    said = assess(QUESTION, [hit(0.8)])
    assert said.status is Grounding.REPLY
    assert said.confidence == 0.8
    assert "Guide 1" in said.reason


def test_the_surest_article_counts_wherever_it_ranks() -> None:
    assert assess(QUESTION, [hit(0.2), hit(0.8, number=2)]).status is Grounding.REPLY


def test_a_middling_article_is_asked_about_once_and_then_handed_over() -> None:
    assert assess(QUESTION, [hit(0.45)]).status is Grounding.CLARIFY
    again = assess(QUESTION, [hit(0.45)], clarifications_asked=1)
    assert again.status is Grounding.ESCALATE
    assert "asked already" in again.reason


def test_a_weak_article_is_handed_over_with_what_is_missing() -> None:
    said = assess(QUESTION, [hit(0.1, coverage=0.2)])
    assert said.status is Grounding.ESCALATE
    assert "frankfurt" in said.missing
    assert "frankfurt" in said.reason
    assert "region" not in said.missing


def test_cases_alone_never_ground_a_reply() -> None:
    said = assess(QUESTION, [hit(0.99, source=Source.CASE)])
    assert said.status is Grounding.ESCALATE
    assert "only resolved cases" in said.reason


def test_meaning_without_words_never_grounds_a_reply() -> None:
    assert assess(QUESTION, [hit(0.9, coverage=0.0)]).status is not Grounding.REPLY


def test_nothing_found_is_handed_over() -> None:
    assert assess(QUESTION, []).status is Grounding.ESCALATE


@pytest.mark.parametrize("said", ["help", "it does not work", "hello?"])
def test_a_message_that_says_too_little_is_asked_about_first(said: str) -> None:
    question = question_from([said])
    assert assess(question, []).status is Grounding.CLARIFY
    assert assess(question, [], clarifications_asked=1).status is Grounding.ESCALATE


def test_stricter_thresholds_ask_more() -> None:
    assert assess(QUESTION, [hit(0.8)], thresholds=Thresholds(reply=0.9)).status is Grounding.CLARIFY


def test_confidence_grows_with_coverage_and_similarity_lifts_it_half_way_at_most() -> None:
    thin, full = (Ranked(1, 1.0, coverage, 0.0, 0.0, {}, frozenset()) for coverage in (0.1, 1.0))
    assert confidence_of(None, None) == 0.0
    assert confidence_of(thin, None) < confidence_of(full, None)
    assert confidence_of(None, 0.99) == 0.5
    assert confidence_of(thin, 0.1) == confidence_of(thin, None)


def test_the_surest_article_is_always_among_the_evidence() -> None:
    hits = [hit(0.1), hit(0.2, number=2), hit(0.9, number=3)]
    assert [one.owner_id.int for one in evidence_for(hits, 2)] == [1, 3]
    assert evidence_for(hits, 3) == hits
    assert evidence_for([], 3) == []


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.sampled_from(Source)), max_size=5), st.integers(0, 3))
def test_the_decision_is_total_and_asks_at_most_once(found: list[tuple[float, float, Source]], asked: int) -> None:
    said = assess(QUESTION, [hit(*one) for one in found], clarifications_asked=asked)
    assert said.reason
    assert 0 <= said.confidence <= 1
    if asked:
        assert said.status is not Grounding.CLARIFY
    if said.status is Grounding.REPLY:
        assert any(source is Source.ARTICLE for _, _, source in found)
