"""Who is here, by topic and key: a value that several daemons can share, each owning its own entries."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One tab, phone or console under a key. `ref` is unique over all nodes and all time."""

    node: str
    ref: str
    topic: str
    key: str
    meta: Mapping[str, Any]
    previous: str | None = None

    def as_meta(self) -> JsonObject:
        """The entry as Phoenix clients expect it among the metas of its key."""
        meta = {**self.meta, "phx_ref": self.ref}
        if self.previous is not None:
            meta["phx_ref_prev"] = self.previous
        return meta


@dataclass(frozen=True, slots=True)
class Diff:
    """What changed in one topic."""

    topic: str
    joins: tuple[Entry, ...] = ()
    leaves: tuple[Entry, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.joins or self.leaves)

    def payload(self) -> JsonObject:
        """The payload of `presence_diff`."""
        return {"joins": by_key(self.joins), "leaves": by_key(self.leaves)}


def by_key(entries: Iterable[Entry]) -> dict[str, dict[str, list[JsonObject]]]:
    """Entries in the shape of `presence_state`: `{key: {"metas": [...]}}`."""
    found: dict[str, dict[str, list[JsonObject]]] = {}
    for entry in entries:
        found.setdefault(entry.key, {"metas": []})["metas"].append(entry.as_meta())
    return found


@dataclass(slots=True)
class Tracker:
    """The entries of this node and what is known of the others.

    `node` names one run of one daemon: a daemon that restarts is another node, so its old entries can be dropped.
    Every change comes back as what really changed, ready to be told to the clients of this node; for an entry that is
    known already, or gone already, that is nothing.
    """

    node: str
    _topics: dict[str, dict[str, Entry]] = field(default_factory=dict)
    _issued: int = 0

    def join(self, topic: str, key: str, meta: Mapping[str, Any]) -> tuple[Entry, Diff]:
        """Somebody is here. The entry that comes back is the handle for `update` and `leave`."""
        entry = Entry(self.node, self._next_ref(), topic, key, meta)
        return entry, self.apply(Diff(topic, joins=(entry,)))

    def update(self, entry: Entry, meta: Mapping[str, Any]) -> tuple[Entry, Diff]:
        """The same one, with other things to say."""
        new = Entry(self.node, self._next_ref(), entry.topic, entry.key, meta, previous=entry.ref)
        return new, self.apply(Diff(entry.topic, joins=(new,), leaves=(entry,)))

    def leave(self, entry: Entry) -> Diff:
        return self.apply(Diff(entry.topic, leaves=(entry,)))

    def state(self, topic: str) -> dict[str, dict[str, list[JsonObject]]]:
        """The payload of `presence_state`."""
        return by_key(self._topics.get(topic, {}).values())

    def keys(self, topic: str) -> set[str]:
        return {entry.key for entry in self._topics.get(topic, {}).values()}

    def apply(self, diff: Diff) -> Diff:
        """Take over a change, also one that another node made. What comes back is the part that was news."""
        entries = self._topics.get(diff.topic, {})
        joins = tuple(entry for entry in diff.joins if entry.ref not in entries)
        leaves = tuple(entry for entry in diff.leaves if entry.ref in entries)
        entries |= {entry.ref: entry for entry in joins}
        for entry in leaves:
            del entries[entry.ref]
        if entries:
            self._topics[diff.topic] = entries
        else:
            self._topics.pop(diff.topic, None)
        return Diff(diff.topic, joins, leaves)

    def export(self) -> tuple[Entry, ...]:
        """Everything this node owns, for a node that has just arrived or has missed something."""
        return tuple(self._of(self.node))

    def merge(self, node: str, entries: Iterable[Entry]) -> list[Diff]:
        """Another node says that this is all it owns."""
        if node == self.node:
            return []
        said = {entry.ref: entry for entry in entries if entry.node == node}
        known = {entry.ref: entry for entry in self._of(node)}
        joins = (entry for ref, entry in said.items() if ref not in known)
        leaves = (entry for ref, entry in known.items() if ref not in said)
        return [self.apply(diff) for diff in _by_topic(joins, leaves)]

    def drop_node(self, node: str) -> list[Diff]:
        """Another node is lost, and everybody on it."""
        return self.merge(node, ())

    def _of(self, node: str) -> Iterator[Entry]:
        return (entry for entries in self._topics.values() for entry in entries.values() if entry.node == node)

    def _next_ref(self) -> str:
        self._issued += 1
        return f"{self.node}.{self._issued}"


def _by_topic(joins: Iterable[Entry], leaves: Iterable[Entry]) -> list[Diff]:
    topics: dict[str, tuple[list[Entry], list[Entry]]] = {}
    for entry in joins:
        topics.setdefault(entry.topic, ([], []))[0].append(entry)
    for entry in leaves:
        topics.setdefault(entry.topic, ([], []))[1].append(entry)
    return [Diff(topic, tuple(came), tuple(went)) for topic, (came, went) in topics.items()]
