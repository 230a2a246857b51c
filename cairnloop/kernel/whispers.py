"""News that is shown and forgotten, such as who is typing: here at once, and on the other daemons soon after."""

import asyncio
import itertools
import time
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Protocol

from cairnloop.kernel.hub import Announcement, Hub

KIND = "whisper"
# Somebody who goes on typing says so with every key; the other daemons need not hear it that often.
REPEAT_SECONDS = 2.0
# After so long without another word the daemon that told us is gone, or we were cut off from it: longer than from its
# last word to the end it says itself.
LOST_SECONDS = 5.0
# So many subjects are remembered before those of long ago are looked for and forgotten.
REMEMBERED = 2_000


class Carrier(Protocol):
    """Takes short news to the other daemons and brings theirs. Some of it may get lost."""

    def signal(self, kind: str, payload: Any) -> None: ...

    def on(self, kind: str, handler: Callable[[Any], None]) -> None: ...


class Whispers:
    """Publishes without a transaction and without a row: whoever is away misses it, and nothing depends on it."""

    def __init__(
        self, hub: Hub, clock: Callable[[], float] = time.monotonic, *, lost_seconds: float = LOST_SECONDS
    ) -> None:
        self._hub = hub
        self._clock = clock
        self._carrier: Carrier | None = None
        self._numbers = itertools.count()
        self._forgot_at = -REPEAT_SECONDS
        self._told: dict[Hashable, tuple[tuple[Announcement, ...], float]] = {}
        self._lost_seconds = lost_seconds
        self._lasting: dict[tuple[str, str], asyncio.TimerHandle] = {}

    def share(self, carrier: Carrier) -> None:
        """From now on also with the other daemons of this carrier."""
        carrier.on(KIND, self._hear)
        self._carrier = carrier

    def say(self, about: Hashable, *announcements: Announcement, after: Sequence[Announcement] = ()) -> None:
        """Publish; the others are told unless they have just heard the same `about` this subject.

        `after`, one for each, is what they say themselves when they hear no more of it: we may be gone by then.
        """
        self._hub.publish(announcements)
        if self._carrier is None or self._just_told(about, announcements):
            return
        ends = [end.payload for end in after] or itertools.repeat(None)
        for said, end in zip(announcements, ends, strict=False):
            # The number keeps on, off and on again apart: the carrier sends what is equal only once.
            self._carrier.signal(KIND, [next(self._numbers), said.topic, said.event, said.payload, str(about), end])

    def _just_told(self, about: Hashable, announcements: tuple[Announcement, ...]) -> bool:
        now = self._clock()
        before, at = self._told.get(about, ((), 0.0))
        if before == announcements and now - at < REPEAT_SECONDS:
            return True
        if len(self._told) >= REMEMBERED and now - self._forgot_at >= REPEAT_SECONDS:
            self._forgot_at = now
            self._told = {one: told for one, told in self._told.items() if now - told[1] < REPEAT_SECONDS}
        self._told[about] = announcements, now
        return False

    def _hear(self, said: Any) -> None:
        match said:
            case [int(), str(topic), str(event), dict(payload), str(about), end]:
                self._hub.publish([Announcement(topic, event, payload)])
                self._await_more((about, topic), Announcement(topic, event, end) if isinstance(end, dict) else None)

    def _await_more(self, subject: tuple[str, str], end: Announcement | None) -> None:
        if timer := self._lasting.pop(subject, None):
            timer.cancel()
        if end is not None:
            loop = asyncio.get_running_loop()
            self._lasting[subject] = loop.call_later(self._lost_seconds, self._end, subject, end)

    def _end(self, subject: tuple[str, str], end: Announcement) -> None:
        del self._lasting[subject]
        self._hub.publish([end])
