"""The second checker: content with a house that agrees with itself, it notices each way in which one might not."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.journey.checking import Outside
from tests.journey.consistency import inconsistencies
from tests.journey.ledger import Ledger
from tests.journey.records import Line, Records, Stored, StoredConversation, StoredDeadline, StoredDraft

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ASKED = Stored("m1", "c1", "k1", True, None, False, "received", "How?", NOON, 1)
ANSWERED = Stored("m2", "c1", None, False, "d1", False, "sent", "So.", NOON, 2, 7)
ASKED_AGAIN = Stored("m3", "c1", "k3", True, None, False, "received", "And then?", NOON, 3)
OPEN = StoredConversation("c1", "open", "operator", "And then?", "d2", False, False, True)
DECIDED = StoredDraft("d1", "c1", "m1", "approved", "m2")
WAITING = StoredDraft("d2", "c1", "m3", "pending", None)
KEPT = StoredDeadline("t1", "c1", "first_response", "fulfilled", NOON + HOUR, NOON)
RUNNING = StoredDeadline("t2", "c1", "next_response", "active", NOON + HOUR, None)
BROKEN = StoredDeadline("t3", "c1", "resolution", "breached", NOON - HOUR, NOON)


def line(action: str, subject: str, reason: str | None = None, kind: str = "system", who: str = "drafting") -> Line:
    return Line(0, kind, who, action, subject, "c1", reason)


APPROVED = line("draft.approved", "d1", None, "user", "7")
PROPOSED, PROPOSED_AGAIN = line("draft.proposed", "d1"), line("draft.proposed", "d2")
LATE = line("deadline.breached", "c1", "resolution was due")
GOOD = Records(
    messages=[ASKED, ANSWERED, ASKED_AGAIN],
    conversations=[OPEN],
    drafts=[DECIDED, WAITING],
    deadlines=[KEPT, RUNNING, BROKEN],
    trail=[PROPOSED, APPROVED, PROPOSED_AGAIN, LATE],
)
KNOWN = Outside(ledger=Ledger(deeds=Counter([("7", "draft.approved", "d1")])), checks=["t2"])
RESOLVED = replace(OPEN, status="closed", closed=True, awaiting=None, draft_id=None)


def said(known: Outside = KNOWN, **change: Any) -> list[str]:
    return inconsistencies(known, replace(GOOD, **change), NOON)


def test_what_agrees_is_left_alone() -> None:
    assert said() == []


@pytest.mark.parametrize(
    ("conversation", "expected"),
    [
        (replace(OPEN, preview="How?"), "previews 'How?' and ends with 'And then?'"),
        (replace(OPEN, replied=False), "says of itself replied=False"),
        (replace(OPEN, closed=True), "is open, closed=True"),
        (replace(OPEN, awaiting="customer"), "awaits customer and should await operator"),
        (replace(OPEN, awaiting=None), "awaits None and should await operator"),
        (replace(OPEN, draft_id=None), "points to the draft None, and ['d2'] wait"),
        (replace(RESOLVED, awaiting="customer"), "is resolved and awaits the customer"),
        (replace(RESOLVED, draft_id="d2"), "is closed and a draft waits"),
        (RESOLVED, "is resolved and its deadlines are"),
    ],
)
def test_a_conversation_that_says_something_else_than_its_thread_is_noticed(
    conversation: StoredConversation, expected: str
) -> None:
    assert any(expected in one for one in said(conversations=[conversation]))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"trail": [PROPOSED, APPROVED, APPROVED, PROPOSED_AGAIN, LATE]}, "draft d1 went from approved to approved"),
        ({"trail": [PROPOSED, PROPOSED_AGAIN, LATE]}, "draft d1 is approved, and its trail says ['proposed']"),
        ({"drafts": [DECIDED, replace(WAITING, question_id="m1")]}, "d2 waits and does not answer the newest question"),
        (
            {"messages": [*GOOD.messages, replace(ANSWERED, id="m4", seq=4)]},
            "draft d2 waits, though somebody has answered",
        ),
        (
            {"drafts": [DECIDED], "conversations": [replace(OPEN, draft_id=None)], "trail": [PROPOSED, APPROVED, LATE]},
            "nobody answered m3 of c1, and no draft was made",
        ),
        ({"messages": [ASKED, replace(ANSWERED, draft_id=None), ASKED_AGAIN]}, "nobody in the trail let the answer m2"),
        (
            {"messages": [ASKED, replace(ANSWERED, delivery="withdrawn"), ASKED_AGAIN]},
            "m2 is withdrawn, and the trail took it back 0 times",
        ),
    ],
)
def test_a_draft_that_went_another_way_than_its_trail_is_noticed(change: dict[str, Any], expected: str) -> None:
    assert any(expected in one for one in said(**change))


@pytest.mark.parametrize(
    ("change", "checks", "expected"),
    [
        ({}, [], "is active, and 0 jobs look at it"),
        ({}, ["t2", "t2"], "is active, and 2 jobs look at it"),
        ({"deadlines": [KEPT, replace(RUNNING, due_at=NOON - HOUR), BROKEN]}, ["t2"], "and nobody looked"),
        ({"deadlines": [KEPT, RUNNING, replace(RUNNING, id="t4"), BROKEN]}, ["t2", "t4"], "runs 2 times"),
        ({"deadlines": [KEPT, BROKEN]}, [], "waits for an answer and its deadlines are"),
        ({"deadlines": [KEPT, RUNNING], "trail": GOOD.trail[:-1]}, ["t2"], "is open and its deadlines are"),
        ({"deadlines": [replace(KEPT, due_at=NOON - HOUR), RUNNING, BROKEN]}, ["t2"], "was kept at"),
        ({"trail": GOOD.trail[:-1]}, ["t2"], "resolution was due 1 times, and the trail says so 0 times"),
        ({"trail": [*GOOD.trail, LATE]}, ["t2"], "resolution was due 1 times, and the trail says so 2 times"),
        ({"deadlines": [KEPT, RUNNING, replace(BROKEN, due_at=NOON + HOUR)]}, ["t2"], "was called late before it was"),
    ],
)
def test_a_promise_that_is_lost_or_double_is_noticed(change: dict[str, Any], checks: list[str], expected: str) -> None:
    assert any(expected in one for one in said(replace(KNOWN, checks=checks), **change))


def test_the_trail_has_a_line_for_every_decision_and_for_no_other() -> None:
    deed = ("7", "draft.approved", "d1")
    unheard, twice = Ledger(doubts=Counter([deed])), Ledger(deeds=Counter([deed, deed]))

    assert said(replace(KNOWN, ledger=unheard)) == []
    assert said(replace(KNOWN, ledger=twice)) == ["draft.approved of d1 by 7 was done 2 to 2 times and stands 1 times"]
    assert said(replace(KNOWN, ledger=Ledger())) == [
        "draft.approved of d1 by 7 was done 0 to 0 times and stands 1 times"
    ]
