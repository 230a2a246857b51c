"""An engine whose calls are counted and timed."""

import time
from collections.abc import Callable

from cairnloop.drafting.engines import Engine, OnDelta
from cairnloop.drafting.request import Composition, DraftRequest
from cairnloop.errors import Unavailable
from cairnloop.kernel import telemetry
from cairnloop.kernel.lately import Lately, Summary


class MeasuredEngine:
    """`calls` and `failures` count since the start; how long calls took is kept for a quarter of an hour."""

    def __init__(self, engine: Engine, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.engine = engine
        self.calls = 0
        self.failures = 0
        self._clock = clock
        self._lately = Lately(slots=15, slot_seconds=60.0)

    @property
    def name(self) -> str:
        return self.engine.name

    async def compose(self, request: DraftRequest, on_delta: OnDelta | None = None) -> Composition:
        began = self._clock()
        self.calls += 1
        try:
            composition = await self.engine.compose(request, on_delta)
        except Unavailable:
            self.failures += 1
            self._note("failed", began)
            raise
        self._note("answered", began)
        return composition

    def lately(self) -> Summary:
        return self._lately.summary(self._clock())

    def _note(self, outcome: str, began: float) -> None:
        now = self._clock()
        self._lately.add(now - began, now)
        telemetry.model_calls.labels(self.name, outcome).inc()
        telemetry.model_seconds.labels(self.name).observe(now - began)
