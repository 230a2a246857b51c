"""A file of 10 MB sent to the daemon and fetched from it, beside a raw copy over the same server."""

import asyncio
import http.client
import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scripts.bench.houses import daemon, process
from tests.databases import empty_postgres

SIZE = 10_000_000
TIMES = 20
BOUNDARY = "bench"
HEAD = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'.encode()
TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()


class Caller:
    """One connection that is kept: sends a body, and fetches into the same memory again and again."""

    def __init__(self, url: str, headers: dict[str, str] | None = None) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        self._headers = headers or {}
        self._room = memoryview(bytearray(SIZE))

    def send(self, method: str, path: str, body: bytes) -> bytes:
        self._connection.request(method, path, body=body, headers=self._headers)
        answer = self._connection.getresponse()
        said = answer.read()
        if answer.status not in (200, 201):
            raise RuntimeError(f"{method} {path}: {answer.status} {said[:200]!r}")
        return said

    def fetch(self, path: str) -> None:
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        held = 0
        while more := answer.readinto(self._room[held:]):
            held += more
        answer.read()
        if (answer.status, held) != (200, SIZE):
            raise RuntimeError(f"GET {path}: {answer.status}, {held} bytes")


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _timed(pid: int, once: Callable[[], object]) -> dict[str, float]:
    once()
    took, cpu = [], _cpu_seconds(pid)
    for _ in range(TIMES):
        began = time.perf_counter()
        once()
        took.append(time.perf_counter() - began)
    cpu = (_cpu_seconds(pid) - cpu) / TIMES
    middle = statistics.median(took)
    return {
        "p50_ms": round(middle * 1e3, 1),
        "MB_per_second": round(SIZE / middle / 1e6),
        "cpu_ms": round(cpu * 1e3, 1),
    }


def _ours(database_url: str | None, content: bytes) -> dict[str, dict[str, float]]:
    with daemon(database_url) as (url, account):
        key, kind = account["api_key"], f"multipart/form-data; boundary={BOUNDARY}"
        operator = Caller(url, {"authorization": key, "content-type": kind})
        form = HEAD + content + TAIL
        sent = json.loads(operator.send("POST", "/api/files", form))["data"]
        there, page = urlsplit(sent["file_url"]).path, Caller(url)
        return {
            "upload": _timed(account["pid"], lambda: operator.send("POST", "/api/files", form)),
            "download": _timed(account["pid"], lambda: page.fetch(there)),
        }


def measure() -> dict[str, Any]:
    content = os.urandom(SIZE)
    with process("scripts.bench.copying") as (url, pid):
        raw = Caller(url)
        floor = {
            "upload": _timed(pid, lambda: raw.send("PUT", "/a.bin", content)),
            "download": _timed(pid, lambda: raw.fetch("/a.bin")),
        }
    found: dict[str, Any] = {"raw copy": floor}
    for name, database_url in (("sqlite", None), ("postgresql", asyncio.run(empty_postgres("transfer")))):
        ours = _ours(database_url, content)
        times = {f"{way} times the raw copy": round(ours[way]["p50_ms"] / floor[way]["p50_ms"], 2) for way in floor}
        found[name] = {**ours, **times}
    return found


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
