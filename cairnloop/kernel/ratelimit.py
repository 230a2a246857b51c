"""How often something may happen: a token bucket that is told the time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """A steady pace, and how much may come at once before the pace counts."""

    per_second: float
    burst: float


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
