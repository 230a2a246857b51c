"""A whole desk for one test: a home of its own, the daemon as a process, and what an operator does from outside."""

import asyncio
import os
import signal
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from cairnloop.client import Client
from cairnloop.client.channel import Channel, Link

COMPANY = "Trailmark"
EMAIL = "sam@trailmark.example"
PASSWORD = "a long pass phrase"
# For what does not come at all: on a busy machine a daemon takes long to start.
PATIENCE_SECONDS = 100
# Answers leave soon, drafts are made at once, many browsers may share one address, and anybody may open an account of
# their own; the rest is as it comes.
QUICK = {
    "CAIRNLOOP_DRAFTING_UNDO_SECONDS": "0.3",
    "CAIRNLOOP_DRAFTING_DEBOUNCE_SECONDS": "0",
    "CAIRNLOOP_LIMITS_PUBLIC_REQUESTS_PER_MINUTE": "60000",
    "CAIRNLOOP_LIMITS_PUBLIC_WRITES_PER_MINUTE": "60000",
    "CAIRNLOOP_LIMITS_SOCKETS_PER_MINUTE": "60000",
    "CAIRNLOOP_PEOPLE_OPEN_REGISTRATION": "true",
}


def environment() -> dict[str, str]:
    foreign = ("CAIRNLOOP_", "LLM_", "OPENAI_")
    return {name: value for name, value in os.environ.items() if not name.startswith(foreign)} | QUICK


def found(folder: Path) -> dict[str, Any]:
    """Make a home with an account in it; says what `init` said."""
    command = ["init", str(folder), "--account", COMPANY, "--email", EMAIL, "--password", PASSWORD, "--json"]
    told = subprocess.run(
        [sys.executable, "-m", "cairnloop", *command], env=environment(), check=True, capture_output=True, timeout=60
    )
    account: dict[str, Any] = orjson.loads(told.stdout)
    return account


@dataclass
class Desk:
    """The daemon of one home. Started again, it listens where it listened before."""

    home: Path
    account: dict[str, Any]
    port: int = 0
    process: Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def account_id(self) -> str:
        return str(self.account["account_id"])

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "cairnloop", "daemon"),
                *("--config", str(self.home / "config.toml"), "--port", str(self.port)),
                stdout=PIPE,
                stderr=log,
                env=environment(),
            )
        assert self.process.stdout
        async with asyncio.timeout(PATIENCE_SECONDS):
            said = (await self.process.stdout.readline()).decode().strip()
        assert said.startswith("listening on "), f"{said}\n{self.log.read_text()}"
        self.port = int(said.rpartition(":")[2])

    async def stop(self) -> int:
        """Ask the daemon to end, as a restart does. Returns its exit code."""
        return await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """What a power cut does to it."""
        await self._end(signal.SIGKILL)

    async def _end(self, how: signal.Signals) -> int:
        process, self.process = self.process, None
        assert process
        process.send_signal(how)
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await process.wait()

    @property
    def log(self) -> Path:
        return self.home / "daemon.log"

    def operator(self) -> "OperatorDesk":
        return OperatorDesk(self)


@dataclass
class OperatorDesk:
    """An operator with the desk open: hears everything, answers by HTTP. Use as `async with`."""

    desk: Desk
    heard: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        key = self.desk.account["api_key"]
        self.calls = Client(self.desk.url, key)
        self._news = asyncio.Condition()
        self._live = asyncio.Event()
        self._channel = Channel(self.desk.url, key, on_event=self._hear, on_link=self._linked)
        self._topic = f"notification:{self.desk.account_id}"

    async def __aenter__(self) -> "OperatorDesk":
        self._running = asyncio.create_task(self._channel.run())
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._live.wait()
        await self._channel.join(self._topic)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)
        await self.calls.close()

    def _linked(self, link: Link) -> None:
        if link is Link.LIVE:
            self._live.set()
        else:
            self._live.clear()

    def _hear(self, topic: str, event: str, payload: dict[str, Any]) -> None:
        self.heard.append((event, payload))
        self._stirred = asyncio.create_task(self._stir())

    async def _stir(self) -> None:
        async with self._news:
            self._news.notify_all()

    async def hears(self, event: str, wanted: Callable[[dict[str, Any]], object] = bool) -> dict[str, Any]:
        """The first such event, heard already or soon."""

        def look() -> dict[str, Any] | None:
            return next((payload for name, payload in self.heard if name == event and wanted(payload)), None)

        async with asyncio.timeout(PATIENCE_SECONDS), self._news:
            await self._news.wait_for(look)
        payload = look()
        assert payload is not None
        return payload

    async def types(self, conversation_id: str) -> None:
        await self._channel.push(self._topic, "typing", {"conversation_id": conversation_id, "typing": True})

    async def says(self, conversation_id: str, body: str) -> dict[str, Any]:
        path = f"/api/conversations/{conversation_id}/messages"
        said = await self.calls.call("POST", path, body={"body": body})
        return dict(said["data"])

    async def thread(self, conversation_id: str) -> list[str]:
        """What was said in a conversation, in its order."""
        shown = await self.calls.call("GET", f"/api/conversations/{conversation_id}")
        return [message["body"] for message in shown["data"]["messages"]]
