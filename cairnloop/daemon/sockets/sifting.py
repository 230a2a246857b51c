"""What one client may hear of a topic that others hear whole: all that is said is looked at first, in its order."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog

from cairnloop.errors import CairnloopError
from cairnloop.kernel.hub import Announcement
from cairnloop.wire.phoenix import Frame

logger = structlog.get_logger()

Payload = dict[str, Any]
Said = Announcement | Frame
# Of each payload what may be heard: itself, another one in its place, or with None nothing.
Sieve = Callable[[Sequence[Payload]], Awaitable[Sequence[Payload | None]]]


class Sifting:
    """Passes on what its sieve lets through; what comes while it is looking is looked at together.

    What cannot be looked at is not passed on, and neither is anything after it: `on_trouble` is told.
    """

    __slots__ = ("_on_trouble", "_pass_on", "_room", "_sieve", "_task", "_waiting")

    def __init__(
        self, sieve: Sieve, pass_on: Callable[[Said], None], on_trouble: Callable[[], None], room: int
    ) -> None:
        self._sieve = sieve
        self._pass_on = pass_on
        self._on_trouble = on_trouble
        self._room = room
        self._waiting: list[Said] = []
        self._task: asyncio.Task[None] | None = None

    def put(self, said: Said) -> None:
        """Never waits."""
        if len(self._waiting) >= self._room:
            self._on_trouble()
            return
        self._waiting.append(said)
        if self._task is None:
            self._task = asyncio.create_task(self._sift())

    def stop(self) -> None:
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()

    async def _sift(self) -> None:
        try:
            while self._waiting:
                looked_at, self._waiting = self._waiting, []
                kept = await self._sieve([_payload(said) for said in looked_at])
                for said, payload in zip(looked_at, kept, strict=True):
                    if payload is not None:
                        self._pass_on(_with(said, payload))
        except CairnloopError as error:
            logger.warning("socket.cannot_sift", reason=error.reason)
            self._on_trouble()
        finally:
            self._task = None


def _payload(said: Said) -> Payload:
    return said.payload if isinstance(said.payload, dict) else {}


def _with(said: Said, payload: Payload) -> Said:
    """The same with this payload; the very same when it is its own, for it is written once for all who hear it."""
    if payload is said.payload:
        return said
    if isinstance(said, Announcement):
        return Announcement(said.topic, said.event, payload)
    return Frame(said.join_ref, said.ref, said.topic, said.event, payload)
