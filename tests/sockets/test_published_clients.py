"""The published Phoenix clients join, chat, see presence and survive a restart, unmodified."""

import asyncio
import os
import shutil
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

CLIENTS = Path(__file__).parents[1] / "clients"
STEPS = [
    "a bad token is refused",
    "join, push and hear",
    "unknown events and topics are answered",
    "a binary push is answered",
    "leave and join again within milliseconds",
    "a crashed channel joins again by itself",
    "presence of two tabs and a friend",
    "heartbeats are answered",
    "version 1 framing",
    "a token as subprotocol",
    "a restart of the server",
]


async def line(process: Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(30):
        return (await process.stdout.readline()).decode().strip()


@asynccontextmanager
async def server(port: int = 0) -> AsyncIterator[tuple[Process, int]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.sockets.server", str(port), stdout=PIPE, stderr=DEVNULL, cwd=CLIENTS.parents[1]
    )
    try:
        said = await line(process)
        assert said.startswith("listening on "), said
        yield process, int(said.rpartition(":")[2])
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(30):
            await process.wait()


async def client(name: str, port: int) -> Process:
    node = shutil.which("node")
    assert node, "node is missing: run scripts/install-node"
    assert (CLIENTS / "node_modules").is_dir(), "the clients are missing: run `npm ci` in tests/clients"
    address = f"ws://127.0.0.1:{port}/socket"
    environment = {**os.environ, "NO_COLOR": "1"}
    return await asyncio.create_subprocess_exec(
        node, "journey.mjs", name, address, stdout=PIPE, cwd=CLIENTS, env=environment
    )


@pytest.mark.journey
@pytest.mark.parametrize("name", ["phoenix18", "phoenix15"])
async def test_a_published_client_does_all_that_a_page_does(name: str) -> None:
    async with server() as (first, port):
        page = await client(name, port)
        for step in STEPS[:-1]:
            assert await line(page) == f"ok: {step}"
        assert await line(page) == "restart the server now"
        first.send_signal(signal.SIGTERM)
        assert await first.wait() in (0, -signal.SIGTERM)
    async with server(port):
        assert await line(page) == f"ok: {STEPS[-1]}"
        assert await page.wait() == 0
