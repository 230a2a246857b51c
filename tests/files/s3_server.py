"""A real S3 server for tests: the one we were given, or moto's in a process of its own, with an environment of its own.

moto needs other versions of our own dependencies, so `make test` installs it beside the project's environment.
"""

import atexit
import os
import re
import subprocess
from functools import cache
from pathlib import Path

import httpx
import pytest

from cairnloop.files.s3 import Bucket, S3Store
from cairnloop.files.sigv4 import Credentials
from cairnloop.kernel.clock import SystemClock

PROGRAM = Path(__file__).parents[2] / ".venv/s3_server/bin/moto_server"
LINES = 20


@cache
def endpoint() -> str:
    """Where it answers. Skips the test where there is none."""
    given = os.environ.get("CAIRNLOOP_TEST_S3_URL")
    if given:
        return given
    if not PROGRAM.exists():
        pytest.skip("there is no S3 server; `make .venv/s3_server/.installed` installs one")
    command = [str(PROGRAM), "-H", "127.0.0.1", "-p", "0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    atexit.register(server.kill)
    assert server.stderr is not None
    for _ in range(LINES):
        if found := re.search(r"Running on (http://\S+)", server.stderr.readline()):
            return found[1]
    raise AssertionError("the S3 server did not say where it answers")


async def bucket_store(name: str, *, transport: httpx.AsyncBaseTransport | None = None) -> S3Store:
    """A store over an empty bucket of this name."""
    where = endpoint()
    async with httpx.AsyncClient(base_url=where, trust_env=False) as client:
        answer = await client.put(f"/{name}")
        assert answer.status_code == 200, answer.text
    bucket = Bucket(where, name, "desk/", Credentials("tester", "secret", "us-east-1"))
    return S3Store(bucket, SystemClock(), transport=transport)


async def left_in(name: str) -> str:
    """What the server itself lists: keys, and parts of uploads that were never finished."""
    async with httpx.AsyncClient(base_url=endpoint(), trust_env=False) as client:
        listed = await client.get(f"/{name}")
        unfinished = await client.get(f"/{name}", params={"uploads": ""})
    return " ".join(re.findall(r"<Key>([^<]+)</Key>", listed.text + unfinished.text))
