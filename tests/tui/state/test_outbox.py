"""Decisions on their way: in order, each once, and told apart from what others have done."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.tui.state.outbox import RESULT, Decision, Outbox, Returned, Standing, Verb
from cairnloop.tui.state.queue import Waiting
from tests.tui.make import draft
from tests.tui.trailmark import LIN, SAM


def decision(key: str = "k1", verb: Verb = Verb.APPROVE, **fields: object) -> Decision:
    return Decision(key, verb, draft(f"d-{key}", f"c-{key}"), "Ada Park", **fields)  # type: ignore[arg-type]


def kept(*keys: str) -> Outbox:
    outbox = Outbox()
    for key in keys:
        outbox = outbox.added(decision(key))
    return outbox


def now(verb: Verb = Verb.APPROVE, **fields: object) -> object:
    return draft("d-k1", "c-k1", **{"status": RESULT[verb], "version": 2, "decided_by": SAM, **fields})


def test_the_oldest_goes_first_and_the_others_wait_for_it() -> None:
    outbox = kept("k1", "k2")
    assert outbox.next is not None
    assert outbox.next.key == "k1"
    assert outbox.began("k1").next is None
    assert outbox.began("k1").without("k1").next == decision("k2")


def test_what_got_no_answer_keeps_its_place_and_is_tried_again() -> None:
    outbox = kept("k1", "k2").began("k1").deferred("k1")
    assert outbox.next is not None
    assert (outbox.next.key, outbox.next.tries) == ("k1", 1)


def test_the_last_one_can_be_taken_back_until_the_daemon_is_told_of_it() -> None:
    assert kept("k1", "k2").newest == decision("k2")
    assert kept("k1").began("k1").newest is None
    assert kept("k1").began("k1").deferred("k1").newest is None, "it may have arrived"


def test_what_waits_for_the_connection_is_counted_and_what_is_only_queued_is_not() -> None:
    assert kept("k1").late == 0
    assert kept("k1").added(decision("k2", late=True)).late == 1
    assert kept("k1").began("k1").deferred("k1").late == 1


def test_a_decision_about_a_draft_that_stands_as_it_was_seen_may_go_out() -> None:
    assert decision().compared(draft("d-k1"), SAM) is Standing.UNCHANGED
    assert decision(tries=3).compared(draft("d-k1"), SAM) is Standing.UNCHANGED
    assert decision().compared(draft("d-k1", status="failed"), SAM) is Standing.UNCHANGED
    assert decision().compared(draft("d-k1", version=3), SAM) is Standing.CHANGED


@pytest.mark.parametrize("verb", RESULT)
def test_a_decision_whose_answer_was_lost_is_known_by_what_it_did(verb: Verb) -> None:
    assert decision(verb=verb, tries=1).compared(now(verb), SAM) is Standing.OURS  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "fields",
    [{"decided_by": LIN}, {"decided_by": None}, {"status": "edited"}, {"version": 4}, {"status": "superseded"}],
)
def test_what_somebody_or_something_else_did_is_not_taken_for_ours(fields: dict[str, object]) -> None:
    assert decision(tries=1).compared(now(**fields), SAM) is Standing.CHANGED  # type: ignore[arg-type]


def test_what_was_never_sent_cannot_have_arrived() -> None:
    assert decision().compared(now(), SAM) is Standing.CHANGED  # type: ignore[arg-type]
    assert decision(tries=1).compared(now(decided_by=None), None) is Standing.CHANGED  # type: ignore[arg-type]


def test_what_came_back_is_told_of_until_it_is_put_away_or_decided_anew() -> None:
    back = Returned(Waiting("d-k1", "c-k1", None), "Your approval", "Lin approved it.")
    outbox = kept("k1", "k2").came_back("k1", back)
    assert outbox.back("c-k1") == back
    assert outbox.next == decision("k2")
    assert outbox.put_away("c-k1").returned == ()
    assert outbox.added(decision("k1")).returned == ()


@given(st.lists(st.sampled_from(["add", "begin", "done", "defer", "back"]), max_size=30))
def test_nothing_is_lost_nothing_is_applied_twice_and_the_order_holds(steps: list[str]) -> None:
    outbox, made, left = Outbox(), 0, []
    for step in steps:
        if step == "add":
            made += 1
            outbox = outbox.added(decision(f"k{made}"))
        elif step == "begin" and outbox.next is not None:
            outbox = outbox.began(outbox.next.key)
        elif outbox.under_way is not None:
            key = outbox.under_way
            if step == "defer":
                outbox = outbox.deferred(key)
            elif step in ("done", "back"):
                left.append(key)
                outbox = outbox.without(key)
    assert [*left, *(one.key for one in outbox.kept)] == [f"k{number}" for number in range(1, made + 1)]
