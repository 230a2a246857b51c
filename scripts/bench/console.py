"""The console in a real terminal among 100,000 conversations: its first paint, its rows, and a key until the screen."""

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
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from cairnloop.config import Settings
from cairnloop.daemon.app import build_services
from scripts.bench.cli import seconds
from scripts.bench.houses import daemon
from scripts.bench.rows import EARLIER, FRESH_ID, multiply

ROWS = 100_000
ROUNDS = 7
KEYS = 60
PATIENCE_SECONDS = 20
QUIET_SECONDS = 0.15


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

    def press(self, key: bytes) -> float:
        """Milliseconds until the screen moves."""
        began = time.perf_counter()
        os.write(self.ours, key)
        select.select([self.ours], [], [], PATIENCE_SECONDS)
        took = (time.perf_counter() - began) * 1000
        self.settle()
        return took

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=PATIENCE_SECONDS)
        os.close(self.ours)


@contextmanager
def console(url: str, account: dict[str, Any]) -> Iterator[Terminal]:
    env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "COLORFGBG": "15;0"}
    env |= {"CAIRNLOOP_URL": url, "CAIRNLOOP_API_KEY": account["api_key"]}
    terminal = Terminal([sys.executable, "-m", "cairnloop", "tui"], env)
    try:
        yield terminal
    finally:
        terminal.close()


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


def _open(url: str, account: dict[str, Any]) -> tuple[float, float]:
    """Milliseconds from the command to the first paint, and to the rows."""
    began = time.perf_counter()
    with console(url, account) as terminal:
        terminal.until(b"Needs a decision")
        painted = time.perf_counter() - began
        terminal.until(b"Ada")
        return painted * 1000, (time.perf_counter() - began) * 1000


def measure() -> dict[str, Any]:
    floor = min(seconds(["-c", "import textual.app, textual.screen, textual.widgets"]) for _ in range(ROUNDS)) * 1000
    with daemon() as (url, account):
        asyncio.run(_fill(url, account))
        _open(url, account)  # fills the caches
        opened = [_open(url, account) for _ in range(ROUNDS)]
        with console(url, account) as terminal:
            terminal.until(b"Ada")
            terminal.settle()
            keys = sorted(terminal.press(b"j" if at % 20 < 15 else b"k") for at in range(KEYS))
    return {
        "conversations": ROWS,
        "importing textual ms": round(floor),
        "first paint ms": round(statistics.median(painted for painted, _ in opened)),
        "first rows ms": round(statistics.median(rows for _, rows in opened)),
        "key to screen": {"p50_ms": round(statistics.median(keys), 1), "p95_ms": round(keys[int(KEYS * 0.95)], 1)},
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
