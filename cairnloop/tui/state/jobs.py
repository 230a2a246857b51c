"""Background jobs that are not finished: waiting, running, and the dead that wait for a decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cairnloop.tui.state.paged import Paged
from cairnloop.tui.terminal.times import instant
from cairnloop.wire.terminal import harmless

DEAD, WAITING, RUNNING = "dead", "waiting", "running"


@dataclass(frozen=True, slots=True)
class JobRow:
    """`error` is the last one, as it was written down; whoever shows it makes it harmless."""

    id: str
    kind: str
    state: str
    run_at: datetime | None
    attempt: int
    max_attempts: int
    error: str
    args: Mapping[str, Any]

    @property
    def haystack(self) -> str:
        return f"{self.kind} {self.error} {' '.join(map(str, self.args.values()))}".casefold()

    @property
    def conversation_id(self) -> str | None:
        found = self.args.get("conversation_id")
        return None if found is None else str(found)


@dataclass(frozen=True)
class Jobs:
    """`counts` are those of the whole house; None while they are not known, `uncounted` when they could not be read."""

    paged: Paged[JobRow] = field(default_factory=lambda: Paged(asked=DEAD))
    counts: Mapping[str, int] | None = None
    uncounted: bool = False


def job_of(wire: Mapping[str, Any]) -> JobRow:
    """From a row of `GET /api/jobs`."""
    return JobRow(
        id=str(wire["id"]),
        kind=harmless(str(wire.get("kind") or "")),
        state=str(wire.get("state") or WAITING),
        run_at=instant(wire.get("run_at")),
        attempt=int(wire.get("attempt") or 0),
        max_attempts=int(wire.get("max_attempts") or 0),
        error=str(wire.get("error") or ""),
        args=dict(wire.get("args") or {}),
    )
