"""How values spread: mean, median and the 90th percentile, of the values themselves or of counts in fixed buckets."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from math import exp, floor, fsum, log

# Each bucket of seconds begins so much later than the one before; whoever reads its middle is at most 2 % off.
GROWTH = 1.04
_STEP = log(GROWTH)


@dataclass(frozen=True, slots=True)
class Spread:
    """Of no values there is neither a mean nor a middle."""

    count: int = 0
    mean: float | None = None
    median: float | None = None
    p90: float | None = None


NO_VALUES = Spread()


def of_values(values: Iterable[float]) -> Spread:
    """Exactly. The percentile is the smallest value that at least nine tenths do not exceed."""
    ordered = sorted(values)
    if not ordered:
        return NO_VALUES
    middle = _median(len(ordered), ordered.__getitem__)
    return Spread(len(ordered), fsum(ordered) / len(ordered), middle, float(ordered[_ninth_tenth(len(ordered))]))


def of_buckets(total: float, counts: Mapping[int, int], value: Callable[[int], float] | None = None) -> Spread:
    """The mean is exact; the others are the middles of the buckets in which they lie, or what `value` says of those."""
    buckets = sorted(bucket for bucket, count in counts.items() if count > 0)
    if not buckets:
        return NO_VALUES
    upto = list(accumulate(counts[bucket] for bucket in buckets))

    def at(place: int) -> float:
        return (value or middle_of)(buckets[bisect_left(upto, place + 1)])

    count = upto[-1]
    return Spread(count, total / count, _median(count, at), at(_ninth_tenth(count)))


def bucket_of(seconds: int) -> int:
    """0 for less than a second; then each bucket ends a twenty-fifth later than the one before."""
    return 0 if seconds < 1 else 1 + floor(log(seconds) / _STEP)


def middle_of(bucket: int) -> float:
    return 0.0 if bucket == 0 else exp((bucket - 0.5) * _STEP)


def _median(count: int, at: Callable[[int], float]) -> float:
    return (at((count - 1) // 2) + at(count // 2)) / 2


def _ninth_tenth(count: int) -> int:
    return -(-count * 9 // 10) - 1
