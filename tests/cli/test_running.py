"""The daemon as a process of its own: how it starts, refuses to, and ends."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.cli.conftest import PASSWORD, Command

START_SECONDS = 30
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("CAIRNLOOP_", "LLM_", "OPENAI_"))}


@pytest.fixture
def home(tmp_path: Path, cairnloop: Command) -> Path:
    account = ("--account", "Acme", "--email", "sam@acme.example", "--password", PASSWORD)
    assert cairnloop("init", tmp_path, *account).code == 0
    return tmp_path


def command(folder: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "cairnloop", "daemon", "--config", str(folder / "config.toml"), *more]


@contextmanager
def started(folder: Path, *more: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    process = subprocess.Popen(
        command(folder, "--port", "0", *more), env=CLEAN, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said.startswith("listening on http://127.0.0.1:"), process.communicate(timeout=START_SECONDS)
        yield process, said.removeprefix("listening on ").strip()
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=START_SECONDS)


def refused(folder: Path, *more: str) -> tuple[int, str]:
    """How a daemon ends that cannot start, and what it says besides its log."""
    ended = subprocess.run(
        command(folder, *more), env=CLEAN, capture_output=True, text=True, timeout=START_SECONDS, check=False
    )
    assert ended.stdout == ""
    said = [line for line in ended.stderr.splitlines() if line.startswith("cairnloop: ")]
    assert len(said) == 1, ended.stderr
    assert "Traceback" not in ended.stderr
    return ended.returncode, said[0]


async def open_socket_until_closed(url: str, end: "asyncio.Event") -> int | None:
    async with connect(f"{url.replace('http', 'ws')}/socket/websocket?vsn=2.0.0", compression=None) as peer:
        await peer.send(json.dumps(["1", "1", "phoenix", "heartbeat", {}]))
        await peer.recv()
        end.set()
        try:
            while True:
                await peer.recv()
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None


@pytest.mark.journey
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_sees_sockets_off_and_ends_with_0(number: signal.Signals, home: Path) -> None:
    async def visit(process: "subprocess.Popen[str]", url: str) -> int | None:
        joined = asyncio.Event()
        socket_closed = asyncio.create_task(open_socket_until_closed(url, joined))
        await joined.wait()
        process.send_signal(number)
        async with asyncio.timeout(START_SECONDS):
            return await socket_closed

    with started(home) as (process, url):
        assert asyncio.run(visit(process, url)) == 1012
        _, log = process.communicate(timeout=START_SECONDS)
        assert process.returncode == 0
        assert "Traceback" not in log
        assert "daemon.ended" in log


@pytest.mark.journey
def test_one_database_has_one_daemon(home: Path) -> None:
    with started(home) as (process, _):
        code, said = refused(home, "--port", "0")
        assert code == 1
        assert said == (
            f"cairnloop: {home / 'cairnloop.db'} is in use by another daemon (process {process.pid}); "
            "stop that one first"
        )


@pytest.mark.journey
def test_a_port_in_use_is_said(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, said = refused(home, "--port", str(port))
    assert code == 1
    assert said == f"cairnloop: server.port: {port} is in use on 127.0.0.1; stop what listens there, or give --port"


@pytest.mark.journey
def test_tables_that_are_not_there_are_said_and_can_be_made(home: Path) -> None:
    (home / "cairnloop.db").unlink()
    code, said = refused(home, "--port", "0")
    assert code == 1
    assert "run `cairnloop init` or `cairnloop migrate`" in said
    with started(home, "--migrate"):
        assert (home / "cairnloop.db").is_file()


@pytest.mark.parametrize(
    ("more", "config", "code", "said"),
    [
        (("--host", "no.such.host.invalid"), "", 78, "server.host: 'no.such.host.invalid' is no address"),
        (("--host", "192.0.2.1"), "", 78, "server.host: 192.0.2.1 is no address of this machine"),
        ((), "[server]\nprot = 1\n", 78, "server.prot: no such setting"),
        ((), '[database]\nurl = "postgresql://sam:s3cret@127.0.0.1:1/desk"\n', 1, "sam:***@127.0.0.1:1/desk does not"),
        ((), '[drafting]\nengine = "openai"\n', 78, "model.api_key is empty"),
        ((), '[drafting]\npolicy_callable = "no.such:thing"\n', 78, "no.such"),
    ],
)
def test_what_is_wrong_is_one_line(
    more: tuple[str, ...], config: str, code: int, said: str, cairnloop: Command, tmp_path: Path
) -> None:
    database = "" if "[database]" in config else f'[database]\nurl = "sqlite:///{tmp_path}/cairnloop.db"\n'
    (tmp_path / "config.toml").write_text(database + config)
    ended = cairnloop("daemon", "--config", tmp_path / "config.toml", "--port", "0", *more)
    assert (ended.code, ended.out) == (code, "")
    line = [one for one in ended.err.splitlines() if one.startswith("cairnloop: ")]
    assert len(line) == 1
    assert said in line[0]
    assert "s3cret" not in ended.err


def test_the_console_needs_a_terminal_and_says_what_does_not(cairnloop: Command) -> None:
    ended = cairnloop("tui", "--url", "http://127.0.0.1:1", "--api-key", "cl_key_x")
    assert ended.code == 2
    assert "`cairnloop drafts list`" in ended.err
