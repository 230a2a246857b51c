"""What a running daemon knows of itself: since when it runs, what it accepted lately, who runs beside it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from cairnloop.daemon.neighbours import Neighbours
from cairnloop.kernel import telemetry
from cairnloop.kernel.lately import Lately, Summary


@dataclass(slots=True)
class Pulse:
    """`fired` are the schedules this daemon has fired itself, and when it last did.

    `sockets_open` counts the open sockets by who sits at the other end; None before there is a place for them.
    """

    neighbours: Neighbours
    began: datetime
    clock: Callable[[], float] = time.monotonic
    fired: dict[str, datetime] = field(default_factory=dict)
    sockets_open: Callable[[str], int] | None = None
    _accepting: Lately = field(default_factory=lambda: Lately(slots=60, slot_seconds=1.0))

    def accepted(self, seconds: float) -> None:
        """A customer's message was stored, so long after it came in."""
        self._accepting.add(seconds, self.clock())
        telemetry.accept_seconds.observe(seconds)

    def accepting(self) -> Summary:
        """The messages of the last minute."""
        return self._accepting.summary(self.clock())

    def fire(self, name: str, at: datetime) -> None:
        self.fired[name] = at
