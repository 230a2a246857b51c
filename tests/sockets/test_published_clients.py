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
CLIENT_NAMES = ["phoenix18", "phoenix17", "phoenix16", "phoenix15", "phoenix14"]
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


async def until_the_restart(page: Process) -> list[str]:
    """What a client says of its steps, before it asks for the server to go."""
    return [await line(page) for _ in STEPS]


async def after_the_restart(page: Process) -> tuple[str, int]:
    return await line(page), await page.wait()


@pytest.mark.journey
async def test_every_published_client_does_all_that_a_page_does() -> None:
    pages: list[Process] = []
    try:
        async with server() as (first, port):
            pages.extend(await asyncio.gather(*(client(name, port) for name in CLIENT_NAMES)))
            said = await asyncio.gather(*map(until_the_restart, pages))
            wanted = [*(f"ok: {step}" for step in STEPS[:-1]), "restart the server now"]
            for name, lines in zip(CLIENT_NAMES, said, strict=True):
                assert lines == wanted, name
            first.send_signal(signal.SIGTERM)
            assert await first.wait() in (0, -signal.SIGTERM)
        async with server(port):
            ended = await asyncio.gather(*map(after_the_restart, pages))
            for name, (said_last, code) in zip(CLIENT_NAMES, ended, strict=True):
                assert (said_last, code) == (f"ok: {STEPS[-1]}", 0), name
    finally:
        for page in pages:
            if page.returncode is None:
                page.kill()
                await page.wait()
