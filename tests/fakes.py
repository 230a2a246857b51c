"""Stand-ins for the three edges: the clock, the model, the provider."""

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
        for topic in topics:
            hub.subscribe(topic, self)

    def announce(self, announcement: Announcement) -> None:
        self.heard.append(announcement)

    def events(self, topic: str | None = None) -> list[str]:
        return [one.event for one in self.heard if topic is None or one.topic == topic]
