"""When to stop asking a model that does not answer, and when to try it again."""

from dataclasses import dataclass, replace
from enum import StrEnum


class State(StrEnum):
    CLOSED = "closed"  # the model is asked
    OPEN = "open"  # it is left alone for a while
    HALF_OPEN = "half-open"  # one draft tries it; the others do not wait for that one


@dataclass(frozen=True, slots=True)
class Rule:
    """`failures` in a row open the breaker, 0 never does. It stays open for `cool_down` seconds, twice as long each
    time the trial fails as well, but never longer than `longest`.

    `jitter` is the share by which the time varies, so that several daemons do not come back in the same moment.
    """

    failures: int = 3
    cool_down: float = 30.0
    longest: float = 600.0
    jitter: float = 0.2

    def pause(self, opened: int, chance: float) -> float:
        """Seconds to leave the model alone, the `opened`-th time in a row; `chance` is at random from 0 to 1."""
        steady = min(self.longest, self.cool_down * 2.0 ** min(opened - 1, 30))
        return steady * (1 + self.jitter * (2 * chance - 1))


@dataclass(frozen=True, slots=True)
class Breaker:
    """`failures` and `opened` count in a row: the next answer makes both nothing. `until` is when OPEN ends."""

    state: State = State.CLOSED
    failures: int = 0
    opened: int = 0
    until: float = 0.0


@dataclass(frozen=True, slots=True)
class Admission:
    """The model may be asked; `trial` when it is the one call that finds out whether it is back."""

    breaker: Breaker
    trial: bool


def admit(breaker: Breaker, now: float) -> Admission | None:
    """None while the model is left alone, or somebody else is trying it."""
    match breaker.state:
        case State.CLOSED:
            return Admission(breaker, trial=False)
        case State.OPEN if now >= breaker.until:
            return Admission(replace(breaker, state=State.HALF_OPEN), trial=True)
        case _:
            return None


def answered(breaker: Breaker) -> Breaker:
    """Any answer will do, also one to a question from before the breaker opened: the model is there."""
    return Breaker()


def failed(breaker: Breaker, rule: Rule, now: float, chance: float, *, trial: bool) -> Breaker:
    failures = breaker.failures + 1
    match breaker.state:
        case State.HALF_OPEN if trial:
            return _opened(breaker, rule, failures, now, chance)
        case State.CLOSED if 0 < rule.failures <= failures:
            return _opened(breaker, rule, failures, now, chance)
        case _:
            # What was asked before the breaker opened says nothing new: the time until the trial stays.
            return replace(breaker, failures=failures)


def _opened(breaker: Breaker, rule: Rule, failures: int, now: float, chance: float) -> Breaker:
    opened = breaker.opened + 1
    return Breaker(State.OPEN, failures, opened, now + rule.pause(opened, chance))


def abandoned(breaker: Breaker, now: float, *, trial: bool) -> Breaker:
    """A call was given up from our side before it ended: the next may try at once."""
    if trial and breaker.state is State.HALF_OPEN:
        return replace(breaker, state=State.OPEN, until=now)
    return breaker
