"""What is true only as long as it is said again: somebody types until they stop saying so."""

import asyncio
from collections.abc import AsyncIterator, Hashable, Sequence
from contextlib import asynccontextmanager

from cairnloop.kernel.hub import Announcement
from cairnloop.kernel.whispers import Whispers

FADES_AFTER_SECONDS = 2.0


class Fading:
    """Takes back what was whispered and not renewed: published clients may start to type and never say that they
    stopped."""

    def __init__(self, whispers: Whispers, seconds: float = FADES_AFTER_SECONDS) -> None:
        self._whispers = whispers
        self._seconds = seconds
        self._timers: dict[Hashable, asyncio.TimerHandle] = {}

    def begin(self, about: Hashable, on: Sequence[Announcement], off: Sequence[Announcement]) -> None:
        """Say that it is so; `off` follows by itself unless this is said again in time."""
        self._cancel(about)
        self._whispers.say(about, *on, after=off)
        self._timers[about] = asyncio.get_running_loop().call_later(self._seconds, self.end, about, off)

    def end(self, about: Hashable, off: Sequence[Announcement]) -> None:
        """Say that it is over, unless that was said already."""
        if self._cancel(about):
            self._whispers.say(about, *off)

    @asynccontextmanager
    async def lasting(
        self, about: Hashable, on: Sequence[Announcement], off: Sequence[Announcement]
    ) -> AsyncIterator[None]:
        """So for as long as the block runs, however long that is."""
        renewing = asyncio.create_task(self._renew(about, on, off))
        try:
            yield
        finally:
            renewing.cancel()
            self.end(about, off)

    async def _renew(self, about: Hashable, on: Sequence[Announcement], off: Sequence[Announcement]) -> None:
        while True:
            self.begin(about, on, off)
            await asyncio.sleep(self._seconds / 2)

    def _cancel(self, about: Hashable) -> bool:
        timer = self._timers.pop(about, None)
        if timer is not None:
            timer.cancel()
        return timer is not None
