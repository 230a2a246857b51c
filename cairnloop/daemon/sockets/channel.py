"""What a topic is made of: the handler that decides, and the channel it sees for each client that joined."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from cairnloop.daemon.sockets.presence import Roster
from cairnloop.daemon.sockets.protocol import Seat
from cairnloop.daemon.sockets.sifting import Sieve, Sifting
from cairnloop.errors import BadRequest
from cairnloop.kernel.hub import Announcement
from cairnloop.kernel.presence import Entry
from cairnloop.wire.phoenix import Frame


class Somebody(Protocol):
    """Who is at the other end of a socket."""

    @property
    def account_id(self) -> UUID | None:
        """The account whose socket it is, where that is known from the start."""
        ...


Identity = TypeVar("Identity", bound=Somebody)


class UnknownEvent(BadRequest):
    """This topic does not know that event."""

    reason = "unknown_event"

    def __init__(self, event: str) -> None:
        super().__init__(f"unknown event {event!r}")


class Channel(Generic[Identity]):
    """One topic on one socket, from its join until it is left.

    `socket` says who is at the other end, as the upgrade found out. `assigns` is the handler's own: what its `join`
    looked up, its `handle` finds there. What is announced on the topic goes to the client by itself, from the moment
    `join` is entered: a history read there and the announcements after it have no gap between them.
    """

    __slots__ = ("_roster", "_send", "_tracked", "assigns", "held", "route", "seat", "sieve", "sifting", "socket")

    def __init__(
        self,
        socket: Identity,
        seat: Seat,
        route: "Route[Identity]",
        send: Callable[[Frame], None],
        roster: Roster,
    ) -> None:
        self.socket = socket
        self.assigns: dict[str, Any] = {}
        self.seat = seat
        self.route = route
        self.held: list[Frame | Announcement] | None = []
        """What the client shall hear after the reply to its join; None once it has had that reply."""
        self.sieve: Sieve | None = None
        """Set by `join` for a client who may not hear everything that is announced here."""
        self.sifting: Sifting | None = None
        self._send = send
        self._roster = roster
        self._tracked: tuple[Entry, ...] = ()

    @property
    def topic(self) -> str:
        return self.seat.topic

    @property
    def join_ref(self) -> str:
        return self.seat.join_ref

    def push(self, event: str, payload: dict[str, Any]) -> None:
        """Send an event to this client alone. In `join`, it leaves after the reply."""
        frame = Frame(self.join_ref, None, self.topic, event, payload)
        if self.held is None:
            self._send(frame)
        else:
            self.held.append(frame)

    def track(self, topic: str, key: str, meta: dict[str, Any]) -> None:
        """Show this client as present under `key` in `topic`, until it leaves this channel; again, to change `meta`."""
        for entry in self._tracked:
            if (entry.topic, entry.key) == (topic, key):
                self._replace(entry, self._roster.update(entry, meta))
                return
        self._tracked += (self._roster.track(topic, key, meta),)

    def untrack(self) -> None:
        """Take this client out of every topic it was tracked in. Done by itself when the channel ends."""
        tracked, self._tracked = self._tracked, ()
        for entry in tracked:
            self._roster.untrack(entry)

    def _replace(self, old: Entry, new: Entry) -> None:
        self._tracked = tuple(new if entry is old else entry for entry in self._tracked)


class TopicHandler(Protocol[Identity]):
    """Decides for the topics of one pattern. One handler serves all clients; what belongs to one is in its channel.

    Calls for one channel never overlap and come in the order the client sent; a slow one delays nothing else.
    A CairnloopError becomes the client's error reply, `{"reason": detail, "code": reason}`. Anything else is logged and
    ends this one channel with `phx_error`, after which the client joins again.
    """

    async def join(self, channel: Channel[Identity], params: dict[str, Any]) -> dict[str, Any]:
        """Let the client in and answer its join, or raise."""
        ...

    async def handle(self, channel: Channel[Identity], event: str, payload: dict[str, Any]) -> dict[str, Any] | None:
        """Do what a pushed event asks and answer it; None when this event is owed no reply.

        Raises UnknownEvent for an event that this topic does not have.
        """
        ...

    async def left(self, channel: Channel[Identity]) -> None:
        """The client left, was dropped or crashed the channel. Called once for every join that was let in."""
        ...


@dataclass(frozen=True, slots=True)
class Route(Generic[Identity]):
    """Which handler decides for which topics: `pattern` is a whole topic, or ends in `*`."""

    pattern: str
    handler: TopicHandler[Identity]
    presence: bool = False
    """Whether clients hear after each join who is present in the topic, as `presence_state`."""

    def serves(self, topic: str) -> bool:
        if self.pattern.endswith("*"):
            return topic.startswith(self.pattern[:-1])
        return topic == self.pattern


class Routes(Generic[Identity]):
    """The first route that serves a topic decides, so list `conversation:lobby:*` before `conversation:*`."""

    def __init__(self, routes: Iterable[Route[Identity]]) -> None:
        self._routes: Sequence[Route[Identity]] = tuple(routes)

    def find(self, topic: str) -> Route[Identity] | None:
        return next((route for route in self._routes if route.serves(topic)), None)
