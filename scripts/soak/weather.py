"""The model's weather: for a while it answers well, then slowly, with errors, with nonsense, or not at all."""

import asyncio
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.journey.operators import PRIVATE
from tests.model_server import (
    EMPTY,
    MALFORMED,
    MALFORMED_STREAM,
    WEB_PAGE,
    Behaviour,
    HangsUp,
    ModelServer,
    Refuses,
    Says,
    Silent,
    Slow,
)

ANSWERS = (
    "Open Settings, then Region, and choose the EU region [1].",
    "You will find it under Billing, then Invoices [1]. Refunds are possible within 30 days [1].",
    "Only the owner of a workspace can do that, under People [1][2].",
    "Use the arrow beside the map; it is then there without a connection [2].",
    "I would look at http://evil.example/ first, if I were you [1].",
    "An answer that rests on nothing at all.",
)
# How often which behaviour comes under which sky.
SKIES: Mapping[str, Mapping[str, int]] = {
    "clear": {"says": 1},
    "mixed": {"says": 12, "slow": 3, "busy": 1, "broken": 1, "hangs up": 1, "malformed": 1, "silent": 1},
    "slow": {"slow": 3, "says": 1},
    "busy": {"busy": 3, "says": 1},
    "broken": {"broken": 3, "hangs up": 2, "says": 1},
    "nonsense": {"malformed": 3, "says": 1},
    "silent": {"silent": 2, "hangs up": 1, "says": 3},
}
# What lies ready for the requests to come; little, so that a change of weather is felt soon.
READY = 8


@dataclass
class Weather:
    model: ModelServer
    chance: random.Random
    seconds: tuple[float, float] = (4.0, 15.0)
    counts: Counter[str] = field(default_factory=Counter)
    """What was served, by behaviour."""
    violations: list[str] = field(default_factory=list)

    async def run(self, stop: asyncio.Event) -> None:
        """Change until `stop`, and then stay clear."""
        while not stop.is_set():
            await self._sky(self.chance.choice(list(SKIES)), stop)
        self.model.script.clear()
        self.model.otherwise = self._behaviour("says")

    async def _sky(self, sky: str, stop: asyncio.Event) -> None:
        kinds = SKIES[sky]
        self.model.script.clear()
        for _ in range(int(self.chance.uniform(*self.seconds) / 0.1)):
            if stop.is_set():
                return
            while len(self.model.script) < READY:
                self.model.script.append(self._behaviour(self.chance.choices(list(kinds), list(kinds.values()))[0]))
            self._read()
            await asyncio.sleep(0.1)

    def _read(self) -> None:
        """Look through what the model was asked: notes between colleagues are none of its business."""
        asked, self.model.requests[:] = self.model.requests[:], []
        self.model.headers.clear()
        self.counts["asked"] += len(asked)
        if any(PRIVATE in str(one) for one in asked):
            self.violations.append("the model was shown a private note")

    def _behaviour(self, kind: str) -> Behaviour:
        match kind:
            case "slow":
                return Slow(self.chance.uniform(0.3, 1.2), Says(self.chance.choice(ANSWERS)))
            case "busy":
                return Refuses(429, {"retry-after": self.chance.choice(("1", "2", "60"))}, "slow down", "rate_limit")
            case "broken":
                return Refuses(self.chance.choice((500, 502, 503)), message="it hurts")
            case "hangs up":
                return HangsUp()
            case "malformed":
                return self.chance.choice((MALFORMED, MALFORMED_STREAM, WEB_PAGE, EMPTY))
            case "silent":
                return self.chance.choice((Silent(), Silent("The first words and")))
            case _:
                return Slow(self.chance.uniform(0.02, 0.2), Says(self.chance.choice(ANSWERS)))
