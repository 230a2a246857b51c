"""A receiver of webhooks on loopback: real HTTP, answers as told, and checks signatures in its own way."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Received:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> str:
        return str(json.loads(self.body)["event"])

    @property
    def payload(self) -> Any:
        return json.loads(self.body)["payload"]

    def signed_by(self, secret: str) -> bool:
        """As the specification says, without a line of ours."""
        key = base64.b64decode(secret.split("_", 1)[1])
        said = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + self.body
        expected = base64.b64encode(hmac.digest(key, said, hashlib.sha256)).decode()
        return f"v1,{expected}" in self.headers["webhook-signature"].split(" ")


@dataclass
class Receiver:
    """Answers the challenge unless it is not `willing`, and all else with the next of `answers`, or with 200."""

    port: int = 0
    willing: bool = True
    answers: deque[tuple[int, str]] = field(default_factory=deque)
    always: tuple[int, str] = (200, "ok")
    extra: str = ""
    challenged: list[Received] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    connections: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks?token=hush"

    @property
    def events(self) -> list[str]:
        return [one.event for one in self.received]

    def answer(self, got: Received) -> tuple[int, str]:
        if got.event == "webhook:verify":
            self.challenged.append(got)
            return 200, json.dumps({"challenge": got.payload}) if self.willing else "hello"
        self.received.append(got)
        return self.answers.popleft() if self.answers else self.always

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections.add(writer)
        try:
            while True:
                head, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
                headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                status, text = self.answer(Received(head.split(" ")[1], headers, body))
                said = text.encode()
                writer.write(f"HTTP/1.1 {status} X\r\n{self.extra}Content-Length: {len(said)}\r\n\r\n".encode() + said)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()
            self.connections.discard(writer)


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        for writer in list(receiver.connections):
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()
        await asyncio.sleep(0)
