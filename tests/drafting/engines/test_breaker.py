"""The breaker's rule, purely: every state with every event, and what holds for any history."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.drafting.engines.breaker import Admission, Breaker, Rule, State, abandoned, admit, answered, failed

RULE = Rule(failures=3, cool_down=30.0, longest=600.0, jitter=0.0)
CLOSED = Breaker(failures=2)
OPEN = Breaker(State.OPEN, failures=3, opened=1, until=130.0)
TRYING = Breaker(State.HALF_OPEN, failures=3, opened=1, until=130.0)
NOW = 200.0


def asked(breaker: Breaker, now: float) -> str:
    match admit(breaker, now):
        case None:
            return "spared"
        case Admission(trial=True):
            return "trial"
        case Admission():
            return "asked"


@pytest.mark.parametrize(
    ("breaker", "now", "then"),
    [
        (CLOSED, NOW, "asked"),
        (OPEN, 129.9, "spared"),
        (OPEN, 130.0, "trial"),
        (TRYING, NOW, "spared"),
    ],
)
def test_who_may_ask(breaker: Breaker, now: float, then: str) -> None:
    assert asked(breaker, now) == then


@pytest.mark.parametrize("breaker", [CLOSED, OPEN, TRYING])
def test_any_answer_closes_it_and_forgets_what_was(breaker: Breaker) -> None:
    assert answered(breaker) == Breaker()


@pytest.mark.parametrize(
    ("breaker", "trial", "then"),
    [
        (Breaker(), False, Breaker(failures=1)),
        (CLOSED, False, Breaker(State.OPEN, failures=3, opened=1, until=NOW + 30)),
        (OPEN, False, Breaker(State.OPEN, failures=4, opened=1, until=130.0)),
        (TRYING, False, Breaker(State.HALF_OPEN, failures=4, opened=1, until=130.0)),
        (TRYING, True, Breaker(State.OPEN, failures=4, opened=2, until=NOW + 60)),
    ],
)
def test_what_a_failure_makes_of_it(breaker: Breaker, trial: bool, then: Breaker) -> None:
    assert failed(breaker, RULE, NOW, 0.5, trial=trial) == then


def test_a_trial_that_was_given_up_leaves_the_next_one_to_somebody_else() -> None:
    assert asked(abandoned(TRYING, NOW, trial=True), NOW) == "trial"
    assert [abandoned(one, NOW, trial=False) for one in (CLOSED, OPEN, TRYING)] == [CLOSED, OPEN, TRYING]


def test_without_a_limit_it_never_opens() -> None:
    breaker = Breaker()
    for _ in range(50):
        breaker = failed(breaker, Rule(failures=0), NOW, 0.5, trial=False)
    assert asked(breaker, NOW) == "asked"


def test_the_pause_doubles_up_to_the_longest() -> None:
    assert [RULE.pause(opened, 0.5) for opened in (1, 2, 3, 5, 6, 500)] == [30, 60, 120, 480, 600, 600]


@given(st.integers(1, 1000), st.floats(0, 1), st.floats(1, 3600), st.floats(0, 0.5))
def test_a_pause_varies_by_its_jitter_and_no_more(opened: int, chance: float, cool_down: float, jitter: float) -> None:
    rule = Rule(cool_down=cool_down, jitter=jitter)
    steady = min(rule.longest, cool_down * 2.0 ** min(opened - 1, 30))
    assert steady * (1 - jitter) - 1e-6 <= rule.pause(opened, chance) <= steady * (1 + jitter) + 1e-6


@given(st.lists(st.tuples(st.sampled_from(["answered", "failed", "abandoned"]), st.floats(0, 100)), max_size=60))
def test_one_caller_at_a_time_tries_and_the_model_is_always_tried_again(events: list[tuple[str, float]]) -> None:
    """One call after another, whatever becomes of each: never stuck, and refused only before its time."""
    breaker, now = Breaker(), 0.0
    for event, passes in events:
        now += passes
        admission = admit(breaker, now)
        if admission is None:
            assert breaker.state is State.OPEN
            assert now < breaker.until <= now + RULE.longest
            continue
        breaker = admission.breaker
        assert admission.trial == (breaker.state is State.HALF_OPEN)
        if event == "answered":
            breaker = answered(breaker)
        elif event == "failed":
            breaker = failed(breaker, RULE, now, 0.5, trial=admission.trial)
        else:
            breaker = abandoned(breaker, now, trial=admission.trial)
        assert breaker.state is not State.HALF_OPEN
