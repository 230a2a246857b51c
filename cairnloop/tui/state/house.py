"""How the house is doing, as it was last read: its parts, since when that is known, and why it is not known better."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cairnloop.tui.state.events import Event
from cairnloop.tui.state.trouble import Trouble
from cairnloop.wire.status import State
from cairnloop.wire.terminal import harmless

if TYPE_CHECKING:
    from cairnloop.tui.state.desk import Desk

# The worst first.
ORDER = (State.BLOCKED, State.DEGRADED, State.UNKNOWN, State.READY)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the house. A part that is not ready says what is wrong, what is safe, and what to do."""

    name: str
    state: State
    said: str
    wrong: str = ""
    safe: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class House:
    """`parts` are as they were at `read_at`; `trouble` is why they could not be read again since."""

    parts: tuple[Part, ...] = ()
    daemon: str = ""
    up_seconds: int = 0
    read_at: datetime | None = None
    trouble: Trouble | None = None

    @property
    def ill(self) -> tuple[Part, ...]:
        """What is not ready, the worst first."""
        return tuple(sorted((one for one in self.parts if one.state is not State.READY), key=_severity))

    @property
    def well(self) -> tuple[Part, ...]:
        return tuple(one for one in self.parts if one.state is State.READY)


def _severity(part: Part) -> int:
    return ORDER.index(part.state)


def house_of(wire: Mapping[str, Any], at: datetime) -> House:
    """From `GET /api/status`."""
    daemon = wire.get("daemon") or {}
    known = [f"{daemon['host']}, process {daemon.get('pid')}"] if daemon.get("host") else []
    known.append(f"version {daemon.get('version', '?')}")
    return House(
        parts=tuple(_part(one) for one in wire["parts"]),
        daemon=harmless(", ".join(known)),
        up_seconds=int(wire.get("uptime_seconds") or 0),
        read_at=at,
    )


def _part(wire: Mapping[str, Any]) -> Part:
    words = {name: harmless(str(wire.get(name) or "")) for name in ("name", "said", "wrong", "safe", "remedy")}
    try:
        state = State(wire["state"])
    except ValueError:
        state = State.UNKNOWN  # a daemon of another version; what it says is shown all the same
    return Part(state=state, **words)


@dataclass(frozen=True, slots=True)
class StatusRead(Event):
    house: House


@dataclass(frozen=True, slots=True)
class StatusUnread(Event):
    trouble: Trouble


def _unread(desk: "Desk", event: StatusUnread) -> "Desk":
    return replace(desk, house=replace(desk.house, trouble=event.trouble))


HOUSE: dict[type[Event], Callable[["Desk", Any], "Desk"]] = {
    StatusRead: lambda desk, event: replace(desk, house=event.house),
    StatusUnread: _unread,
}
