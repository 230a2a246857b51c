"""A model that is left alone while it does not answer, so that no draft waits for it in vain."""

import logging
import random
import time
from collections.abc import Callable

from cairnloop.drafting.engines import Engine, NotThisOne, OnDelta
from cairnloop.drafting.engines.breaker import Breaker, Rule, State, abandoned, admit, answered, failed
from cairnloop.drafting.request import Composition, DraftRequest
from cairnloop.errors import Unavailable
from cairnloop.kernel import telemetry

log = logging.getLogger(__name__)


class GuardedEngine:
    """Asks `engine` for as long as it answers, by the rule of the breaker. `spared` counts what it was not asked.

    Raises Unavailable at once while the model is left alone. Each daemon finds out for itself.
    """

    def __init__(
        self,
        engine: Engine,
        rule: Rule,
        *,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.engine = engine
        self.breaker = Breaker()
        self.spared = 0
        self._rule, self._clock, self._chance = rule, clock, chance
        _show(self.breaker)

    @property
    def name(self) -> str:
        return self.engine.name

    @property
    def seconds_left(self) -> float:
        """How much longer the model is left alone."""
        return max(0.0, self.breaker.until - self._clock()) if self.breaker.state is State.OPEN else 0.0

    async def compose(self, request: DraftRequest, on_delta: OnDelta | None = None) -> Composition:
        admission = admit(self.breaker, self._clock())
        if admission is None:
            self.spared += 1
            telemetry.model_calls.labels(self.name, "spared").inc()
            raise Unavailable(self._why())
        self._become(admission.breaker)
        ended = False
        try:
            composition = await self.engine.compose(request, on_delta)
            ended = True
            self._become(answered(self.breaker))
            return composition
        except NotThisOne:
            ended = True
            self._become(answered(self.breaker))
            raise
        except Unavailable:
            ended = True
            now, chance = self._clock(), self._chance()
            self._become(failed(self.breaker, self._rule, now, chance, trial=admission.trial))
            raise
        finally:
            if not ended:
                self._become(abandoned(self.breaker, self._clock(), trial=admission.trial))

    def _why(self) -> str:
        failures = self.breaker.failures
        times = f"{failures} failure{'' if failures == 1 else 's'} in a row"
        if self.breaker.state is State.HALF_OPEN:
            return f"after {times} another draft is trying it"
        return f"left alone for {self.seconds_left:.0f} s after {times}"

    def _become(self, breaker: Breaker) -> None:
        before, self.breaker = self.breaker, breaker
        if breaker.state is before.state:
            return
        _show(breaker)
        if breaker.state is State.OPEN:
            log.warning(
                "the model is left alone", extra={"failures": breaker.failures, "seconds": round(self.seconds_left)}
            )
        elif breaker.state is State.CLOSED:
            log.info("the model answers again", extra={"failures": before.failures})


def _show(breaker: Breaker) -> None:
    for state in State:
        telemetry.model_breaker.labels(state.value).set(state is breaker.state)
