"""The console in a terminal among 100,000 conversations: first paint, rows and keys, beside bare Textual."""

import asyncio
import fcntl
import json
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from cairnloop.config import Settings
from cairnloop.daemon.app import build_services
from scripts.bench.houses import daemon
from scripts.bench.rows import EARLIER, FRESH_ID, multiply

ROWS = 100_000
ROUNDS = 15
KEYS = 150
PATIENCE_SECONDS = 20
QUIET_SECONDS = 0.15
CALM_SECONDS = 2.5
TUI = ["-m", "cairnloop", "tui"]
BARE = """
from textual.app import App
from textual.widgets import Static

class Bare(App):
    at = 0
    def compose(self):
        yield Static("Needs a decision: Ada")
    def on_key(self):
        self.at += 1
        self.query_one(Static).update(f"Ada {self.at}")

Bare().run()
"""
Timed = tuple[float, float]  # milliseconds on the clock, and of the processor


class Terminal:
    """What a terminal is for a program: a place to write to, whose keys arrive one by one."""

    def __init__(self, command: list[str], env: dict[str, str]) -> None:
        self.ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=True, close_fds=True
        )
        os.close(theirs)

    def until(self, words: bytes) -> bytes:
        """Everything up to the first screen that holds these words."""
        seen, until = b"", time.monotonic() + PATIENCE_SECONDS
        while words not in seen:
            if time.monotonic() > until:
                raise TimeoutError(f"{words!r} did not appear; the screen ends with {seen[-300:]!r}")
            if select.select([self.ours], [], [], 1)[0]:
                seen += os.read(self.ours, 65_536)
        return seen

    def settle(self) -> None:
        while select.select([self.ours], [], [], QUIET_SECONDS)[0]:
            os.read(self.ours, 65_536)

    def press(self, key: bytes) -> Timed:
        """Until the screen moves."""
        began, worked = time.perf_counter(), self.worked
        os.write(self.ours, key)
        select.select([self.ours], [], [], PATIENCE_SECONDS)
        took = (time.perf_counter() - began) * 1000, self.worked - worked
        self.settle()
        return took

    @property
    def worked(self) -> float:
        """Milliseconds of the processor that all threads have had; unlike the clock it knows nothing of neighbours."""
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(one.read_text().split()[0]) for one in threads) / 1e6

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=PATIENCE_SECONDS)
        os.close(self.ours)


@contextmanager
def terminal(arguments: Sequence[str], env: dict[str, str]) -> Iterator[Terminal]:
    shown = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "COLORFGBG": "15;0", **env}
    shown.pop("PYTHONDONTWRITEBYTECODE", None)
    running = Terminal([sys.executable, *arguments], shown)
    try:
        yield running
    finally:
        running.close()


async def _fill(url: str, account: dict[str, Any]) -> None:
    """One conversation by the front door, and copies of it behind."""
    async with httpx.AsyncClient(base_url=url) as http:
        about = {"account_id": account["account_id"], "name": "Ada Park"}
        customer = (await http.post("/api/customers", json={"customer": about})).json()["data"]["id"]
        asked = {"account_id": account["account_id"], "customer_id": customer}
        await http.post("/api/conversations", json={"conversation": asked})
    s = build_services(Settings.model_validate({"database": {"url": account["database_url"]}}))
    changed = {"id": FRESH_ID["sqlite"], "last_activity_at": EARLIER["sqlite"], "draft_id": FRESH_ID["sqlite"]}
    await multiply(s, "conversations", ROWS, changed)
    await s.db.close()


def _open(arguments: Sequence[str], env: dict[str, str]) -> tuple[Timed, Timed]:
    """From the command to the first paint, and to the rows."""
    began = time.perf_counter()
    with terminal(arguments, env) as running:
        running.until(b"Needs a decision")
        painted = (time.perf_counter() - began) * 1000, running.worked
        running.until(b"Ada")
        return painted, ((time.perf_counter() - began) * 1000, running.worked)


def _keys(arguments: Sequence[str], env: dict[str, str]) -> list[Timed]:
    with terminal(arguments, env) as running:
        running.until(b"Ada")
        time.sleep(CALM_SECONDS)
        running.settle()
        return [running.press(b"j" if at % 20 < 15 else b"k") for at in range(KEYS)]


def _told(found: Sequence[Timed]) -> dict[str, float]:
    clock, processor = sorted(one for one, _ in found), sorted(one for _, one in found)
    late = int(len(found) * 0.95)
    told = {"best": clock[0], "p50": statistics.median(clock), "p95": clock[late]}
    told |= {"processor best": processor[0], "processor p50": statistics.median(processor)}
    return {f"{name}_ms": round(value, 1) for name, value in told.items()}


def measure() -> dict[str, Any]:
    with daemon() as (url, account), tempfile.TemporaryDirectory(prefix="cairnloop-bench-") as compiled:
        asyncio.run(_fill(url, account))
        # As installed: compiled once, which the rounds that do not count see to.
        env = {"CAIRNLOOP_URL": url, "CAIRNLOOP_API_KEY": account["api_key"], "PYTHONPYCACHEPREFIX": compiled}
        for arguments in (TUI, ["-c", BARE]):
            _open(arguments, env)
        opened, bare = [], []
        for _ in range(ROUNDS):
            opened.append(_open(TUI, env))
            bare.append(_open(["-c", BARE], env)[0])
        return {
            "conversations": ROWS,
            "first paint": _told([painted for painted, _ in opened]),
            "first rows": _told([rows for _, rows in opened]),
            "bare textual first paint": _told(bare),
            "key to screen": _told(_keys(TUI, env)),
            "bare textual key to screen": _told(_keys(["-c", BARE], env)),
        }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
