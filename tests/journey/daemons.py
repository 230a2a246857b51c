"""The daemon as a process of its own, in a house of its own: started, asked, killed, started again."""

import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from cairnloop.client import Client, Refused, Unreachable

PASSWORD = "correct horse"
WHO = ("--account", "Trailmark", "--email", "sam@trailmark.example", "--password", PASSWORD)
START_SECONDS = 60
# How long people outside go on asking a daemon that does not answer.
PATIENCE_SECONDS = 120.0
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("CAIRNLOOP_", "LLM_", "OPENAI_"))}
# What a daemon that is overloaded or on its way down answers; asking again is right.
COME_BACK = (429, 503)
Result = TypeVar("Result")


@dataclass
class House:
    """A folder with a configuration and an account in it."""

    folder: Path
    env: dict[str, str]
    account: dict[str, Any]

    @classmethod
    def found(cls, folder: Path, settings: Mapping[str, object], database_url: str | None = None) -> "House":
        """`settings` are named as variables, without their prefix: `{"drafting_undo_seconds": 0.5}`."""
        given = {f"CAIRNLOOP_{name.upper()}": str(value) for name, value in settings.items()}
        if database_url is not None:
            given["CAIRNLOOP_DATABASE_URL"] = database_url
        env = CLEAN | given
        said = subprocess.run(
            [
                sys.executable,
                "-m",
                "cairnloop",
                "init",
                str(folder),
                "--json",
                "--account",
                "Trailmark",
                "--email",
                "sam@trailmark.example",
                "--password",
                PASSWORD,
            ],
            env=env,
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=False,
        )
        assert said.returncode == 0, said.stderr
        return cls(folder, env, json.loads(said.stdout))

    @property
    def database_url(self) -> str:
        return self.env.get("CAIRNLOOP_DATABASE_URL") or f"sqlite:///{self.folder / 'cairnloop.db'}"

    @property
    def account_id(self) -> str:
        return str(self.account["account_id"])

    def operator(self, url: str) -> Client:
        return Client(url, self.account["api_key"])


@dataclass
class Daemon:
    """One daemon on one port, through all its lives. Its log is in the house's folder."""

    house: House
    port: int
    env: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[str] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.house.folder / f"daemon-{self.port}.log"

    def spawn(self) -> None:
        config = str(self.house.folder / "config.toml")
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "cairnloop", "daemon", "--config", config, "--port", str(self.port)],
                env=self.house.env | self.env,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    async def start(self) -> None:
        """Start it and wait until it says that it listens."""
        self.spawn()
        assert self.process is not None
        assert self.process.stdout is not None
        async with asyncio.timeout(START_SECONDS):
            said = await asyncio.to_thread(self.process.stdout.readline)
        assert said.startswith("listening on "), self.log.read_text()[-2000:]

    def kill(self) -> None:
        """SIGKILL: no goodbye, no cleaning up."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(START_SECONDS)
            if self.process.stdout is not None:
                self.process.stdout.close()
            self.process = None

    async def stop(self) -> int:
        """SIGTERM; returns the exit code."""
        assert self.process is not None
        self.process.terminate()
        code = await asyncio.to_thread(self.process.wait, START_SECONDS)
        self.kill()
        return code


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def insist(ask: Callable[[], Awaitable[Result]], seconds: float = PATIENCE_SECONDS) -> Result:
    """Ask until there is an answer. Only for what may be asked twice."""
    until = time.monotonic() + seconds
    while True:
        try:
            return await ask()
        except Unreachable:
            if time.monotonic() > until:
                raise
        except Refused as refused:
            if refused.status not in COME_BACK or time.monotonic() > until:
                raise
        await asyncio.sleep(0.02 + random.random() * 0.1)


async def ended(task: "asyncio.Task[Any]") -> None:
    """Cancel until it has ended, however busy it is with ending something else."""
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=1)


async def eventually(
    happened: Callable[[], Awaitable[Result | None]], seconds: float = PATIENCE_SECONDS, what: str = "it"
) -> Result:
    """Look again until there is something. For what goes on in another process only."""
    until = time.monotonic() + seconds
    while (found := await happened()) is None:
        assert time.monotonic() < until, f"{what} did not happen within {seconds:g} s"
        await asyncio.sleep(0.05)
    return found
