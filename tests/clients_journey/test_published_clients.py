"""The published Phoenix clients, unmodified, are a customer and an operator of a whole desk through a restart of it."""

import asyncio
import os
import shutil
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest

from tests.clients_journey.desk import EMAIL, PASSWORD, Desk

CLIENTS = Path(__file__).parents[1] / "clients"
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
]


async def line(process: Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(60):
        return (await process.stdout.readline()).decode().strip()


async def client(name: str, desk: Desk) -> Process:
    node = shutil.which("node")
    assert node, "node is missing: run scripts/install-node"
    assert (CLIENTS / "node_modules").is_dir(), "the clients are missing: run `npm ci` in tests/clients"
    return await asyncio.create_subprocess_exec(
        *(node, "desk.mjs", name, desk.url, desk.account_id, EMAIL, PASSWORD),
        stdout=PIPE,
        cwd=CLIENTS,
        env={**os.environ, "NO_COLOR": "1"},
    )


@pytest.mark.parametrize("name", ["phoenix18", "phoenix15"])
async def test_a_published_client_uses_the_whole_desk(name: str, lone_desk: Desk) -> None:
    page = await client(name, lone_desk)
    try:
        for step in STEPS[:-1]:
            assert await line(page) == f"ok: {step}"
        assert await line(page) == "stop the desk now"
        assert await lone_desk.stop() == 0
        assert await line(page) == "start the desk now"
        await lone_desk.start()
        assert await line(page) == f"ok: {STEPS[-1]}"
        assert await page.wait() == 0
    finally:
        if page.returncode is None:
            page.kill()
            await page.wait()
