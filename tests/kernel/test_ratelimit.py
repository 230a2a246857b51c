"""The token bucket allows a burst, then a steady pace, and never more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.kernel.ratelimit import Buckets, Rate, TokenBucket

RATE = Rate(per_second=2, burst=3)


def test_a_burst_is_allowed_and_then_the_pace_counts() -> None:
    bucket = TokenBucket.full(RATE, now=0)
    assert [bucket.take(0) for _ in range(4)] == [True, True, True, False]
    assert not bucket.take(0.4)
    assert bucket.take(0.5)
    assert not bucket.take(0.5)


def test_waiting_fills_the_bucket_no_further_than_the_burst() -> None:
    bucket = TokenBucket.full(RATE, now=0)
    assert [bucket.take(1000) for _ in range(4)] == [True, True, True, False]


def test_what_is_refused_costs_nothing() -> None:
    bucket = TokenBucket.full(RATE, now=0)
    assert bucket.take(0, cost=3)
    for tenth in range(5):
        assert not bucket.take(tenth / 10)
    assert bucket.take(0.5)


def test_a_clock_that_runs_back_earns_nothing() -> None:
    bucket = TokenBucket.full(RATE, now=10)
    assert bucket.take(10, cost=3)
    assert not bucket.take(5)
    assert not bucket.take(10)


def test_the_wait_is_until_the_next_yes() -> None:
    bucket = TokenBucket.full(RATE, now=0)
    assert bucket.wait(0) == 0
    bucket.take(0, cost=3)
    assert bucket.wait(0) == pytest.approx(0.5)
    assert bucket.wait(0, cost=4) == float("inf")


@given(st.lists(st.floats(0, 100), max_size=60))
def test_never_more_than_burst_and_pace_allow(times: list[float]) -> None:
    bucket = TokenBucket.full(RATE, now=0)
    taken = sum(bucket.take(at) for at in sorted(times))
    assert taken <= RATE.burst + RATE.per_second * max(times, default=0) + 1e-6


def test_each_who_asks_has_a_bucket_of_their_own() -> None:
    buckets = Buckets(RATE)
    assert [buckets.wait("ada", 0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.wait("bob", 0) == 0
    assert buckets.wait("ada", 0.5) == 0


def test_who_has_not_come_for_longest_is_forgotten_and_nobody_who_keeps_coming() -> None:
    buckets = Buckets(RATE, remembered=100)
    for number in range(1000):
        buckets.wait("greedy", 0)
        buckets.wait(number, 0)
    assert len(buckets) == 100
    assert buckets.wait("greedy", 0) > 0
    assert buckets.wait(0, 0) == 0
