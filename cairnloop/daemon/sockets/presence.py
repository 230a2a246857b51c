"""Tells everybody in a topic who comes and goes, also on the other daemons."""

import asyncio
import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import orjson

from cairnloop.daemon.neighbours import Carrier
from cairnloop.daemon.sockets.gathering import Gathering
from cairnloop.kernel.hub import Announcement, Hub
from cairnloop.kernel.presence import Diff, Entry, Tracker

STATE = "presence_state"
DIFF = "presence_diff"

# What daemons tell each other: a change, a sum of all they own, a question for all of it, the parts of the answer.
CHANGE, SUM, ASK, PART = "presence.change", "presence.sum", "presence.ask", "presence.part"
BEAT_SECONDS = 3.0
# A daemon that is silent for three beats is gone, and everybody on it.
SILENCE_SECONDS = 10.0
# Room for entries in one part; a signal takes 7000 bytes.
PART_BYTES = 5000


class Roster:
    """Who is present, and the announcement of every change of it."""

    def __init__(self, hub: Hub, tracker: Tracker) -> None:
        self._hub = hub
        self._tracker = tracker
        self._gathering = Gathering(self._publish)
        self._tell_others: Callable[[Diff], None] = lambda diff: None

    def track(self, topic: str, key: str, meta: Mapping[str, Any]) -> Entry:
        entry, diff = self._tracker.join(topic, key, meta)
        self._changed_here(diff)
        return entry

    def update(self, entry: Entry, meta: Mapping[str, Any]) -> Entry:
        entry, diff = self._tracker.update(entry, meta)
        self._changed_here(diff)
        return entry

    def untrack(self, entry: Entry) -> None:
        self._changed_here(self._tracker.leave(entry))

    def state(self, topic: str) -> dict[str, Any]:
        """The payload of `presence_state`: `{key: {"metas": [...]}}`."""
        return self._tracker.state(topic)

    def keys(self, topic: str) -> set[str]:
        """Who is present in the topic, as the keys they were tracked under."""
        return self._tracker.keys(topic)

    async def share(self, carrier: Carrier) -> None:
        """Know who is on the other daemons, and let them know who is here. Ends when cancelled."""
        sharing = Sharing(self._tracker, carrier, self._gathering.add)
        self._tell_others = sharing.tell
        await sharing.run()

    def _changed_here(self, diff: Diff) -> None:
        self._gathering.add(diff)
        self._tell_others(diff)

    def _publish(self, diff: Diff) -> None:
        self._hub.publish([Announcement(diff.topic, DIFF, diff.payload())])


class Sharing:
    """Keeps this daemon's tracker and those of the others alike.

    Changes are told as they happen and may get lost. Every few seconds each daemon tells a sum over what it owns; one
    that comes to another result has missed something and asks for all of it.
    """

    def __init__(self, tracker: Tracker, carrier: Carrier, announce: Callable[[Diff], None]) -> None:
        self._tracker = tracker
        self._carrier = carrier
        self._announce = announce
        self._heard: dict[str, float] = {}
        self._parts: dict[str, list[Entry]] = {}
        self._sums: dict[str, int] = {}
        self._add_up(tracker.export())
        carrier.on(CHANGE, self._on_change)
        carrier.on(SUM, self._on_sum)
        carrier.on(ASK, self._on_ask)
        carrier.on(PART, self._on_part)

    async def run(self) -> None:
        await self._carrier.ready.wait()
        self._carrier.signal(ASK, {"of": None})
        while True:
            self._carrier.signal(SUM, {"node": self._tracker.node, "sum": self._sum(self._tracker.node)})
            self._drop_silent()
            await asyncio.sleep(BEAT_SECONDS)

    def tell(self, diff: Diff) -> None:
        """Somebody came or went here."""
        if diff:
            self._add_up((*diff.joins, *diff.leaves))
            joins, leaves = _packed(diff.joins), _packed(diff.leaves)
            said = {"node": self._tracker.node, "topic": diff.topic, "joins": joins, "leaves": leaves}
            self._carrier.signal(CHANGE, said)

    def _on_change(self, said: Any) -> None:
        node = self._hear(said)
        joins, leaves = _unpacked(node, said["joins"]), _unpacked(node, said["leaves"])
        self._take(self._tracker.apply(Diff(said["topic"], joins, leaves)))

    def _on_sum(self, said: Any) -> None:
        node = self._hear(said)
        if said["sum"] != self._sum(node):
            self._carrier.signal(ASK, {"of": node})

    def _on_ask(self, said: Any) -> None:
        """Tell all we own, in parts that fit. Nothing comes in between them: they leave together and in order."""
        if said["of"] not in (None, self._tracker.node):
            return
        parts = list(_parts(_packed(self._tracker.export())))
        for number, part in enumerate(parts, 1):
            last = number == len(parts)
            said = {"node": self._tracker.node, "number": number, "last": last, "entries": part}
            self._carrier.signal(PART, said)

    def _on_part(self, said: Any) -> None:
        node = self._hear(said)
        if said["number"] == 1:
            self._parts[node] = []
        self._parts.setdefault(node, []).extend(_unpacked(node, said["entries"]))
        if said["last"]:
            for diff in self._tracker.merge(node, self._parts.pop(node)):
                self._take(diff)

    def _hear(self, said: Any) -> str:
        node = str(said["node"])
        self._heard[node] = asyncio.get_running_loop().time()
        return node

    def _drop_silent(self) -> None:
        since = asyncio.get_running_loop().time() - SILENCE_SECONDS
        for node in [node for node, heard in self._heard.items() if heard < since]:
            del self._heard[node]
            self._parts.pop(node, None)
            for diff in self._tracker.drop_node(node):
                self._take(diff)
            self._sums.pop(node, None)

    def _take(self, diff: Diff) -> None:
        """Somebody came or went on another daemon."""
        self._add_up((*diff.joins, *diff.leaves))
        self._announce(diff)

    def _add_up(self, changed: Iterable[Entry]) -> None:
        """A sum that is the same for the same entries in any order; adding one again takes it away."""
        for entry in changed:
            self._sums[entry.node] = self._sum(entry.node) ^ zlib.crc32(entry.ref.encode())

    def _sum(self, node: str) -> int:
        return self._sums.get(node, 0)


Packed = list[Any]


def _packed(entries: Iterable[Entry]) -> list[Packed]:
    return [[one.ref, one.topic, one.key, dict(one.meta), one.previous] for one in entries]


def _unpacked(node: str, packed: Iterable[Packed]) -> tuple[Entry, ...]:
    return tuple(Entry(node, ref, topic, key, meta, previous) for ref, topic, key, meta, previous in packed)


def _parts(entries: Iterable[Packed]) -> Iterable[list[Packed]]:
    """At least one part, so that owning nothing can be told, too."""
    part: list[Packed] = []
    size = 0
    for entry in entries:
        size += len(orjson.dumps(entry)) + 1
        if part and size > PART_BYTES:
            yield part
            part, size = [], len(orjson.dumps(entry)) + 1
        part.append(entry)
    yield part
