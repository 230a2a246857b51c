"""Changes of presence on their way to a topic: a few go out as they come, those of a crowd together."""

import asyncio
from collections import Counter
from collections.abc import Callable

from cairnloop.kernel.presence import Diff, Entry

# So many changes of one topic go out at once; those that come in the same moment besides wait for its end. A thousand
# who arrive together would otherwise be told a thousand times of each other.
AT_ONCE = 10
MOMENT_SECONDS = 0.5


class Gathering:
    """Keeps the order of a topic's changes, and every one of them: who came and went again is told as both."""

    def __init__(self, announce: Callable[[Diff], None]) -> None:
        self._announce = announce
        self._told: Counter[str] = Counter()
        self._held: dict[str, tuple[list[Entry], list[Entry]]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def add(self, diff: Diff) -> None:
        """Announce a change, now or within a moment."""
        if not diff:
            return
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(MOMENT_SECONDS, self._flush)
        if self._told[diff.topic] < AT_ONCE:
            self._told[diff.topic] += 1
            self._announce(diff)
            return
        joins, leaves = self._held.setdefault(diff.topic, ([], []))
        joins += diff.joins
        leaves += diff.leaves

    def _flush(self) -> None:
        held, self._held = self._held, {}
        # Where there is a crowd, what follows waits as well.
        self._told = Counter(dict.fromkeys(held, AT_ONCE))
        again = asyncio.get_running_loop().call_later(MOMENT_SECONDS, self._flush) if held else None
        self._timer = again
        for topic, (joins, leaves) in held.items():
            self._announce(Diff(topic, tuple(joins), tuple(leaves)))
