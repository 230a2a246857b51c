"""Publish and subscribe by topic inside one daemon; a carrier takes what is published to the other daemons."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import orjson


@dataclass(frozen=True)
class Announcement:
    """Something that happened, for whoever listens to `topic`. The payload is ready for JSON."""

    topic: str
    event: str
    payload: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def encoded(self) -> bytes:
        """The payload as JSON, computed once however many sockets it goes to."""
        return orjson.dumps(self.payload)


class Subscriber(Protocol):
    def announce(self, announcement: Announcement) -> None:
        """Take one announcement. Called on the event loop: it must not block and must not raise."""
        ...


class Hub:
    def __init__(self) -> None:
        self._subscribers: dict[str, set[Subscriber]] = {}

    def subscribe(self, topic: str, subscriber: Subscriber) -> None:
        self._subscribers.setdefault(topic, set()).add(subscriber)

    def unsubscribe(self, topic: str, subscriber: Subscriber) -> None:
        subscribers = self._subscribers.get(topic)
        if subscribers is None:
            return
        subscribers.discard(subscriber)
        if not subscribers:
            del self._subscribers[topic]

    def publish(self, announcements: Iterable[Announcement]) -> None:
        """Hand each announcement to this daemon's subscribers of its topic."""
        for announcement in announcements:
            for subscriber in tuple(self._subscribers.get(announcement.topic, ())):
                subscriber.announce(announcement)

    def topics(self) -> int:
        return len(self._subscribers)
