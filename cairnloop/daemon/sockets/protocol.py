"""The channels of one socket: what a frame means given what was joined before, without a socket and without waiting."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from cairnloop.daemon.sockets.limits import Limits
from cairnloop.errors import BadRequest, CairnloopError, NotFound, TooMany
from cairnloop.kernel.ratelimit import TokenBucket
from cairnloop.wire.phoenix import CLOSE, ERROR, HEARTBEAT, JOIN, LEAVE, REPLY, SOCKET_TOPIC, Frame, Malformed, Status


class Unmatched(NotFound):
    """unmatched topic"""

    reason = "unmatched_topic"


@dataclass(eq=False, slots=True)
class Seat:
    """One join of one topic. A later join of the same topic is another seat."""

    topic: str
    join_ref: str
    entered: bool = False
    """Whether the handler let it in, as far as the work done so far tells."""


@dataclass(frozen=True, slots=True)
class Send:
    frame: Frame


@dataclass(frozen=True, slots=True)
class Join:
    seat: Seat
    frame: Frame
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Handle:
    seat: Seat
    frame: Frame
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Leave:
    """The seat is given up: on request (the frame to answer), for a newer join, or because the socket closed."""

    seat: Seat
    frame: Frame | None = None


class HangUp(Enum):
    """Why we close a socket: the close code and what the peer is told.

    Never 1000, after which some published clients do not come back.
    """

    SLOW = 1012, "too far behind"
    RESTART = 1012, "restarting"
    IDLE = 1001, "no heartbeat"
    FLOOD = 1008, "too many messages"
    SIGNED_OUT = 1008, "no longer signed in"
    SIGHT = 1012, "what you may see has changed"

    @property
    def code(self) -> int:
        return self.value[0]

    @property
    def reason(self) -> str:
        return self.value[1]


Work = Join | Handle | Leave
Action = Send | Work | HangUp


RESERVED: Final = frozenset({REPLY, CLOSE, ERROR})


class Session:
    """What one socket has joined: frames go in and actions come out.

    Some actions are work (`Join`, `Handle`, `Leave`) for the topic's handler. How it ended is told to the session, by
    one of `joined`, `answered`, `declined`, `crashed` or `left` and then `settled`, and the answer is the frames to
    send. Work of one topic must be done in the order given. `now` is any clock in seconds that never runs back.
    """

    __slots__ = ("_bucket", "_limits", "_patience", "_seats", "_waiting")

    def __init__(self, limits: Limits, now: float) -> None:
        self._limits = limits
        self._bucket = TokenBucket.full(limits.rate, now)
        self._patience = TokenBucket.full(limits.patience, now)
        self._seats: dict[str, Seat] = {}
        self._waiting = 0

    def receive(self, frame: Frame, now: float) -> list[Action]:
        """One frame from the client."""
        # Leaving what was joined is always allowed: a client that was refused it would wait for ever.
        leaving = frame.event == LEAVE and frame.topic in self._seats
        if not self._bucket.take(now) and not leaving:
            return self._refuse(frame, TooMany("too many messages, wait a moment"), now)
        if isinstance(frame.payload, bytes):
            return self._refuse(frame, BadRequest("binary payloads are not accepted"), now)
        if frame.topic == SOCKET_TOPIC:
            return self._receive_for_socket(frame)
        if frame.event == JOIN:
            return self._join(frame, frame.payload)
        if frame.event == LEAVE:
            return self._leave(frame)
        return self._push(frame, frame.payload)

    def unreadable(self, error: Malformed, now: float) -> list[Action]:
        """Something that was not a frame. The sender hears what was wrong with it, as far as it can be told."""
        self._bucket.take(now)
        about = error.about or Frame(None, None, SOCKET_TOPIC, "malformed")
        if not self._patience.take(now):
            return [HangUp.FLOOD]
        return [Send(about.reply("error", _refusal(error)))]

    def joined(self, join: Join, response: dict[str, Any]) -> list[Frame]:
        """The handler let the client in."""
        join.seat.entered = True
        return _reply(join.seat, join.frame, "ok", response)

    def answered(self, handle: Handle, response: dict[str, Any] | None) -> list[Frame]:
        """The handler is done with a push; None when it owes no reply."""
        return [] if response is None else _reply(handle.seat, handle.frame, "ok", response)

    def declined(self, work: Join | Handle, error: CairnloopError) -> list[Frame]:
        """The handler says no. A join stays outside; after a push the channel lives on."""
        if isinstance(work, Join):
            self._vacate(work.seat)
        return _reply(work.seat, work.frame, "error", _refusal(error))

    def crashed(self, work: Join | Handle) -> list[Frame]:
        """The handler failed in a way nobody foresaw: this channel ends, and the client joins it again by itself."""
        seat, was_in = work.seat, work.seat.entered
        held = self._vacate(seat)
        said = CairnloopError("internal error" if was_in else "join crashed")
        frames = _reply(seat, work.frame, "error", _refusal(said))
        if was_in and held:
            frames.append(Frame(seat.join_ref, seat.join_ref, seat.topic, ERROR))
        return frames

    def settled(self, work: Work) -> None:
        """Work that was asked for is done, however it ended."""
        if not isinstance(work, Leave):
            self._waiting -= 1

    def left(self, leave: Leave) -> list[Frame]:
        """The handler knows that the client is gone."""
        leave.seat.entered = False
        if leave.frame is None:
            return []
        return [*_reply(leave.seat, leave.frame, "ok", {}), _close(leave.seat)]

    def hears(self, seat: Seat) -> bool:
        """Whether what happens in the topic is for this seat: it was let in, and was not given up since."""
        return seat.entered and self._seats.get(seat.topic) is seat

    def closed(self) -> list[Leave]:
        """The socket is going away, and every seat with it."""
        leaves = [Leave(seat) for seat in self._seats.values()]
        self._seats.clear()
        return leaves

    def _receive_for_socket(self, frame: Frame) -> list[Action]:
        frame = Frame(None, frame.ref, SOCKET_TOPIC, frame.event)
        if frame.event == HEARTBEAT:
            return _answer(frame, "ok", {})
        return _decline(frame, Unmatched())

    def _join(self, frame: Frame, params: dict[str, Any]) -> list[Action]:
        join_ref = frame.join_ref or frame.ref
        if join_ref is None:
            return [Send(frame.reply("error", _refusal(BadRequest("a join needs a ref"))))]
        if self._waiting >= self._limits.waiting:
            return _decline(frame, TooMany("too many messages are waiting"))
        actions: list[Action] = []
        if old := self._seats.get(frame.topic):
            # The client has forgotten its old join, or meant to leave it: it stops hearing anything at once.
            actions = [Leave(old), Send(_close(old))]
        elif len(self._seats) >= self._limits.topics:
            return _decline(frame, TooMany(f"a socket may join {self._limits.topics} topics"))
        seat = self._seats[frame.topic] = Seat(frame.topic, join_ref)
        self._waiting += 1
        return [*actions, Join(seat, frame, params)]

    def _leave(self, frame: Frame) -> list[Action]:
        seat = self._seats.get(frame.topic)
        # A client that gave up on a join leaves it by its ref; that must not end a newer join.
        if seat is None or not _meant(seat, frame):
            return _answer(frame, "ok", {})
        del self._seats[frame.topic]
        return [Leave(seat, frame)]

    def _push(self, frame: Frame, payload: dict[str, Any]) -> list[Action]:
        seat = self._seats.get(frame.topic)
        if seat is None or not _meant(seat, frame):
            return _decline(frame, Unmatched())
        if frame.event in RESERVED:
            return _decline(frame, BadRequest(f"{frame.event} is not for clients to send"))
        if self._waiting >= self._limits.waiting:
            return _decline(frame, TooMany("too many messages are waiting"))
        self._waiting += 1
        return [Handle(seat, frame, payload)]

    def _refuse(self, frame: Frame, error: CairnloopError, now: float) -> list[Action]:
        if not self._patience.take(now):
            return [HangUp.FLOOD]
        return _decline(frame, error)

    def _vacate(self, seat: Seat) -> bool:
        """Give the seat up unless that happened already; says whether it was still held."""
        seat.entered = False
        if self._seats.get(seat.topic) is not seat:
            return False
        del self._seats[seat.topic]
        return True


def _meant(seat: Seat, frame: Frame) -> bool:
    # Version 1 clients do not send a join_ref: they mean whatever they are in now.
    return frame.join_ref is None or frame.join_ref == seat.join_ref


def _close(seat: Seat) -> Frame:
    return Frame(seat.join_ref, seat.join_ref, seat.topic, CLOSE)


def _reply(seat: Seat, frame: Frame, status: Status, response: dict[str, Any]) -> list[Frame]:
    """The reply to a frame of this seat; none for a frame without a ref, which nobody waits for."""
    if frame.ref is None:
        return []
    return [Frame(seat.join_ref, frame.ref, seat.topic, REPLY, {"status": status, "response": response})]


def _refusal(error: CairnloopError) -> dict[str, Any]:
    """The reason in words, where published clients look for it, and beside it a code for programs to go by."""
    return {"reason": error.detail, "code": error.reason}


def _answer(frame: Frame, status: Status, response: dict[str, Any]) -> list[Action]:
    """The reply to a frame that belongs to no seat."""
    return [] if frame.ref is None else [Send(frame.reply(status, response))]


def _decline(frame: Frame, error: CairnloopError) -> list[Action]:
    return _answer(frame, "error", _refusal(error))
