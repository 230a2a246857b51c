"""The endpoint behind a real server: refusals, peers that do not read, frames that are too large, restarts."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from cairnloop.daemon.sockets.limits import Limits
from tests.sockets.rooms import House
from tests.sockets.server import Server, listen


@dataclass
class Running:
    server: Server
    address: str

    @property
    def house(self) -> House:
        return self.server.house


@pytest.fixture
async def running(request: pytest.FixtureRequest) -> AsyncIterator[Running]:
    limits = getattr(request, "param", Limits(grace=5))
    server, listener = Server(House(limits)), listen()
    serving = asyncio.create_task(server.serve([listener]))
    await server.ready.wait()
    yield Running(server, f"ws://127.0.0.1:{listener.getsockname()[1]}/socket/websocket?vsn=2.0.0")
    server.should_exit = True
    async with asyncio.timeout(15):
        await serving


async def join(client: ClientConnection, topic: str = "echo:1") -> None:
    await client.send(orjson.dumps(["1", "1", topic, "phx_join", {}]).decode())
    assert (await hear(client))[4]["status"] == "ok"


async def hear(client: ClientConnection) -> list[Any]:
    frame: list[Any] = orjson.loads(await client.recv())
    return frame


async def end(client: ClientConnection) -> tuple[int | None, str | None]:
    """Read on to the end; the close code and reason."""
    with contextlib.suppress(ConnectionClosed):
        while True:
            await client.recv()
    return client.close_code, client.close_reason


async def unread(address: str) -> ClientConnection:
    """A client with little room for what it does not read."""
    host, port = address.removeprefix("ws://").partition("/")[0].split(":")
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    narrow.setblocking(False)
    await asyncio.get_running_loop().sock_connect(narrow, (host, int(port)))
    return await connect(address, sock=narrow, max_queue=1, compression=None)


@pytest.mark.parametrize(("query", "status", "reason"), [("&token=bad", 403, "Not auth"), ("&vsn=7", 400, "2.0.0")])
async def test_a_refusal_has_a_status_and_a_reason_and_is_no_fault(
    running: Running, caplog: pytest.LogCaptureFixture, query: str, status: int, reason: str
) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await connect(running.address + query)
    assert refused.value.response.status_code == status
    assert reason in (refused.value.response.body or b"").decode()
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_the_phoenix_subprotocol_is_selected(running: Running) -> None:
    async with connect(running.address, subprotocols=["phoenix", "base64url.bearer.phx.bW9uYQ"]) as client:  # type: ignore[list-item]
        assert client.subprotocol == "phoenix"
        await join(client)


@pytest.mark.parametrize("running", [Limits(queued=20)], indirect=True)
async def test_a_peer_that_stops_reading_is_dropped_with_1012_while_others_hear_everything(running: Running) -> None:
    slow = await unread(running.address)
    await join(slow)
    async with connect(running.address) as quick:
        await join(quick)
        for number in range(200):
            running.house.publish("echo:1", "shout", number=number, body="x" * 100_000)
            assert (await hear(quick))[4]["number"] == number
    assert await end(slow) == (1012, "too far behind")


@pytest.mark.parametrize("running", [Limits(queued=20, grace=0.05)], indirect=True)
async def test_a_peer_that_never_reads_again_is_cut_off(running: Running) -> None:
    slow = await unread(running.address)
    await join(slow)
    (serving,) = running.server.server_state.tasks
    while running.house.hub.topics():
        running.house.publish("echo:1", "shout", body="x" * 100_000)
        await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await asyncio.wait([serving])
        await running.house.endpoint.drain()
    await asyncio.sleep(0)
    assert running.server.server_state.connections == set()
    slow.transport.abort()


async def test_a_frame_larger_than_the_server_reads_closes_the_socket_with_1009(running: Running) -> None:
    async with connect(running.address) as client:
        with contextlib.suppress(ConnectionClosed):
            await client.send("x" * (3 * 1024 * 1024))
        assert (await end(client))[0] == 1009
    async with connect(running.address) as client:
        await join(client)


async def test_a_message_of_a_megabyte_is_refused_with_the_reason(running: Running) -> None:
    async with connect(running.address) as client:
        await join(client)
        await client.send(orjson.dumps(["1", "2", "echo:1", "echo", {"body": "x" * 1_000_000}]).decode())
        reply = await hear(client)
        assert (reply[1], reply[4]["status"]) == ("2", "error")
        await client.send('["1","3","echo:1","echo",{}]')
        assert (await hear(client))[4]["status"] == "ok"


async def test_a_restart_closes_with_1012_after_what_was_in_hand(running: Running) -> None:
    async with connect(running.address) as client:
        await join(client)
        await client.send('["1","2","echo:1","wait",{"gate":"a"}]')
        await client.send('[null,"3","phoenix","heartbeat",{}]')
        assert (await hear(client))[1] == "3"
        running.server.should_exit = True
        running.house.echo.gate("a").set()
        assert (await hear(client))[1] == "2"
        assert await end(client) == (1012, "restarting")
