"""How the house is doing, on the wire: its parts, and the daemon's last log lines."""

from enum import StrEnum
from typing import Any, NotRequired

from typing_extensions import TypedDict


class State(StrEnum):
    READY = "ready"
    DEGRADED = "degraded"  # works, but not as it should
    BLOCKED = "blocked"  # does not work
    UNKNOWN = "unknown"  # could not be found out


class DaemonOut(TypedDict):
    """The daemon that answers. Where it runs is told to admins only."""

    node: str
    version: str
    host: NotRequired[str]
    pid: NotRequired[int]


class PartOut(TypedDict):
    """One part. `said` is how it is; a part that is not ready says what is wrong, what is safe, and what to do."""

    name: str
    state: str
    said: str
    wrong: str | None
    safe: str | None
    remedy: str | None
    facts: dict[str, Any]


class StatusOut(TypedDict):
    state: str
    uptime_seconds: int
    daemon: DaemonOut
    parts: list[PartOut]


class LogLineOut(TypedDict):
    """`fields` are what stood beside the words; `trace` is a traceback, if there was one."""

    cursor: str
    at: str
    level: str
    logger: str
    event: str
    fields: dict[str, Any]
    trace: str | None
