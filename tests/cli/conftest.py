"""The command line run in this process, and a real daemon in a thread for the commands that ask one."""

import asyncio
import io
import json
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import structlog
import typer

from cairnloop.cli.main import run
from cairnloop.client import Client
from cairnloop.config import load
from cairnloop.daemon.process import serve

PASSWORD = "correct horse"

# The tree of commands is the same for every command line, and takes longer to build than most take to run.
typer.main.get_command = cache(typer.main.get_command)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def rows(self) -> list[list[str]]:
        return [line.split("\t") for line in self.out.splitlines()]


Command = Callable[..., Ended]


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No settings of whoever runs the tests, and no log lines among the results."""
    for name in list(os.environ):
        if name.startswith(("CAIRNLOOP_", "LLM_", "OPENAI_")):
            monkeypatch.delenv(name)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def cairnloop(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run one command line: `cairnloop("drafts", "list")`. Nobody sits at the terminal unless a test says so."""

    def command(*arguments: object, stdin: str = "", at_terminal: bool = False) -> Ended:
        given = io.StringIO(stdin)
        monkeypatch.setattr("sys.stdin", given)
        for stream in (given, sys.stderr):
            monkeypatch.setattr(stream, "isatty", lambda: at_terminal)
        capsys.readouterr()
        code = run([str(one) for one in arguments])
        out, err = capsys.readouterr()
        return Ended(int(code), out, err)

    return command


@dataclass(frozen=True, slots=True)
class Desk:
    """A house with an account, and its daemon at `url`."""

    folder: Path
    account: dict[str, Any]
    url: str

    def env(self) -> dict[str, str]:
        return {"CAIRNLOOP_CONFIG": str(self.folder / "config.toml"), "CAIRNLOOP_URL": self.url}


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A folder with an account in it."""
    from cairnloop.cli import config_file
    from cairnloop.cli.credentials import NAME, Credentials, write
    from cairnloop.daemon import founding

    folder = tmp_path_factory.mktemp("desk")
    database = {"url": "sqlite:///cairnloop.db", "synchronous": "NORMAL"}
    text = config_file.new(
        database=database,
        drafting={"debounce_seconds": 0.0},
        security={"secret_key": "k" * 32},
        outside={"allow": ["127.0.0.0/8"], "allow_http": True},
    )
    (folder / "config.toml").write_text(text)
    settings = load(folder / "config.toml", {})
    opened = founding.found(settings, name="Acme", email="sam@acme.example", password=PASSWORD)
    assert opened.api_key is not None
    write(folder / NAME, Credentials(opened.email, opened.api_key))
    return folder, {"account_id": str(opened.account_id), "user_id": opened.user_id, "api_key": opened.api_key}


@pytest.fixture(scope="session")
def running(house: tuple[Path, dict[str, Any]]) -> Iterator[Desk]:
    """The daemon of that house, in a thread of this process."""
    folder, account = house
    settings = load(folder / "config.toml", {})
    # What it says as it starts comes while the first test runs already, and is none of its results.
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    loop, urls = asyncio.new_event_loop(), []
    ready = threading.Event()

    def listening(url: str) -> None:
        urls.append(url)
        ready.set()

    serving = loop.create_task(serve(settings, host="127.0.0.1", port=0, ready=listening))

    def work() -> None:
        loop.run_until_complete(asyncio.wait([serving]))
        ready.set()

    thread = threading.Thread(target=work)
    thread.start()
    assert ready.wait(20)
    if not urls:
        thread.join()
        serving.result()
    yield Desk(folder, account, urls[0])
    loop.call_soon_threadsafe(serving.cancel)
    thread.join()
    loop.close()


@pytest.fixture
def desk(running: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The running desk, as the commands' own variables describe it."""
    for name, value in running.env().items():
        monkeypatch.setenv(name, value)
    return running


@pytest.fixture
def written(desk: Desk) -> str:
    """A conversation in which a customer has just written; its name would like to take over the terminal."""

    async def write() -> str:
        async with Client(desk.url, "") as public:
            about = {"account_id": desk.account["account_id"], "name": "Eve \x1b[31m\u202e"}
            met = await public.call("POST", "/api/customers", body={"customer": about})
            asked = {
                "conversation": {"account_id": desk.account["account_id"], "customer_id": met["data"]["id"]},
                "message": {"body": "How do I move a workspace?\x1b]0;gone\x07"},
            }
            opened = await public.call("POST", "/api/conversations", body=asked)
            return str(opened["data"]["id"])

    return asyncio.run(write())


@pytest.fixture
def drafted(written: str, desk: Desk) -> dict[str, Any]:
    """The draft of that conversation, as the daemon made it."""

    async def look() -> dict[str, Any]:
        async with Client(desk.url, desk.account["api_key"]) as client:
            until = time.monotonic() + 20
            while time.monotonic() < until:
                for draft in await client.drafts_of(written):
                    return dict(draft)
                await asyncio.sleep(0.02)
        raise AssertionError("no draft was made")

    return asyncio.run(look())
