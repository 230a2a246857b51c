"""Which daemons share this database: each says every few seconds that it is there."""

import asyncio
import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from cairnloop import __version__
from cairnloop.kernel import whispers

HERE = "daemon.here"
BEAT_SECONDS = 5.0
# Three beats without a word, and it is gone.
SILENCE_SECONDS = 15.0


class Carrier(whispers.Carrier, Protocol):
    """One that says when it has begun."""

    ready: asyncio.Event


@dataclass(frozen=True, slots=True)
class Member:
    """One run of one daemon. Where it runs is for admins only."""

    node: str
    host: str
    pid: int
    version: str

    @classmethod
    def this(cls, node: str) -> "Member":
        return cls(node, socket.gethostname(), os.getpid(), __version__)


class Neighbours:
    """This daemon and those beside it; on SQLite there are none."""

    def __init__(self, here: Member, clock: Callable[[], float] = time.monotonic) -> None:
        self.here = here
        self._clock = clock
        self._heard: dict[str, tuple[Member, float]] = {}

    def others(self) -> tuple[Member, ...]:
        """Those that were heard of a moment ago."""
        self._forget_the_silent()
        return tuple(member for member, _ in sorted(self._heard.values(), key=lambda heard: heard[0].node))

    async def share(self, carrier: Carrier) -> None:
        """Say that we are here, and hear who else is. Ends when cancelled."""
        carrier.on(HERE, self._hear)
        await carrier.ready.wait()
        here = self.here
        while True:
            carrier.signal(HERE, {"node": here.node, "host": here.host, "pid": here.pid, "version": here.version})
            await asyncio.sleep(BEAT_SECONDS)

    def _forget_the_silent(self) -> None:
        since = self._clock() - SILENCE_SECONDS
        self._heard = {node: (member, at) for node, (member, at) in self._heard.items() if at >= since}

    def _hear(self, said: Any) -> None:
        match said:
            case {"node": str(node), "host": str(host), "pid": int(pid), "version": str(version)}:
                self._forget_the_silent()
                self._heard[node] = Member(node, host, pid, version), self._clock()
