"""A client at the other end of an ASGI websocket, without a network."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import orjson
from starlette.types import ASGIApp, Message

from cairnloop.daemon.sockets.transport import LINE
from cairnloop.wire.phoenix import Frame, Vsn, decode, encode

PATIENCE = 5.0


@dataclass
class Deaf:
    """A line beside ASGI on which only hanging up works."""

    cut: asyncio.Event

    def pass_on(self, data: str | bytes) -> bool:
        return False

    def listen(self, take: Callable[[str | bytes], None]) -> None:
        """Everything is heard by ASGI."""

    def hang_up(self) -> None:
        self.cut.set()


class Peer:
    """Says frames and hears them, one by one and in order. `reads` can be cleared to stop reading like a frozen tab."""

    def __init__(
        self,
        app: ASGIApp,
        query: str = "vsn=2.0.0",
        *,
        subprotocols: Sequence[str] = (),
        extensions: Sequence[str] = ("websocket.http.response",),
        origin: str | None = None,
        address: str = "127.0.0.1",
    ) -> None:
        self.vsn = Vsn.V2 if "vsn=2" in query else Vsn.V1
        self.reads = asyncio.Event()
        self.reads.set()
        self.cut = asyncio.Event()
        self.accepted: Message | None = None
        self.status: int | None = None
        self.headers: dict[bytes, bytes] = {}
        self.body = b""
        self._app = app
        self._scope = {
            "type": "websocket",
            "path": "/socket/websocket",
            "client": (address, 50_000),
            "query_string": query.encode(),
            "headers": [] if origin is None else [(b"origin", origin.encode())],
            "subprotocols": list(subprotocols),
            "extensions": {name: {} for name in extensions} | {LINE: {"line": Deaf(self.cut)}},
        }
        self._to_app: asyncio.Queue[Message] = asyncio.Queue()
        self._from_app: asyncio.Queue[Message] = asyncio.Queue()
        self._gone = False

    async def __aenter__(self) -> "Peer":
        self._to_app.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.create_task(self._run())
        first = await self._next()
        if first["type"] == "websocket.http.response.start":
            self.status, self.headers = first["status"], dict(first["headers"])
            self.body = (await self._next())["body"]
        elif first["type"] == "websocket.close":
            self.status = 403
        else:
            self.accepted = first
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self.task.done():
            self.hang_up()
        async with asyncio.timeout(PATIENCE):
            await self.task

    async def _run(self) -> None:
        await self._app(self._scope, self._to_app.get, self._take)

    async def _take(self, message: Message) -> None:
        await self.reads.wait()
        if self._gone:
            raise OSError("the peer is gone")
        self._from_app.put_nowait(message)

    async def _next(self) -> Message:
        async with asyncio.timeout(PATIENCE):
            return await self._from_app.get()

    def hang_up(self) -> None:
        self._gone = True
        self.reads.set()
        self._to_app.put_nowait({"type": "websocket.disconnect", "code": 1001})

    def send(self, data: str | bytes) -> None:
        kind = "text" if isinstance(data, str) else "bytes"
        self._to_app.put_nowait({"type": "websocket.receive", kind: data})

    def say(self, join_ref: str | None, ref: str | None, topic: str, event: str, **payload: Any) -> None:
        self.send(encode(Frame(join_ref, ref, topic, event, payload), self.vsn))

    async def hear(self) -> Frame:
        message = await self._next()
        assert message["type"] == "websocket.send", message
        return decode(message["text"], self.vsn)

    async def hear_list(self) -> list[Any]:
        """The next frame as version 2 clients see it."""
        frame = await self.hear()
        return [frame.join_ref, frame.ref, frame.topic, frame.event, frame.payload]

    async def hear_reply(self, ref: str) -> tuple[str, dict[str, Any]]:
        """The status and response of the next frame, which must be the reply to `ref`."""
        frame = await self.hear()
        assert (frame.event, frame.ref) == ("phx_reply", ref), frame
        assert isinstance(frame.payload, dict)
        return frame.payload["status"], frame.payload["response"]

    async def ask(self, join_ref: str, ref: str, topic: str, event: str, **payload: Any) -> tuple[str, dict[str, Any]]:
        self.say(join_ref, ref, topic, event, **payload)
        return await self.hear_reply(ref)

    async def join(self, topic: str, ref: str = "1", **params: Any) -> dict[str, Any]:
        status, response = await self.ask(ref, ref, topic, "phx_join", **params)
        assert status == "ok", response
        return response

    async def closed(self) -> tuple[int, str]:
        """The code and reason the daemon closes with, after whatever it still had to say."""
        while (message := await self._next())["type"] != "websocket.close":
            pass
        return message["code"], message["reason"]

    def error(self) -> dict[str, Any]:
        error: dict[str, Any] = orjson.loads(self.body)["error"]
        return error
