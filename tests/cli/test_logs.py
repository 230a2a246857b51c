"""`logs`: the daemon's last lines, what comes after them, and a file where there is no daemon."""

import asyncio
import json
import logging
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import structlog

from cairnloop.cli import log_file, logs
from cairnloop.cli.log_file import LogFile
from cairnloop.cli.log_lines import Assembler, Wanted, shown
from cairnloop.config import Logging
from cairnloop.daemon import logs as logging_of_the_daemon
from cairnloop.daemon.recent import RECENT
from tests.cli.conftest import Command, Desk, Ended

CONSOLE = """\
2026-03-02T09:00:00.120000Z [info     ] daemon.ready                   [cairnloop.daemon.process] database=sqlite n=3
2026-03-02T09:00:05.120000Z [warning  ] job failed                     [cairnloop.kernel.jobs.runner] kind=draft why='no model'
2026-03-02T09:01:00.120000Z [error    ] request.crashed                [x] route=/a
Traceback (most recent call last):
ZeroDivisionError: division by \x1b[31mzero
"""  # noqa: E501 - as it stands in a file
AS_JSON = """\
{"event": "daemon.ready", "level": "info", "logger": "x", "timestamp": "2026-03-02T09:00:00Z", "n": 3}
{"event": "crashed", "level": "error", "timestamp": "2026-03-02T09:01:00Z", "exception": "Traceback\\nZeroDivisionError"}
"""  # noqa: E501 - as it stands in a file


@pytest.fixture
def logged() -> Iterator[Any]:
    """Logging as the daemon has it, but for stderr."""
    logging_of_the_daemon.configure(Logging())
    logging.getLogger().handlers[:] = [RECENT]
    return structlog.get_logger("cairnloop.test")


def events(ended: Ended) -> list[str]:
    return [json.loads(line)["event"] for line in ended.out.splitlines()]


def test_the_last_lines_are_shown_with_their_fields(desk: Desk, cairnloop: Command, logged: Any) -> None:
    logged.warning("socket.slow", seconds=3, who="Eve \x1b[31m")
    ended = cairnloop("logs", "-n", "1")
    assert ended.code == 0
    assert ended.out.endswith('Z  ▲ warning  socket.slow  seconds=3 who="Eve ␛[31m"  [cairnloop.test]\n')


def test_colours_are_for_terminals_that_want_them(
    cairnloop: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line: Any = {
        "cursor": "",
        "at": "2026-03-02",
        "level": "error",
        "logger": "",
        "event": "x",
        "fields": {},
        "trace": None,
    }
    said: list[str] = []
    monkeypatch.setattr("typer.echo", said.append)
    logs._as_text(line)
    monkeypatch.setenv("NO_COLOR", "1")
    logs._as_text(line)
    assert said[0] == f"\x1b[31m{said[1]}\x1b[0m"
    assert "\x1b" not in said[1]


def test_lines_are_chosen_by_level_time_and_words(desk: Desk, cairnloop: Command, logged: Any) -> None:
    logged.error("first", key="needle")
    logged.info("second", key="needle")
    logged.error("third", key="hay")
    assert events(cairnloop("logs", "--json", "NEEDLE")) == ["first", "second"]
    assert events(cairnloop("logs", "--json", "--level", "error", "needle")) == ["first"]
    assert events(cairnloop("logs", "--json", "--since", "1h", "-n", "2")) == ["second", "third"]
    later = cairnloop("logs", "--json", "--since", "2999-01-01")
    assert (later.code, later.out) == (0, "")
    assert "remembers no such line" in later.err


@pytest.mark.parametrize(
    ("option", "said"),
    [(("--level", "loud"), "'--level': 'loud' is not one of"), (("--since", "soon"), "--since: “soon”")],
)
def test_what_cannot_be_is_named(cairnloop: Command, option: tuple[str, str], said: str) -> None:
    ended = cairnloop("logs", *option)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_only_admins_may(desk: Desk, cairnloop: Command) -> None:
    ended = cairnloop("logs", "--api-key", "cl_key_nobody", "--url", desk.url)
    assert ended.code == 6


def test_what_comes_is_followed_until_ctrl_c_which_is_no_failure(desk: Desk, logged: Any) -> None:
    logged.warning("before")
    command = [sys.executable, "-m", "cairnloop", "logs", "-f", "-n", "1", "--level", "warning", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=desk.env()) as going:
        assert going.stdout is not None
        assert going.stderr is not None
        assert json.loads(going.stdout.readline())["event"] == "before"
        logged.info("too mild")
        logged.error("after")
        assert json.loads(going.stdout.readline())["event"] == "after"
        going.send_signal(signal.SIGINT)
        assert (going.wait(10), going.stderr.read()) == (0, "")


def daemon(node: str, *lines: tuple[int, str], anew: bool = False, daemons: int = 2) -> dict[str, Any]:
    """What a daemon answers: numbers and events."""
    told = [
        {
            "cursor": f"{node}.{number}",
            "at": f"2026-03-02T09:00:{number:02}Z",
            "level": "info",
            "logger": "",
            "event": event,
            "fields": {},
            "trace": None,
        }
        for number, event in lines
    ]
    last = lines[-1][0] if lines else 0
    who = {"node": node, "version": "1", "host": "desk", "pid": 7}
    return {"data": told, "next": f"{node}.{last}", "missed": 0, "anew": anew, "daemon": who, "daemons": daemons}


def test_two_daemons_that_answer_in_turn_are_told_apart_and_repeat_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    one, two = str(uuid4()), str(uuid4())
    answers = logs.Answers(None, Wanted())  # type: ignore[arg-type]
    heard = [
        answers._taken(daemon(one, (1, "a"), (2, "b"))),
        answers._taken(daemon(two, (1, "old"), (3, "c"), anew=True)),
        answers._taken(daemon(one, (1, "a"), (2, "b"), (4, "d"), anew=True)),
        answers._taken(daemon(one)),
    ]
    assert [[line["event"] for line in lines] for lines in heard] == [["a", "b"], ["c"], ["d"], []]
    said = capsys.readouterr().err
    assert (said.count("this is the log of desk"), said.count("from here on this")) == (3, 2)
    assert "2 daemons share the database" in said


@pytest.mark.parametrize(("written", "last"), [(CONSOLE, "request.crashed"), (AS_JSON, "crashed")])
def test_a_file_is_read_in_either_format(tmp_path: Path, cairnloop: Command, written: str, last: str) -> None:
    path = tmp_path / "daemon.log"
    path.write_text(written)
    assert events(cairnloop("logs", "--file", path, "--json"))[0] == "daemon.ready"
    for_people = cairnloop("logs", "--file", path, "--level", "error")
    assert f"✕ error    {last}" in for_people.out
    assert "    Traceback" in for_people.out
    assert "ZeroDivisionError" in for_people.out
    assert "\x1b" not in for_people.out


def test_fields_of_a_file_are_told_apart_or_kept_as_they_are() -> None:
    assembler = Assembler()
    lines = [
        line
        for text in [*CONSOLE.splitlines(), "2026-03-02T09:02:00Z [info ] x [y] d={'a': 1}"]
        for line in assembler.feed(text)
    ]
    assert [line["fields"] for line in (*lines, *assembler.rest())] == [
        {"database": "sqlite", "n": "3"},
        {"kind": "draft", "why": "no model"},
        {"route": "/a"},
        {"beside": "d={'a': 1}"},
    ]


def test_words_before_the_first_record_are_not_lost() -> None:
    [line] = Assembler().feed("Killed")
    assert shown(line) == ["Z  · info     Killed"]


def test_a_missing_file_is_named(tmp_path: Path, cairnloop: Command) -> None:
    ended = cairnloop("logs", "--file", tmp_path / "none.log")
    assert (ended.code, "none.log cannot be read" in ended.err) == (2, True)


async def test_a_file_is_followed_also_when_it_is_put_aside_or_emptied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_file, "LOOK_SECONDS", 0.001)
    path = tmp_path / "daemon.log"
    path.write_text(CONSOLE)
    file = LogFile(path)
    assert [line["event"] for line in file.read(to_end=False)][-1] == "request.crashed"
    following = file.follow()

    async def then(text: str) -> str:
        with path.open("a") as log:
            log.write(text)
        async with asyncio.timeout(10):
            return (await anext(following))["event"]

    assert await then("2026-03-02T09:02:00Z [info ] grown [x]\n") == "grown"
    path.rename(tmp_path / "daemon.log.1")
    assert await then("2026-03-02T09:03:00Z [info ] begun [x] and=longer than what comes next\n") == "begun"
    path.write_text("")
    assert await then("2026-03-02T09:04:00Z [info ] emptied [x]\n") == "emptied"
    file.close()


def test_only_the_last_part_of_a_huge_file_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_file, "TAIL_BYTES", 200)
    path = tmp_path / "daemon.log"
    path.write_text("".join(f"2026-03-02T09:00:00Z [info ] line{n} [x]\n" for n in range(1000)))
    file = LogFile(path)
    assert [line["event"] for line in file.read(to_end=True)] == ["line996", "line997", "line998", "line999"]
    file.close()
