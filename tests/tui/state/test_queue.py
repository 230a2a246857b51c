"""The queue as it is read page by page and changed by the news."""

from datetime import timedelta
from typing import Any

from cairnloop.tui.state.queue import Queue, QueuePage, Waiting, waiting_of
from tests.tui.make import basic, draft
from tests.tui.trailmark import NOW, naive


def waiting(id: str, minutes: float, version: int = 1) -> Waiting:
    return Waiting(f"d-{id}", id, NOW - timedelta(minutes=minutes), version)


def wire(**fields: Any) -> dict[str, Any]:
    told = {"conversation": basic("c1"), "question": "Where is it?", "customer": "Ada Park", "question_id": "m1"}
    return {"id": "d1", "conversation_id": "c1", "body": "There.", "created_at": naive(NOW), **told, **fields}


def test_both_lists_are_one_queue_and_the_longest_waiting_is_first() -> None:
    pages = (
        QueuePage("pending", (waiting("a", 9), waiting("b", 3)), None),
        QueuePage("failed", (waiting("x", 5),), None),
    )
    queue = Queue().anew(pages)
    assert [one.conversation_id for one in queue.waiting] == ["a", "x", "b"]
    assert queue.was_read
    assert not queue.next


def test_a_further_page_is_added_and_the_cursor_goes_with_the_last() -> None:
    queue = Queue().anew((QueuePage("pending", (waiting("a", 9),), "1"), QueuePage("failed", (), None)))
    assert queue.next == {"pending": "1"}
    queue = queue.paged(QueuePage("pending", (waiting("b", 3),), None))
    assert [one.conversation_id for one in queue.waiting] == ["a", "b"]
    assert not queue.next


def test_what_was_decided_and_taken_back_stands_where_it_stood_among_those_of_the_same_second() -> None:
    drafts = [draft(f"d-{one}", one) for one in "abc"]
    queue = Queue.of(drafts).changed(draft("d-a", "a", status="approved", version=2))
    assert [one.conversation_id for one in queue.waiting] == ["b", "c"]
    queue = queue.changed(draft("d-a", "a", version=3))
    assert [one.conversation_id for one in queue.waiting] == ["a", "b", "c"]


def test_the_news_is_newer_than_a_page_that_was_on_its_way() -> None:
    queue = Queue.of((draft("d-a", "a", version=3),)).paged(QueuePage("pending", (waiting("a", 9, version=1),), None))
    assert [one.version for one in queue.waiting] == [3]


def test_a_conversation_that_was_read_corrects_what_the_queue_thought() -> None:
    queue = Queue().anew((QueuePage("pending", (waiting("a", 9), waiting("b", 3)), None),))
    queue = queue.corrected([draft("d-a", "a", status="approved", version=2), draft("d-z", "z")])
    assert [one.conversation_id for one in queue.waiting] == ["b"]


def test_failed_drafts_wait_for_a_person_too_and_drafts_kept_aside_do_not() -> None:
    assert waiting_of(wire(status="failed", policy="")) is not None
    assert waiting_of(wire(policy="draft_only")) is None


def test_a_row_of_the_queue_tells_enough_to_decide_by() -> None:
    found = waiting_of(wire())
    assert found is not None
    assert found.glance is not None
    assert found.glance.question == "Where is it?"
    assert found.glance.customer.name == "Ada Park"
    assert [one.id for one in found.glance.drafts] == ["d1"]
    assert found.glance.row.source == "chat"


def test_a_glance_follows_the_news() -> None:
    found = waiting_of(wire())
    assert found is not None
    queue = Queue().anew((QueuePage("pending", (found,), None),)).changed(draft("d1", "c1", version=3, body="Here."))
    assert queue.waiting[0].glance is not None
    assert queue.waiting[0].glance.drafts[0].body == "Here."


def test_a_page_that_was_on_its_way_does_not_bring_back_what_was_settled_meanwhile() -> None:
    queue = Queue.of((draft("d-a", "a"),)).changed(draft("d-a", "a", status="approved", version=2))
    page = QueuePage("pending", (waiting("a", 9), waiting("b", 3)), None)
    assert [one.conversation_id for one in queue.anew((page,)).waiting] == ["b"]
    again = QueuePage("pending", (waiting("a", 9, version=3),), None)
    assert [one.conversation_id for one in queue.paged(again).waiting] == ["a"], "it was pulled back"
