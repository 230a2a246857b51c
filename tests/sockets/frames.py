"""The frames of a client and of the server, and a session that takes them."""

from typing import Any

from cairnloop.daemon.sockets.limits import Limits
from cairnloop.daemon.sockets.protocol import Action, Join, Seat, Session
from cairnloop.kernel.ratelimit import Rate
from cairnloop.wire.phoenix import Frame

PLENTY = Rate(per_second=1e6, burst=1e6)
LIMITS = Limits(rate=PLENTY, patience=PLENTY, topics=3, waiting=4)


def join(ref: str = "1", topic: str = "room:1", payload: dict[str, Any] | None = None) -> Frame:
    return Frame(ref, ref, topic, "phx_join", payload or {})


def push(ref: str, join_ref: str | None = "1", topic: str = "room:1", event: str = "shout") -> Frame:
    return Frame(join_ref, ref, topic, event, {"body": "hi"})


def leave(ref: str, join_ref: str | None = "1", topic: str = "room:1") -> Frame:
    return Frame(join_ref, ref, topic, "phx_leave")


def reply(to: Frame, status: str = "ok", **response: Any) -> Frame:
    return Frame(to.join_ref, to.ref, to.topic, "phx_reply", {"status": status, "response": response})


def refusal(to: Frame, reason: str, code: str) -> Frame:
    return reply(to, "error", reason=reason, code=code)


def close(join_ref: str, topic: str = "room:1", event: str = "phx_close") -> Frame:
    return Frame(join_ref, join_ref, topic, event)


def session(limits: Limits = LIMITS) -> Session:
    return Session(limits, now=0)


def seated(session: Session, frame: Frame | None = None) -> Seat:
    """Join and be let in."""
    (work,) = session.receive(frame or join(), now=0)
    assert isinstance(work, Join)
    session.joined(work, {})
    session.settled(work)
    return work.seat


def only(actions: list[Action]) -> Any:
    (action,) = actions
    return action
