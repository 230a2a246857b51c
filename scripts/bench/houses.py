"""Starts what is measured as processes of their own: the daemon on either database, and the floors."""

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cairnloop.config import Limits


def many_files(wanted: int) -> None:
    """Every socket is an open file, here as in the daemon."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, wanted)), hard))


@contextmanager
def process(*arguments: str, env: dict[str, str] | None = None) -> Iterator[tuple[str, int]]:
    """A program of ours that says `listening on URL`; ended at the end. Yields the URL and the process' number."""
    running = subprocess.Popen(
        [sys.executable, "-m", *arguments], stdout=subprocess.PIPE, text=True, env={**os.environ, **(env or {})}
    )
    assert running.stdout is not None
    try:
        said = running.stdout.readline().strip()
        if "listening on " not in said:
            raise RuntimeError(f"{arguments[0]} did not start: {said!r}")
        yield said.partition("listening on ")[2], running.pid
    finally:
        running.terminate()
        running.wait(timeout=30)
        running.stdout.close()


def _is_pace(name: str) -> bool:
    return name.endswith("_per_minute")


@contextmanager
def daemon(database_url: str | None = None, **settings: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """A daemon with an account of its own. Yields its URL and what `init` said, with the daemon's `pid`."""
    with tempfile.TemporaryDirectory(prefix="cairnloop-bench-") as folder:
        env = {
            "CAIRNLOOP_LIMITS_SOCKET_FRAMES_PER_SECOND": "1000000",
            "CAIRNLOOP_LIMITS_SOCKET_BURST": "1000000",
            **{f"CAIRNLOOP_LIMITS_{name.upper()}": "100000000" for name in Limits.model_fields if _is_pace(name)},
            "CAIRNLOOP_LOGGING_LEVEL": "warning",
            **settings,
        }
        if database_url is not None:
            env["CAIRNLOOP_DATABASE_URL"] = database_url
        asked = ["init", folder, "--account", "Bench", "--email", "bench@example.com", "--password", "bench-bench"]
        told = subprocess.run(
            [sys.executable, "-m", "cairnloop", *asked, "--json"],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, **env},
        )
        config = str(Path(folder) / "config.toml")
        with process("cairnloop", "daemon", "--config", config, "--port", "0", env=env) as (url, pid):
            yield url, {**json.loads(told.stdout), "pid": pid}
