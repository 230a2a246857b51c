"""A sitting at the decision queue: what comes up next, what is counted, and what becomes of decisions."""

from dataclasses import replace
from datetime import timedelta

from cairnloop.client.channel import Link
from cairnloop.tui.state import deciding as d
from cairnloop.tui.state import events as e
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.order import coming, order, runs_short
from cairnloop.tui.state.outbox import Decision, Verb
from cairnloop.tui.state.queue import QueuePage, Waiting
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.state.unsent import Mode
from tests.tui.make import after, answer, draft, live, thread
from tests.tui.trailmark import NOW


def pages(*ids: str, next: str | None = None) -> e.QueueRead:
    found = tuple(Waiting(f"d-{id}", id, NOW - timedelta(minutes=60 - at)) for at, id in enumerate(ids))
    return e.QueueRead((QueuePage("pending", found, next),))


def sitting(*ids: str) -> Desk:
    """At the queue, with the first of these on screen and every conversation read."""
    read = [e.ThreadRead(thread(id, drafts=(draft(f"d-{id}", id),))) for id in ids]
    return after(live(), pages(*ids), *read, d.QueueEntered())


def decided(desk: Desk, verb: Verb = Verb.APPROVE, *, key: str = "", words: str = "") -> Desk:
    assert desk.draft is not None
    made = Decision(key or f"k-{desk.draft.id}", verb, desk.draft, "Ada Park", words)
    return after(desk, d.DecisionMade(made))


def at(desk: Desk) -> str | None:
    return desk.sitting.at.conversation_id if desk.sitting.at else None


def wait(desk: Desk, seconds: float) -> Desk:
    return after(desk, e.Ticked(desk.now + timedelta(seconds=seconds)))


def test_the_longest_waiting_comes_first_and_a_conversation_may_be_asked_for() -> None:
    assert at(sitting("a", "b", "c")) == "a"
    assert at(after(live(), pages("a", "b", "c"), d.QueueEntered("b"))) == "b"
    assert at(after(live(), pages("a", "b"), d.QueueEntered("elsewhere"))) == "a"


def test_a_decision_brings_up_the_next_at_once() -> None:
    desk = decided(sitting("a", "b", "c"))
    assert at(desk) == "b"
    assert [one.conversation_id for one in order(desk)] == ["b", "c"]
    assert [one.draft.id for one in desk.outbox.kept] == ["d-a"]


def test_what_comes_up_by_itself_is_known_and_what_one_went_to_is_not() -> None:
    assert sitting("a", "b").sitting.came_by_itself is None
    assert decided(sitting("a", "b")).sitting.came_by_itself == NOW
    assert after(sitting("a", "b"), d.Stepped(1)).sitting.came_by_itself is None


def test_going_along_the_queue_goes_round_its_end() -> None:
    desk = after(sitting("a", "b", "c"), d.Stepped(-1))
    assert at(desk) == "c"
    assert at(after(desk, d.Stepped(1))) == "a"


def test_after_a_decision_in_the_middle_the_following_one_comes_up() -> None:
    desk = decided(after(sitting("a", "b", "c"), d.Stepped(1)))
    assert at(desk) == "c"
    assert at(decided(desk)) == "a"


def test_postponed_drafts_come_again_at_the_end_of_this_sitting() -> None:
    desk = after(sitting("a", "b", "c"), d.Postponed())
    assert at(desk) == "b"
    assert [one.conversation_id for one in order(desk)] == ["b", "c", "a"]
    assert desk.sitting.put_off == 1
    desk = decided(decided(desk))
    assert at(desk) == "a"
    assert at(decided(desk)) is None


def test_the_next_two_are_those_to_read_ahead() -> None:
    desk = sitting("a", "b", "c", "d")
    assert [one.conversation_id for one in coming(desk)] == ["b", "c"]
    assert [one.conversation_id for one in coming(after(desk, d.Stepped(-1)))] == ["a", "b"]


def test_further_pages_are_asked_for_when_little_is_left() -> None:
    many = [f"c{number}" for number in range(20)]
    desk = after(live(), pages(*many, next="20"), d.QueueEntered())
    assert not runs_short(desk)
    assert runs_short(after(desk, d.Stepped(-1)))
    assert not runs_short(after(live(), pages(*many), d.QueueEntered("c19")))
    unread = e.QueueUnread(Trouble("It could not be read.", "Nothing was changed.", "Press ."))
    assert not runs_short(after(desk, d.Stepped(-1), unread)), "what failed is not asked for again and again"


def test_a_draft_that_a_colleague_decides_stays_on_screen_until_one_moves_on() -> None:
    desk = after(sitting("a", "b"), e.DraftChanged(draft("d-a", "a", status="approved", version=2)))
    assert at(desk) == "a"
    assert desk.draft is not None
    assert desk.draft.status == "approved"
    assert at(after(desk, d.Stepped(1))) == "b"
    assert at(after(desk, d.PutAway())) == "b"


def test_what_arrives_at_an_empty_queue_comes_up_by_itself() -> None:
    desk = after(sitting(), e.DraftChanged(draft("d-a", "a")))
    assert at(desk) == "a"
    assert desk.sitting.came_by_itself == NOW


def test_arrivals_do_not_move_what_is_on_screen() -> None:
    desk = after(sitting("b"), e.DraftChanged(draft("d-a", "a", at=NOW - timedelta(hours=9))))
    assert at(desk) == "b"
    assert [one.conversation_id for one in order(desk)] == ["a", "b"]


def test_decisions_are_counted_with_the_seconds_they_took() -> None:
    desk = sitting("a", "b", "c")
    assert desk.sitting.median_seconds is None
    desk = decided(wait(desk, 4))
    desk = decided(wait(desk, 10), Verb.EDIT, words="Other words.")
    desk = decided(wait(desk, 60), Verb.DISCARD)
    assert desk.sitting.decided == 3
    assert (desk.sitting.count(Verb.EDIT), desk.sitting.count(Verb.DISCARD)) == (1, 1)
    assert desk.sitting.median_seconds == 10


def test_a_kept_decision_that_is_taken_back_does_not_count_and_is_on_screen_again() -> None:
    desk = decided(sitting("a", "b"), Verb.EDIT, key="k", words="Better.")
    desk = after(desk, d.TakenBack("k"))
    assert at(desk) == "a"
    assert desk.sitting.decided == 0
    assert desk.outbox.kept == ()
    assert desk.unsent["a"].text == "Better."


def test_an_approved_draft_does_not_come_up_again_whatever_a_late_page_says() -> None:
    desk = after(decided(sitting("a", "b"), key="k"), d.Applying("k"), d.Applied("k"), pages("a", "b"))
    assert [one.conversation_id for one in order(desk)] == ["b"]


def test_an_undone_answer_is_on_screen_again_and_does_not_count() -> None:
    desk = after(decided(sitting("a", "b"), key="k"), d.Applying("k"), d.Applied("k"))
    again = thread("a", messages=(answer("m9", "a", draft_id="d-a"),), drafts=(draft("d-a", "a", version=3),))
    desk = after(desk, e.ThreadRead(again), d.Restored("m9", "a"))
    assert at(desk) == "a"
    assert desk.sitting.decided == 0


def test_a_decision_that_came_back_is_next_of_all_with_what_happened() -> None:
    desk = decided(sitting("a", "b", "c"), Verb.EDIT, key="k", words="Better.")
    desk = after(
        desk, d.Applying("k"), e.DraftChanged(draft("d-a", "a", version=3)), d.DecisionReturned("k", "It changed.")
    )
    assert at(desk) == "b", "nothing moves under the operator's eyes"
    assert order(desk)[0].conversation_id == "a"
    assert desk.sitting.decided == 0
    assert desk.unsent["a"].text == "Better."
    assert desk.unsent["a"].mode is Mode.EDIT
    desk = decided(desk)
    assert at(desk) == "a"
    back = desk.outbox.back("a")
    assert back is not None
    assert (back.what, back.why) == ("Your edited answer", "It changed.")


def test_what_came_back_settled_is_shown_with_its_newer_draft_or_until_it_is_put_away() -> None:
    desk = decided(sitting("a", "b"), key="k")
    gone = e.DraftChanged(draft("d-a", "a", status="superseded", version=2))
    desk = after(desk, d.Applying("k"), gone, d.DecisionReturned("k", "The customer wrote again."))
    assert [one.draft_id for one in order(desk)] == ["d-a", "d-b"]
    newer = after(desk, e.DraftChanged(draft("d-new", "a", at=NOW)))
    assert [one.draft_id for one in order(newer)] == ["d-new", "d-b"]
    away = after(decided(desk), d.PutAway())
    assert order(away) == ()


def test_an_escalated_draft_leaves_this_sitting_until_it_changes() -> None:
    desk = after(decided(sitting("a", "b"), Verb.ESCALATE, key="k"), d.Applying("k"), d.Applied("k"))
    assert [one.conversation_id for one in order(desk)] == ["b"]
    assert desk.queue.of_conversation("a") is not None
    changed = after(desk, e.DraftChanged(draft("d-a", "a", version=3)))
    assert {one.conversation_id for one in order(changed)} == {"a", "b"}


def test_a_short_absence_goes_on_with_the_sitting_and_a_long_one_begins_anew() -> None:
    desk = after(decided(sitting("a", "b", "c"), key="k"), d.QueueLeft())
    assert desk.target is None or not desk.sitting.here
    assert after(wait(desk, 60), d.QueueEntered()).sitting.decided == 1
    later = after(wait(desk, 3600), d.QueueEntered())
    assert later.sitting.decided == 0
    assert at(later) == "b", "what is still on its way stays out"


def test_the_queue_is_known_by_its_glance_until_the_conversation_is_read() -> None:
    page = pages("a")
    seen = thread("a", drafts=(draft("d-a", "a", body="Seen."),))
    found = replace(page.pages[0].found[0], glance=seen)
    desk = after(live(), e.QueueRead((QueuePage("pending", (found,), None),)), d.QueueEntered())
    assert desk.draft is not None
    assert desk.draft.body == "Seen."
    assert desk.thread == seen


def test_a_decision_made_while_the_connection_is_down_is_kept() -> None:
    desk = decided(after(sitting("a", "b"), e.LinkChanged(Link.LOST)))
    assert len(desk.outbox.kept) == 1
    assert at(desk) == "b"


def test_coming_back_from_a_conversation_shows_nothing_that_was_settled_there() -> None:
    desk = after(sitting("a", "b"), e.Entered("a"), e.DraftChanged(draft("d-a", "a", status="approved", version=2)))
    assert desk.target == "a"
    assert at(after(desk, e.Left(), d.CameBack())) == "b"
    still = after(sitting("a", "b"), e.Entered("a"), e.Left(), d.CameBack())
    assert at(still) == "a"


def test_one_moves_from_sentence_to_sentence_and_stops_at_the_ends() -> None:
    desk = after(sitting("a", "b"), d.SentencePicked(1, 3), d.SentencePicked(5, 3))
    assert desk.sitting.sentence == 2
    assert after(desk, d.SentencePicked(-9, 3)).sitting.sentence == 0
    assert decided(desk).sitting.sentence == 0
