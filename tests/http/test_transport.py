"""What stands before a body has an end: at the real server, byte by byte."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from cairnloop.daemon.http import transport
from cairnloop.daemon.http.transport import HEAD_BYTES, HEAD_LINES, HttpTransport
from cairnloop.daemon.sockets.transport import SocketTransport

GET = b"GET / HTTP/1.1\r\nhost: desk.example\r\n"
UPGRADE = (
    b"connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n"
    b"sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)
PATIENCE_SECONDS = 10


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": 1000})
        return
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
async def address(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[str, int]]:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            application,
            http=HttpTransport,
            ws=SocketTransport,
            lifespan="off",
            log_level="critical",
            server_header=False,
        )
        server = uvicorn.Server(config)
        opened = asyncio.Event()
        start = server.startup

        async def startup(sockets: list[socket.socket] | None = None) -> None:
            await start(sockets)
            opened.set()

        monkeypatch.setattr(server, "startup", startup)
        serving = asyncio.create_task(server.serve([bound]))
        async with asyncio.timeout(PATIENCE_SECONDS):
            await opened.wait()
        yield bound.getsockname()
        server.should_exit = True
        await serving


async def said(address: tuple[str, int], *sent: bytes, size: int = 2**20) -> bytes:
    """What the server says until it closes, or until all of one answer is there."""
    reader, writer = await asyncio.open_connection(*address)
    heard = b""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            for part in sent:
                writer.write(part)
                await writer.drain()
            while len(heard) < size and (more := await reader.read(65_536)):
                heard += more
    except ConnectionError:
        pass  # closed while we still had something to say
    finally:
        writer.close()
    return heard


def refused(heard: bytes) -> tuple[int, str]:
    head, _, body = heard.partition(b"\r\n\r\n")
    error: dict[str, Any] = json.loads(body)["error"]
    assert b"connection: close" in head
    assert head.startswith(b"HTTP/1.1 %d " % error["status"])
    return error["status"], error["reason"]


async def test_a_head_that_is_too_long_is_refused_however_it_is_long(address: tuple[str, int]) -> None:
    long = b"x" * HEAD_BYTES
    for head in (
        b"GET /" + long + b" HTTP/1.1\r\nhost: x\r\n\r\n",
        GET + b"cookie: " + long + b"\r\n\r\n",
        GET + b"a: b\r\n" * HEAD_LINES + b"\r\n",
        GET + UPGRADE + b"cookie: " + long + b"\r\n\r\n",
    ):
        assert refused(await said(address, head)) == (431, "head_too_large")


async def test_a_line_without_an_end_is_not_collected(address: tuple[str, int]) -> None:
    heard = await said(address, GET + b"cookie: ", *[b"x" * 8_192] * 64)
    assert heard == b"" or refused(heard) == (431, "head_too_large")


async def test_what_fits_is_served_and_what_follows_a_large_body_is_counted_anew(address: tuple[str, int]) -> None:
    fits = GET + b"cookie: " + b"x" * (HEAD_BYTES - 200) + b"\r\n\r\n"
    body = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 200000\r\n\r\n" + b" " * 200_000
    last = GET + b"connection: close\r\n\r\n"
    heard = await said(address, fits, body, last[:20], last[20:])
    assert heard.count(b"HTTP/1.1 200 OK") == 3


async def test_what_is_no_http_is_refused_in_the_shape_of_all_errors(address: tuple[str, int]) -> None:
    for nonsense in (
        b"nonsense\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        GET + b"content-length: 9999999999999999999999\r\n\r\n",
    ):
        assert refused(await said(address, nonsense)) == (400, "bad_request")


async def test_sockets_open_as_before_and_take_no_longer_lines_than_their_protocol(address: tuple[str, int]) -> None:
    assert refused(await said(address, GET + UPGRADE + b"cookie: " + b"x" * 9_000 + b"\r\n\r\n"))[0] == 431
    assert refused(await said(address, GET + UPGRADE + b"a: b\r\n" * 150 + b"\r\n"))[0] == 431
    assert b" 101 " in await said(address, GET + UPGRADE + b"cookie: " + b"x" * 4_000 + b"\r\n\r\n", size=20)


async def test_who_begins_and_does_not_go_on_is_let_go(
    address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "HEAD_SECONDS", 0.05)
    assert await said(address) == b""
    assert await said(address, GET) == b""
    assert (await said(address, GET + b"\r\n", GET)).count(b"200 OK") == 1
