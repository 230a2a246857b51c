"""Live news: one socket to the daemon that keeps its topics joined, reconnects, and says which state it is in."""

import asyncio
import itertools
import random
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus, WebSocketException

from cairnloop.client.failures import Refused, Unreachable
from cairnloop.client.link import Link, Listener
from cairnloop.wire.phoenix import HEARTBEAT, JOIN, LEAVE, REPLY, SOCKET_TOPIC, Frame, Vsn, decode, encode

__all__ = ["Channel", "Link"]

HEARTBEAT_SECONDS = 25.0
REPLY_SECONDS = 10.0
FRAME_BYTES = 2**22
# Waits between attempts to connect; the last one repeats. Half of each is random.
WAITS = (0.05, 0.2, 0.5, 1.0, 2.0, 5.0)


class Channel:
    """A Phoenix channel client. `on_event` hears what is announced, `on_link` every change of the connection.

    After a reconnect all topics are joined again before `on_link(LIVE)` is said: that is the moment to catch up.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        on_event: Listener,
        on_link: Callable[[Link], None] = lambda link: None,
        params: Mapping[str, str] | None = None,
    ) -> None:
        query = {"vsn": Vsn.V2.value, **({"token": token} if token else {}), **(params or {})}
        base = url.rstrip("/").replace("http", "ws", 1)
        self._address = f"{base}/socket/websocket?{urlencode(query)}"
        self._on_event = on_event
        self._on_link = on_link
        self._topics: dict[str, dict[str, Any]] = {}
        self._join_refs: dict[str, str] = {}
        self._refs = itertools.count(1)
        self._replies: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._socket: ClientConnection | None = None
        self._failures = 0

    async def run(self) -> None:
        """Stay connected until cancelled. Returns only when the daemon refuses us."""
        self._on_link(Link.CONNECTING)
        while True:
            try:
                await self._stay()
            except InvalidStatus as error:
                if error.response.status_code in (401, 403):
                    self._on_link(Link.REFUSED)
                    return
            except (OSError, TimeoutError, WebSocketException, Unreachable, Refused):
                pass  # whatever broke it, the remedy is the same
            self._on_link(Link.LOST)
            wait = WAITS[min(self._failures, len(WAITS) - 1)]
            self._failures += 1
            await asyncio.sleep(wait * (0.5 + random.random() / 2))  # noqa: S311 - spreads reconnects, guards nothing

    async def _stay(self) -> None:
        """Connect, join everything again, and stay until the connection ends."""
        async with connect(self._address, compression=None, max_size=FRAME_BYTES, open_timeout=REPLY_SECONDS) as socket:
            self._socket = socket
            reader = asyncio.create_task(self._read(socket))
            heart = asyncio.create_task(self._beat())
            try:
                for topic, params in list(self._topics.items()):
                    await self._join(topic, params)
                self._failures = 0
                self._on_link(Link.LIVE)
                await asyncio.wait((reader, heart), return_when=asyncio.FIRST_COMPLETED)
            finally:
                self._socket = None
                for task in (reader, heart):
                    task.cancel()
                # Together: who awaits a task that was cancelled cannot tell its end from being cancelled oneself.
                await asyncio.gather(reader, heart, return_exceptions=True)
                self._fail_replies()

    async def _read(self, socket: ClientConnection) -> None:
        async for data in socket:
            frame = decode(data, Vsn.V2, limit=FRAME_BYTES)
            payload = frame.payload if isinstance(frame.payload, dict) else {}
            if frame.event == REPLY:
                waiting = self._replies.pop(frame.ref or "", None)
                if waiting is not None and not waiting.done():
                    waiting.set_result(payload)
            elif frame.join_ref is None or frame.join_ref == self._join_refs.get(frame.topic):
                self._on_event(frame.topic, frame.event, payload)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            await self._ask(None, SOCKET_TOPIC, HEARTBEAT, {})

    def _fail_replies(self) -> None:
        for waiting in self._replies.values():
            if not waiting.done():
                waiting.set_exception(Unreachable("The connection to the daemon was lost."))
        self._replies.clear()

    async def join(self, topic: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        """Join now and after every reconnect. Raises Refused, or Unreachable while there is no connection."""
        self._topics[topic] = params or {}
        try:
            return await self._join(topic, self._topics[topic])
        except Refused:
            self._topics.pop(topic, None)
            raise

    async def _join(self, topic: str, params: dict[str, Any]) -> dict[str, Any]:
        ref = str(next(self._refs))
        self._join_refs[topic] = ref
        return await self._send(Frame(ref, ref, topic, JOIN, params))

    async def leave(self, topic: str) -> None:
        self._topics.pop(topic, None)
        if self._socket is not None:
            await self._ask(self._join_refs.pop(topic, None), topic, LEAVE, {})

    async def push(self, topic: str, event: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Push and wait for the reply. Raises Refused with the daemon's reason, Unreachable when there is none."""
        return await self._ask(self._join_refs.get(topic), topic, event, payload)

    async def _ask(self, join_ref: str | None, topic: str, event: str, payload: dict[str, Any]) -> dict[str, Any]:
        return await self._send(Frame(join_ref, str(next(self._refs)), topic, event, payload))

    async def _send(self, frame: Frame) -> dict[str, Any]:
        if self._socket is None or frame.ref is None:
            raise Unreachable("There is no connection to the daemon.")
        waiting: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._replies[frame.ref] = waiting
        try:
            await self._socket.send(encode(frame, Vsn.V2))
            async with asyncio.timeout(REPLY_SECONDS):
                said = await waiting
        except (TimeoutError, WebSocketException) as error:
            raise Unreachable("The daemon did not reply.") from error
        finally:
            self._replies.pop(frame.ref, None)
        response = said.get("response") or {}
        if said.get("status") == "ok":
            return dict(response)
        raise Refused(409, str(response.get("code", "refused")), str(response.get("reason", "refused")))
