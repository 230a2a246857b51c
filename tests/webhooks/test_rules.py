"""What a subscription gets, how a delivery goes on, and when a receiver is given up: without any of them."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.errors import IllegalMove
from cairnloop.webhooks.rules import (
    ALWAYS,
    GIVEN_UP_AFTER,
    LONGEST_WAIT,
    NEXT,
    UNDER_WAY,
    WAITS,
    Attempt,
    DeliveryStatus,
    DeliveryStep,
    WebhookEvent,
    after_attempt,
    next_status,
    wanted,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(("now", "step"), list(product(DeliveryStatus, DeliveryStep)))
def test_every_step_is_in_the_table_or_refused(now: DeliveryStatus, step: DeliveryStep) -> None:
    if (now, step) in NEXT:
        assert next_status(now, step) is NEXT[now, step]
    else:
        with pytest.raises(IllegalMove, match=f"cannot {step} a delivery that is {now}"):
            next_status(now, step)


def test_what_ended_ends_for_good_unless_it_is_replayed() -> None:
    for status in set(DeliveryStatus) - set(UNDER_WAY):
        assert {step for now, step in NEXT if now is status} == {DeliveryStep.REPLAY}


def test_the_usual_events_come_unless_others_are_listed() -> None:
    assert wanted(None, None) == ALWAYS
    assert wanted("conversation:updated customer:created", None) == (
        *ALWAYS,
        WebhookEvent.CONVERSATION_UPDATED,
        WebhookEvent.CUSTOMER_CREATED,
    )
    assert wanted("conversation:updated", ["customer:updated"]) == (WebhookEvent.CUSTOMER_UPDATED,)


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_any_2xx_is_an_arrival(status: int) -> None:
    verdict = after_attempt(Attempt(status), attempts=10, failing_since=NOW, now=NOW, jitter=0.5)
    assert (verdict.step, verdict.again_at, verdict.disable) == (DeliveryStep.ARRIVE, None, None)


def test_ten_attempts_are_made_over_three_days_further_and_further_apart() -> None:
    at, times = NOW, [NOW]
    for attempts in range(1, 20):
        verdict = after_attempt(Attempt(500), attempts=attempts, failing_since=None, now=at, jitter=0.5)
        if verdict.again_at is None:
            break
        at = verdict.again_at
        times.append(at)
    assert verdict.step is DeliveryStep.ABANDON
    assert len(times) == 10 == len(WAITS) + 1
    assert timedelta(days=3) < times[-1] - NOW < timedelta(days=4)
    gaps = [after - before for before, after in pairwise(times)]
    assert gaps == sorted(gaps)


def test_a_receiver_that_is_gone_or_failed_for_days_is_given_up() -> None:
    gone = after_attempt(Attempt(410), attempts=1, failing_since=None, now=NOW, jitter=0)
    assert (gone.step, gone.disable is not None) == (DeliveryStep.ABANDON, True)
    since = NOW - GIVEN_UP_AFTER
    failing = after_attempt(Attempt(error="silent"), attempts=1, failing_since=since, now=NOW, jitter=0)
    assert failing.disable == "the receiver has failed for 5 days; last: silent"
    not_yet = after_attempt(Attempt(500), attempts=1, failing_since=since + timedelta(seconds=1), now=NOW, jitter=0)
    assert not_yet.disable is None


def test_a_redirect_is_a_failure_that_says_what_to_do() -> None:
    verdict = after_attempt(Attempt(301), attempts=1, failing_since=None, now=NOW, jitter=0)
    assert verdict.why == "answered 301: redirects are not followed; use the address it leads to"


@given(
    st.one_of(st.none(), st.integers(100, 599)),
    st.integers(1, 30),
    st.one_of(st.none(), st.timedeltas(timedelta(0), timedelta(days=30))),
    st.floats(0, 1, exclude_max=True),
    st.floats(-1e9, 1e12),
)
def test_every_attempt_leads_somewhere(
    status: int | None, attempts: int, failing: timedelta | None, jitter: float, asked: float
) -> None:
    attempt = Attempt(status, retry_after=asked)
    since = None if failing is None else NOW - failing
    verdict = after_attempt(attempt, attempts=attempts, failing_since=since, now=NOW, jitter=jitter)
    assert (verdict.again_at is not None) == (verdict.step is DeliveryStep.FAIL)
    if verdict.again_at is not None:
        assert NOW < verdict.again_at <= NOW + 1.1 * LONGEST_WAIT
    assert (verdict.why is None) == attempt.arrived
    assert not (attempt.arrived and verdict.disable)
