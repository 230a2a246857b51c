"""Tells everybody in a topic who comes and goes."""

from collections.abc import Mapping
from typing import Any

from cairnloop.kernel.hub import Announcement, Hub
from cairnloop.kernel.presence import Diff, Entry, Tracker

STATE = "presence_state"
DIFF = "presence_diff"


class Roster:
    """Who is present, and the announcement of every change of it."""

    def __init__(self, hub: Hub, tracker: Tracker) -> None:
        self._hub = hub
        self._tracker = tracker

    def track(self, topic: str, key: str, meta: Mapping[str, Any]) -> Entry:
        entry, diff = self._tracker.join(topic, key, meta)
        self._announce(diff)
        return entry

    def update(self, entry: Entry, meta: Mapping[str, Any]) -> Entry:
        entry, diff = self._tracker.update(entry, meta)
        self._announce(diff)
        return entry

    def untrack(self, entry: Entry) -> None:
        self._announce(self._tracker.leave(entry))

    def state(self, topic: str) -> dict[str, Any]:
        """The payload of `presence_state`: `{key: {"metas": [...]}}`."""
        return self._tracker.state(topic)

    def keys(self, topic: str) -> set[str]:
        """Who is present in the topic, as the keys they were tracked under."""
        return self._tracker.keys(topic)

    def _announce(self, diff: Diff) -> None:
        if diff:
            self._hub.publish([Announcement(diff.topic, DIFF, diff.payload())])
