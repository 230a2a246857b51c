"""The checker itself: it is content with what holds, and notices each way in which it might not."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.journey.checking import Outside, violations
from tests.journey.customers import Acknowledged, Presence
from tests.journey.ledger import Ledger
from tests.journey.records import Stored

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
QUESTION = Stored("m1", "c1", "k1", True, None, False, "received", "How?")
ANSWER = Stored("m2", "c1", None, False, "d1", False, "sent", "So.", sent_at=NOON)
UNDONE = Stored("m3", "c1", None, False, "d2", False, "withdrawn", "Not so.")
NOTE = Stored("m4", "c1", None, False, None, True, "kept", "Between us.")
STORED = [QUESTION, ANSWER, UNDONE, NOTE]


def outside() -> Outside:
    return Outside(
        acknowledged={"k1": Acknowledged("c1", "m1", "How?")},
        ledger=Ledger(approved={"m2": "d1", "m3": "d2"}, undone={"m3"}, noted={"m4"}),
        heard=Counter(["m2"]),
        histories={"c1": ["m1", "m2"]},
        jobs={"due": 0, "running": 0, "dead": 0, "waiting": 3},
    )


def test_what_holds_is_left_alone() -> None:
    assert violations(outside(), STORED) == []


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ([ANSWER, UNDONE, NOTE], "acknowledged message k1 is stored 0 times"),
        ([QUESTION, replace(QUESTION, id="m9"), ANSWER, UNDONE], "acknowledged message k1 is stored 2 times"),
        ([replace(QUESTION, body="Why?"), ANSWER, UNDONE], "stored as something else"),
        (
            [QUESTION, replace(QUESTION, id="m9", client_id="k9"), ANSWER, UNDONE],
            "k9 is stored that nobody was told of",
        ),
        ([QUESTION, UNDONE], "the answer m2 was promised and is not stored"),
        ([QUESTION, replace(ANSWER, delivery="held"), UNDONE], "should be sent and is held"),
        ([QUESTION, ANSWER, replace(UNDONE, delivery="sent")], "should be withdrawn and is sent"),
        ([*STORED, replace(ANSWER, id="m9", draft_id="d9")], "the answer m9 was never approved or written"),
        ([*STORED, replace(ANSWER, id="m9")], "the draft d1 was sent 2 times"),
        ([QUESTION, ANSWER, UNDONE], "the note m4 was promised and is not stored"),
        ([*STORED, replace(NOTE, id="m9")], "the note m9 was never written"),
    ],
)
def test_what_is_stored_otherwise_is_noticed(stored: list[Stored], said: str) -> None:
    assert any(said in one for one in violations(outside(), stored))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"histories": {"c1": ["m1", "m2", "m2"]}}, "conversation c1 shows 3 messages (1 twice), not 2"),
        ({"histories": {"c1": ["m1"]}}, "shows 1 messages"),
        ({"histories": {"c1": ["m2", "m1"]}}, "shows 2 messages"),
        ({"heard": Counter({"m2": 2})}, "a customer heard m2 2 times"),
        ({"heard": Counter(["m3"])}, "a customer heard m3, which was not sent"),
        ({"histories": {"c1": ["m1", "m2", "m4"]}}, "a customer saw the note m4"),
        ({"jobs": {"due": 1}}, "1 jobs are due"),
        ({"dead": ["deliver: no"]}, "1 jobs are dead of deliver: no"),
        ({"contradicted": ["k1 was acknowledged twice"]}, "k1 was acknowledged twice"),
    ],
)
def test_what_was_seen_otherwise_is_noticed(change: dict[str, object], said: str) -> None:
    assert any(said in one for one in violations(replace(outside(), **change), STORED))


def test_an_open_page_hears_what_is_sent_and_a_closed_one_need_not() -> None:
    at = NOON.timestamp()
    closed = [Presence("c1", at - 60, at - 1), Presence("c1", at + 1, at + 60), Presence("c1", at - 1, at + 4)]
    elsewhere = Presence("c2", at - 60, at + 60)
    silent = replace(outside(), heard=Counter(), present=[*closed, elsewhere], hearing_seconds=5)
    assert violations(silent, STORED) == []

    silent = replace(silent, present=[Presence("c1", at - 60, at + 60)])
    assert violations(silent, STORED) == ["nobody heard m2, though the page was open when it was sent"]
