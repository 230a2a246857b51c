"""Why something cannot be done: always in words, never silently."""

from datetime import timedelta

import pytest

from cairnloop.client.channel import Link
from cairnloop.tui.acting.actions import ACTIONS, BY_ID, Action, Need
from cairnloop.tui.acting.grounds import hasty, why_not
from cairnloop.tui.state import deciding as d
from cairnloop.tui.state import events as e
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.outbox import Decision, Verb
from cairnloop.tui.state.queue import QueuePage, Waiting
from tests.tui.make import after, answer, draft, listed, live, row, thread
from tests.tui.trailmark import LIN, NOW, SAM

NEEDY = [action for action in ACTIONS if action.need is not Need.NOTHING]


def why(action_id: str, desk: Desk) -> str | None:
    return why_not(BY_ID[action_id], desk)


def deciding(**fields: object) -> Desk:
    found = draft("d1", **fields)
    return after(listed(row("c1", draft_id="d1")), e.ThreadRead(thread("c1", drafts=(found,))))


@pytest.mark.parametrize("action", [one for one in NEEDY if one.need is not Need.OWN], ids=lambda action: action.id)
def test_a_viewer_is_told_what_role_it_takes(action: Action) -> None:
    said = why_not(action, live(role="viewer"))
    role = "admin" if action.need is Need.RUN else "operator"
    assert said is not None
    assert said.endswith(f"needs an {role} role. You are a viewer.")


@pytest.mark.parametrize("action", NEEDY, ids=lambda action: action.id)
def test_a_readonly_console_changes_nothing(action: object) -> None:
    said = why_not(action, live(readonly=True))  # type: ignore[arg-type]
    assert said is not None
    assert "--readonly" in said


def test_nothing_can_be_sent_without_a_connection_but_one_may_write() -> None:
    desk = after(deciding(), e.LinkChanged(Link.LOST))
    assert why("approve", desk) == "Approve and send has to wait: the connection is lost and being tried again."
    assert why("resolve", desk) is not None
    assert why("reply", desk) is None


def test_reading_is_always_possible() -> None:
    desk = after(deciding(), e.LinkChanged(Link.LOST))
    assert why("open", desk) is None
    assert why("help", desk) is None
    assert why("evidence", live(role="viewer")) is not None  # for want of a draft, not of a role


def test_a_pending_draft_can_be_decided() -> None:
    desk = deciding()
    assert [why(one, desk) for one in ("approve", "edit", "discard", "regenerate")] == [None] * 4


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "approved", "decided_by": LIN}, "already approved by Lin."),
        ({"status": "edited", "decided_by": SAM}, "with edits by you."),
        (
            {"status": "superseded", "decision_reason": "the customer wrote again"},
            "superseded: the customer wrote again.",
        ),
        ({"status": "failed"}, "Drafting failed"),
    ],
)
def test_a_settled_draft_says_who_or_what_settled_it(fields: dict[str, object], words: str) -> None:
    said = why("approve", deciding(**fields))
    assert said is not None
    assert words in said


def test_a_failed_draft_can_be_discarded() -> None:
    assert why("discard", deciding(status="failed")) is None


def test_a_decision_waits_until_the_draft_is_read() -> None:
    assert why("approve", listed(row("c1", draft_id="d1"))) == "The conversation is still being read."


def test_what_is_under_way_is_not_started_again() -> None:
    assert why("approve", after(deciding(), e.Began("c1", "approving"))) == "One moment: approving."


def test_a_draft_that_came_up_by_itself_is_not_approved_by_the_same_key_press() -> None:
    desk = after(listed(row("c1", draft_id="d1"), row("c2", draft_id="d2")), e.Began("c1", "approving"))
    from tests.tui.make import basic

    desk = after(desk, e.ConversationChanged(basic("c1", version=2)), e.Ended("c1"))
    desk = after(desk, e.ThreadRead(thread("c2", drafts=(draft("d2", "c2"),))))
    assert hasty(BY_ID["approve"], desk) is not None
    assert hasty(BY_ID["undo"], desk) is None
    later = after(desk, e.Ticked(NOW + timedelta(seconds=1)))
    assert hasty(BY_ID["approve"], later) is None


def test_a_key_that_is_held_down_never_counts_as_having_looked() -> None:
    waiting = e.QueueRead((QueuePage("pending", tuple(Waiting(f"d{n}", f"c{n}", NOW) for n in (1, 2)), None),))
    read = [e.ThreadRead(thread(f"c{n}", drafts=(draft(f"d{n}", f"c{n}"),))) for n in (1, 2)]
    desk = after(live(), waiting, *read, d.QueueEntered())
    assert hasty(BY_ID["approve"], desk) is None
    assert desk.draft is not None
    desk = after(desk, d.DecisionMade(Decision("k", Verb.APPROVE, desk.draft, "Ada Park")))
    for _ in range(12):
        desk = after(desk, e.Ticked(desk.now + timedelta(seconds=0.1)))
        said = hasty(BY_ID["approve"], desk)
        assert said is not None
        desk = after(desk, e.Told(said, "refused"))
    assert hasty(BY_ID["approve"], after(desk, e.Ticked(desk.now + timedelta(seconds=0.2)))) is None


def test_in_the_queue_a_decision_may_be_kept_while_the_connection_is_down_but_not_once_signed_out() -> None:
    waiting = e.QueueRead((QueuePage("pending", (Waiting("d1", "c1", NOW),), None),))
    desk = after(live(), waiting, e.ThreadRead(thread("c1", drafts=(draft("d1"),))), d.QueueEntered())
    lost, out = after(desk, e.LinkChanged(Link.LOST)), after(desk, e.LinkChanged(Link.REFUSED))
    for action_id in ("approve", "discard", "regenerate", "escalate"):
        assert why(action_id, lost) is None
        assert why(action_id, out) is not None
    assert why("postpone", desk) == "Nothing else waits in this sitting."
    assert why("undo", lost) is not None
    kept = after(lost, d.DecisionMade(Decision("k", Verb.APPROVE, draft("d1"), "Ada Park")))
    assert why("undo", kept) is None
    assert why("undo", after(kept, d.Applying("k"))) is not None


def test_a_resolved_conversation_is_reopened_before_it_is_answered() -> None:
    desk = after(live(), e.ThreadRead(thread("c1", status="closed")), e.Entered("c1"))
    assert why("reply", desk) == "The conversation is resolved. Reopen it with o to answer."
    assert why("reopen", desk) is None
    assert why("archive", desk) is None
    assert why("note", desk) is None
    assert why("resolve", desk) is not None


def test_undo_is_possible_exactly_while_something_is_held() -> None:
    desk = after(listed(row("c1")), e.MessageSaid(answer()))
    assert why("undo", desk) is None
    assert why("undo", after(desk, e.Ticked(NOW + timedelta(seconds=6)))) is not None


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_an_empty_desk_never_breaks_and_every_refusal_is_a_sentence(action: object) -> None:
    for desk in (Desk(now=NOW), live(), deciding()):
        said = why_not(action, desk)  # type: ignore[arg-type]
        assert said is None or said.endswith(".")
