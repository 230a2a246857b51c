"""Counting what happened lately: forgets in time, and its percentiles are right to a fifth."""

import math

import hypothesis.strategies as st
import pytest
from hypothesis import given

from cairnloop.kernel.lately import CLASSES, Lately

SECONDS = st.floats(min_value=0.0002, max_value=100.0)


def minute() -> Lately:
    return Lately(slots=60, slot_seconds=1.0)


def test_nothing_has_no_percentile() -> None:
    summary = minute().summary(5.0)
    assert (summary.count, summary.per_second, summary.percentile(0.99)) == (0, 0.0, None)


def test_a_steady_pace_is_told_as_such() -> None:
    lately = minute()
    for n in range(600):
        lately.add(0.01, n / 10)
    assert lately.summary(59.9).per_second == 10.0


def test_what_is_older_than_the_last_stretch_is_forgotten() -> None:
    lately = minute()
    lately.add(0.01, 0.0)
    lately.add(0.01, 30.0)
    assert [lately.summary(now).count for now in (30.0, 59.9, 60.0, 89.9, 90.0)] == [2, 2, 1, 1, 0]


@given(st.lists(SECONDS, min_size=1, max_size=200), st.sampled_from([0.5, 0.95, 0.99]))
def test_a_percentile_is_never_below_the_true_one_and_at_most_a_fifth_above(times: list[float], share: float) -> None:
    lately = minute()
    for seconds in times:
        lately.add(seconds, 0.0)
    true = sorted(times)[math.ceil(share * len(times)) - 1]
    found = lately.summary(0.0).percentile(share)
    assert found is not None
    assert true * 0.999 <= found <= true * 1.201


@pytest.mark.parametrize("seconds", [0.0, -1.0, 1e9])
def test_odd_durations_are_counted_at_the_edges(seconds: float) -> None:
    lately = minute()
    lately.add(seconds, 0.0)
    assert lately.summary(0.0).count == 1


def test_memory_is_bounded_however_much_happens() -> None:
    lately = Lately(slots=3, slot_seconds=1.0)
    for n in range(10_000):
        lately.add(n / 7, n / 100)
    assert len(lately._filled) <= 3
    assert all(len(filled) <= CLASSES for filled in lately._filled.values())
