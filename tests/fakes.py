"""Stand-ins for the three edges: the clock, the model, the provider."""

import asyncio
from datetime import UTC, datetime, timedelta

from cairnloop.kernel.hub import Announcement, Hub


class FixedClock:
    """Stands still until a test moves it."""

    def __init__(self, at: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, **amount: float) -> None:
        self.at += timedelta(**amount)


class Ear:
    """Listens to topics of a hub and remembers what it heard."""

    def __init__(self, hub: Hub, *topics: str) -> None:
        self.heard: list[Announcement] = []
        self._stir = asyncio.Event()
        for topic in topics:
            hub.subscribe(topic, self)

    def announce(self, announcement: Announcement) -> None:
        self.heard.append(announcement)
        self._stir.set()

    async def hears(self, many: int) -> None:
        """Wait until so much was heard."""
        async with asyncio.timeout(10):
            while len(self.heard) < many:
                self._stir.clear()
                await self._stir.wait()

    def events(self, topic: str | None = None) -> list[str]:
        return [one.event for one in self.heard if topic is None or one.topic == topic]
