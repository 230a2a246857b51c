"""How often something may happen: a token bucket that is told the time, and one for each of many who ask."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """A steady pace, and how much may come at once before the pace counts."""

    per_second: float
    burst: float

    @classmethod
    def per_minute(cls, number: float) -> "Rate":
        """A quarter of a minute's worth may come at once, and never less than what one page asks when it opens."""
        return cls(number / 60, max(20.0, number / 4))


@dataclass(slots=True)
class TokenBucket:
    """Allows `burst` at once and `per_second` in the long run. `now` is any clock in seconds that never runs back."""

    rate: Rate
    tokens: float
    at: float

    @classmethod
    def full(cls, rate: Rate, now: float) -> "TokenBucket":
        return cls(rate, rate.burst, now)

    def take(self, now: float, cost: float = 1.0) -> bool:
        """Whether this may happen now. What is refused costs nothing."""
        self.tokens = self._filled(now)
        self.at = max(self.at, now)
        if self.tokens < cost:
            return False
        self.tokens -= cost
        return True

    def wait(self, now: float, cost: float = 1.0) -> float:
        """The seconds until `take` would say yes; infinite when that never happens."""
        missing = cost - self._filled(now)
        if missing <= 0:
            return 0.0
        if cost > self.rate.burst or self.rate.per_second <= 0:
            return float("inf")
        return missing / self.rate.per_second

    def _filled(self, now: float) -> float:
        return min(self.rate.burst, self.tokens + max(0.0, now - self.at) * self.rate.per_second)


class Buckets:
    """A bucket for each who asks. Of more than are remembered those are forgotten who have not come for longest."""

    def __init__(self, rate: Rate, remembered: int = REMEMBERED) -> None:
        self._rate = rate
        self._remembered = remembered
        self._buckets: OrderedDict[Hashable, TokenBucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def wait(self, who: Hashable, now: float) -> float:
        """Count one request of theirs. Returns the seconds they must wait; 0 when they may go on."""
        bucket = self._buckets.get(who)
        if bucket is None:
            bucket = self._buckets[who] = TokenBucket.full(self._rate, now)
            if len(self._buckets) > self._remembered:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(who)
        return 0.0 if bucket.take(now) else bucket.wait(now)
