"""Drafts and the queue of those that wait."""

from datetime import timedelta

from cairnloop.tui.state.queue import Queue
from tests.tui.make import draft
from tests.tui.trailmark import NOW


def queue(*ids: str) -> Queue:
    drafts = [draft(f"d-{id}", id, at=NOW + timedelta(seconds=at)) for at, id in enumerate(ids)]
    return Queue.of(tuple(drafts))


def test_citations_stand_after_the_sentence_they_support() -> None:
    found = draft(
        body="First. Second.",
        citations=[{"start": 7, "end": 14, "evidence": [1, 2]}, {"start": 0, "end": 6, "evidence": [1]}],
    )
    assert found.cited_body() == "First. [1] Second. [1][2]"


def test_citations_that_lie_outside_the_text_are_left_out() -> None:
    found = draft(body="Short.", citations=[{"start": 0, "end": 99, "evidence": [1]}])
    assert found.cited_body() == "Short."


def test_the_next_decision_is_the_one_that_waits_longest_after_this() -> None:
    waiting = queue("a", "b", "c")
    assert waiting.beside("a", 1) == "b"
    assert waiting.beside("c", 1) == "a"
    assert waiting.beside("a", -1) == "c"
    assert waiting.beside("elsewhere", 1) == "a"
    assert waiting.beside(None, -1) == "c"


def test_there_is_no_next_decision_beside_the_only_one() -> None:
    assert queue("a").beside("a", 1) is None
    assert queue().beside("a", 1) is None


def test_the_place_in_the_queue_is_counted_from_one() -> None:
    assert queue("a", "b").place("b") == (2, 2)
    assert queue("a").place("x") is None


def test_a_settled_draft_leaves_the_queue_and_a_pulled_back_one_returns_to_its_place() -> None:
    waiting = queue("a", "b")
    gone = waiting.changed(draft("d-a", "a", status="approved"))
    assert [one.conversation_id for one in gone.waiting] == ["b"]
    assert gone.changed(draft("d-a", "a", at=NOW)).waiting == waiting.waiting


def test_drafts_that_policy_keeps_aside_are_not_in_the_queue() -> None:
    assert Queue.of((draft(policy="draft_only"),)).waiting == ()
