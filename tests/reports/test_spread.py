"""Statistics agree with the textbook, and buckets are as far off as is promised and no further."""

import statistics
from collections import Counter
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.reports.spread import NO_VALUES, bucket_of, middle_of, of_buckets, of_values

SECONDS = st.integers(0, 40_000_000)
MANY = st.lists(SECONDS, min_size=1, max_size=60)
PROMISED = 0.02


@given(MANY)
def test_values_are_summed_up_as_the_textbook_does(values: list[int]) -> None:
    spread = of_values(values)
    assert spread.count == len(values)
    assert spread.mean == pytest.approx(statistics.fmean(values))
    assert spread.median == statistics.median(values)
    assert spread.p90 == sorted(values)[ceil(len(values) * 0.9) - 1]


@given(MANY)
def test_nine_tenths_do_not_exceed_the_percentile_and_fewer_would_not_do(values: list[int]) -> None:
    p90 = of_values(values).p90
    assert p90 is not None
    assert sum(value <= p90 for value in values) * 10 >= len(values) * 9
    assert sum(value < p90 for value in values) * 10 < len(values) * 9


@given(MANY)
def test_buckets_know_the_mean_exactly_and_the_rest_within_two_percent(values: list[int]) -> None:
    exact, near = of_values(values), of_buckets(sum(values), Counter(map(bucket_of, values)))
    assert near.count == exact.count
    assert near.mean == pytest.approx(exact.mean)
    assert near.median == pytest.approx(exact.median, rel=PROMISED)
    assert near.p90 == pytest.approx(exact.p90, rel=PROMISED)


@given(SECONDS, SECONDS)
def test_buckets_are_in_the_order_of_their_values(one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert bucket_of(low) <= bucket_of(high)
    assert middle_of(bucket_of(low)) <= middle_of(bucket_of(high))


def test_of_nothing_there_is_no_mean() -> None:
    assert of_values([]) == of_buckets(0, {3: 0}) == NO_VALUES
