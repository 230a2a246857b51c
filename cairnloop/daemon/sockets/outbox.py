"""What waits to be sent to one peer: bounded, so that a peer that does not read cannot fill the daemon."""

import asyncio
from collections.abc import Awaitable, Callable

from cairnloop.daemon.sockets.limits import Limits

Transmit = Callable[[str | bytes], Awaitable[None]]
# Sends at once, or says that the peer is not ready for more.
PassOn = Callable[[str | bytes], bool]


class Outbox:
    """Sends in order, in a task that lives only while there is something to send: an idle peer costs nothing."""

    __slots__ = ("_limits", "_on_full", "_open", "_pass_on", "_queue", "_size", "_task", "_transmit")

    def __init__(
        self, transmit: Transmit, limits: Limits, on_full: Callable[[], None], pass_on: PassOn | None = None
    ) -> None:
        self._transmit = transmit
        self._pass_on = pass_on
        self._limits = limits
        self._on_full = on_full
        self._queue: list[str | bytes] = []
        self._size = 0
        self._task: asyncio.Task[None] | None = None
        self._open = True

    def put(self, data: str | bytes) -> None:
        """Queue one frame. Never waits; when the peer is too far behind, nothing more is queued and `on_full` hears."""
        if not self._open:
            return
        if self._task is None and self._pass_on is not None and self._pass_on(data):
            return
        # Only what waits is counted: one large frame alone is fine, whatever its size.
        if len(self._queue) >= self._limits.queued or self._size >= self._limits.queued_size:
            self.discard()
            self._on_full()
            return
        self._queue.append(data)
        self._size += len(data)
        if self._task is None:
            self._task = asyncio.create_task(self._drain())

    async def flush(self) -> None:
        """Wait until everything queued so far is with the transport."""
        if self._task is not None:
            await asyncio.wait([self._task])

    def discard(self) -> None:
        """Forget what waits and take nothing more."""
        self._open = False
        self._queue.clear()
        if self._task is not None:
            self._task.cancel()

    async def _drain(self) -> None:
        try:
            while self._queue:
                await self._transmit(self._queue[0])
                self._size -= len(self._queue.pop(0))
        except (OSError, RuntimeError):
            # The peer is gone: ASGI servers say so by either. The reader is told as well and ends the socket.
            self._open = False
            self._queue.clear()
        finally:
            self._task = None
