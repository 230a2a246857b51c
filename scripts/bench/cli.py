"""How long the command line takes, and what the daemon weighs at rest, beside an interpreter that does nothing."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scripts.bench.houses import daemon

ROUNDS = 15
HELP_BAR_SECONDS = 0.25
RESIDENT_BAR_MB = 130

FLOORS = {
    "python": ["-c", "pass"],
    "python and typer": ["-c", "import typer"],
}
COMMANDS = {
    "--help": ["-m", "cairnloop", "--help"],
    "drafts approve --help": ["-m", "cairnloop", "drafts", "approve", "--help"],
    "version": ["-m", "cairnloop", "version"],
}


def seconds(arguments: Sequence[str], env: dict[str, str] | None = None) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env={**os.environ, **(env or {})})
    return time.perf_counter() - began


def row(arguments: Sequence[str], floor: float | None, env: dict[str, str] | None = None) -> dict[str, Any]:
    """The best and the middle of several runs; the first one, which fills the caches, does not count."""
    seconds(arguments, env)
    took = [seconds(arguments, env) for _ in range(ROUNDS)]
    told: dict[str, Any] = {"best_ms": round(min(took) * 1000), "median_ms": round(statistics.median(took) * 1000)}
    if floor is not None:
        told["of_floor"] = round(min(took) / floor, 2)
    return told


def resident_mb(pid: int) -> float:
    """What the process holds in memory, from /proc."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def measure() -> dict[str, Any]:
    floor = min(seconds(FLOORS["python"]) for _ in range(ROUNDS))
    found: dict[str, Any] = {name: row(arguments, floor) for name, arguments in {**FLOORS, **COMMANDS}.items()}
    with daemon() as (url, account):
        env = {"CAIRNLOOP_URL": url, "CAIRNLOOP_API_KEY": account["api_key"]}
        found["drafts list"] = row(["-m", "cairnloop", "drafts", "list"], floor, env)
        found["daemon at rest"] = {"resident_mb": round(resident_mb(account["pid"])), "bar_mb": RESIDENT_BAR_MB}
    found["--help"]["bar_ms"] = round(HELP_BAR_SECONDS * 1000)
    return found


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
