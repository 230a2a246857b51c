"""The published Phoenix clients, unmodified, are customers and operators of a whole desk through a restart of it."""

import asyncio
import os
import shutil
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest

from tests.clients_journey.desk import Desk

CLIENTS = Path(__file__).parents[1] / "clients"
CLIENT_NAMES = ["phoenix18", "phoenix17", "phoenix16", "phoenix15", "phoenix14"]
STEPS = [
    "a page asks what it needs before it connects",
    "the lobby hears of a new conversation",
    "a room shows who is at work, and the desk who is there",
    "a customer's message is heard by both sides and acknowledged",
    "an operator's answer by HTTP arrives once, after the time to undo",
    "an operator's answer and note by the socket",
    "an answer that was undone never leaves",
    "a question is drafted, approved once, and answered",
    "reading, typing and seeing are told to the other side",
    "leave and join again within milliseconds",
    "what is not allowed is refused with a reason and a code, and the channel lives on",
    "version 1 framing, by hand and without naming it",
    "a token as subprotocol",
    "a restart of the desk loses nothing and doubles nothing",
]

pytestmark = [
    pytest.mark.journey,
    pytest.mark.asyncio(loop_scope="package"),
    # A desk is founded, started, and started again, which takes its time on a busy machine.
    pytest.mark.timeout(300),
]


async def line(process: Process) -> str:
    """What a client says next. It ends by itself when what it waits for does not come."""
    assert process.stdout is not None
    return (await process.stdout.readline()).decode().strip()


async def client(name: str, desk: Desk) -> Process:
    node = shutil.which("node")
    assert node, "node is missing: run scripts/install-node"
    assert (CLIENTS / "node_modules").is_dir(), "the clients are missing: run `npm ci` in tests/clients"
    return await asyncio.create_subprocess_exec(
        *(node, "desk.mjs", name, desk.url), stdout=PIPE, cwd=CLIENTS, env={**os.environ, "NO_COLOR": "1"}
    )


async def until(page: Process, last: str) -> list[str]:
    """The steps a client did before it said this, or was at its end."""
    done: list[str] = []
    while (said := await line(page)) not in (last, ""):
        done.append(said)
    return done


async def test_every_published_client_uses_the_whole_desk(lone_desk: Desk) -> None:
    pages = await asyncio.gather(*(client(name, lone_desk) for name in CLIENT_NAMES))
    try:
        before = await asyncio.gather(*(until(page, "stop the desk now") for page in pages))
        for name, done in zip(CLIENT_NAMES, before, strict=True):
            assert done == [f"ok: {step}" for step in STEPS[:-1]], name
        assert await lone_desk.stop() == 0
        assert await asyncio.gather(*map(line, pages)) == ["start the desk now"] * len(pages)
        await lone_desk.start()
        for name, page in zip(CLIENT_NAMES, pages, strict=True):
            assert await line(page) == f"ok: {STEPS[-1]}", name
            assert await page.wait() == 0, name
    finally:
        for page in pages:
            if page.returncode is None:
                page.kill()
                await page.wait()
