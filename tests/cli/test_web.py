"""`web`: a link that works once, a port that closes with the command, and what it refuses to begin with."""

import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from tests.cli.conftest import Command

KNOWN = ("--url", "http://127.0.0.1:9", "--api-key", "cl_key_none")


def test_it_prints_a_link_that_works_once_and_ends_with_the_command() -> None:
    command = [sys.executable, "-m", "cairnloop", "web", *KNOWN, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        printed = re.fullmatch(r"open (http://127\.0\.0\.1:\d+/enter\?token=\S{40,})\n", running.stdout.readline())
        assert printed is not None
        with urllib.request.urlopen(printed[1], timeout=10) as said:
            assert "HttpOnly" in said.headers["Set-Cookie"]
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(printed[1], timeout=10)
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=20)
    assert running.returncode == 0
    assert "A browser was let in. For another one: http://127.0.0.1:" in errors


@pytest.mark.parametrize(
    "address", ["desk.example", "https://desk.example/?a=b", "ftp://x", "https://sam@desk.example"]
)
def test_a_public_address_is_one_that_a_link_can_be_made_from(address: str, cairnloop: Command) -> None:
    said = cairnloop("web", *KNOWN, "--public-url", address)
    assert said.code == 2
    assert "--public-url: write it like https://desk.example" in said.err


def test_an_address_that_is_not_ours_is_refused(cairnloop: Command) -> None:
    said = cairnloop("web", *KNOWN, "--host", "192.0.2.1", "--port", "0")
    assert said.code == 2
    assert "cannot listen on 192.0.2.1:0" in said.err
