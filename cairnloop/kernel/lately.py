"""What happened lately: how often, and how long it took, over the last minutes and in a fixed amount of memory."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

# Durations are put into classes, each a fifth wider than the one before: 0.1 ms is the first, about 4 minutes the
# last. A percentile read from them is never too low, and at most a fifth too high.
SHORTEST = 0.0001
GROWTH = 1.2
CLASSES = 80


@dataclass(frozen=True, slots=True)
class Summary:
    """How often something happened in the last `seconds`, and how long it took then."""

    seconds: float
    counts: Mapping[int, int]

    @property
    def count(self) -> int:
        return sum(self.counts.values())

    @property
    def per_second(self) -> float:
        return self.count / self.seconds

    def percentile(self, share: float) -> float | None:
        """Seconds that this share (0 to 1) did not exceed; None when nothing happened."""
        wanted = math.ceil(share * self.count)
        for duration_class, count in sorted(self.counts.items()):
            wanted -= count
            if wanted <= 0:
                return SHORTEST * GROWTH**duration_class
        return None


@dataclass(slots=True)
class Lately:
    """Counts durations over `slots` stretches of `slot_seconds`; as a new stretch begins, the oldest is forgotten.

    `now` is any clock in seconds that never runs back.
    """

    slots: int
    slot_seconds: float
    _filled: dict[int, Counter[int]] = field(default_factory=dict)

    def add(self, seconds: float, now: float) -> None:
        """Something happened and took so long."""
        slot = int(now // self.slot_seconds)
        if slot not in self._filled:
            self._forget(slot)
            self._filled[slot] = Counter()
        self._filled[slot][_class_of(seconds)] += 1

    def summary(self, now: float) -> Summary:
        self._forget(int(now // self.slot_seconds))
        counts: Counter[int] = Counter()
        for filled in self._filled.values():
            counts.update(filled)
        return Summary(self.slots * self.slot_seconds, counts)

    def _forget(self, newest: int) -> None:
        for slot in [slot for slot in self._filled if slot <= newest - self.slots]:
            del self._filled[slot]


def _class_of(seconds: float) -> int:
    """The first class whose upper end is no shorter than this."""
    if seconds <= SHORTEST:
        return 0
    return min(CLASSES - 1, math.ceil(math.log(seconds / SHORTEST, GROWTH)))
