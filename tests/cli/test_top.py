"""`top`: the house at a glance, once or for as long as somebody looks."""

import json
import signal
import subprocess
import sys
from typing import Any

import pytest

from cairnloop.cli.top_lines import Said, bars, folded, span, top_lines
from tests.cli.conftest import Command, Desk


def part(name: str, state: str = "ready", said: str = "fine", **more: Any) -> Any:
    known: dict[str, Any] = {"wrong": None, "safe": None, "remedy": None, "facts": {}}
    return {"name": name, "state": state, "said": said, **known, **more}


def status(*parts: Any, **daemon: Any) -> Any:
    return {
        "state": "degraded",
        "uptime_seconds": 4000,
        "daemon": {"node": "n", "version": "1.2", **daemon},
        "parts": list(parts),
    }


def text(*parts: Any, **daemon: Any) -> str:
    return "\n".join(line.text for line in top_lines(status(*parts, **daemon), [0, 1, 2, 4]))


def test_numbers_stand_where_they_are_looked_for() -> None:
    jobs = {"running": 2, "due": 0, "waiting": 12_345, "dead": 1, "oldest_due_seconds": None}
    messages = {"per_second": 4.25, "p50_ms": 3.1, "p99_ms": 1200.0}
    shown = text(part("jobs", facts=jobs), part("messages", facts=messages))
    assert "running 2          due 0              waiting 12,345     dead 1" in shown
    assert "messages    4.25 a second      p50 3.1 ms         p99 1,200.0 ms     ▁▃▅█" in shown
    assert "oldest due since -" in shown


def test_what_could_not_be_read_is_a_question_mark_and_never_a_nought() -> None:
    shown = text(part("jobs", "unknown", "could not be read"))
    assert "running ?          due ?" in shown
    assert "operators ?" in shown


def test_what_is_wrong_comes_with_what_is_safe_and_what_to_do() -> None:
    shown = text(part("drafting", "degraded", "slow", wrong="It is slow.", safe="All of it.", remedy="Wait."))
    said = [line.split(maxsplit=1) for line in shown.splitlines()[-4:]]
    assert said == [
        ["▲", "degraded  drafting    slow"],
        ["wrong", "It is slow."],
        ["safe", "All of it."],
        ["do", "Wait."],
    ]


def test_what_is_wrong_comes_first() -> None:
    shown = text(part("database"), part("jobs", "degraded"), part("sockets"), part("drafting", "unknown"))
    found = [line.split()[2] for line in shown.splitlines() if line[:1] in ("✓", "▲", "?") and "version" not in line]
    assert found == ["jobs", "drafting", "database", "sockets"]


def test_a_sentence_that_is_wider_than_the_terminal_goes_on_below_and_none_of_it_is_lost() -> None:
    long = Said("            safe        " + "Drafts are made all the same and wait. " * 3, "red")
    lines = folded([Said("short"), long], 60)
    assert lines[0] == Said("short")
    assert all(len(line.text) <= 60 and line.style == "red" for line in lines[1:])
    assert all(line.text.startswith(" " * 24) for line in lines[2:])
    assert " ".join(" ".join(line.text for line in lines[1:]).split()) == " ".join(long.text.split())


def test_where_it_runs_is_shown_to_those_who_are_told() -> None:
    assert text().splitlines()[0] == "▲ degraded  version 1.2  up 1 h 6 min"
    shown = text(host="desk-3\x1b[2J", pid=7)
    assert shown.splitlines()[0] == "▲ degraded  desk-3␛[2J process 7  version 1.2  up 1 h 6 min"


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 s"), (59, "59 s"), (3599, "59 min"), (7260, "2 h 1 min"), (90_000, "1 d 1 h")]
)
def test_times_are_short(seconds: int, said: str) -> None:
    assert span(seconds) == said


def test_a_picture_of_nothing_is_empty() -> None:
    assert (bars([]), bars([0, 0])) == ("", "")


def test_once_is_for_scripts(desk: Desk, cairnloop: Command) -> None:
    ended = cairnloop("top", "--once", "--json")
    assert {one["name"] for one in ended.json["parts"]} >= {"database", "jobs", "drafting"}
    assert ended.code == (1 if ended.json["state"] == "blocked" else 0)
    assert "  version " in cairnloop("top").out.splitlines()[0]


def test_a_terminal_that_cannot_be_drawn_on_is_told_once(
    desk: Desk, cairnloop: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    ended = cairnloop("top")
    assert ended.code == 0
    assert "\x1b" not in ended.out
    assert ended.out.count("\nsockets ") == 1


def test_a_part_that_is_blocked_is_an_exit_code(
    desk: Desk, cairnloop: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cairnloop.kernel.schema_version.newest", lambda: "9999")
    ended = cairnloop("top", "--once")
    assert ended.code == 1
    assert "✕ blocked   migrations" in ended.out


def test_a_daemon_that_is_away_is_said_at_once(cairnloop: Command) -> None:
    ended = cairnloop("top", "--url", "http://127.0.0.1:1", "--api-key", "cl_key_x")
    assert (ended.code, ended.out) == (7, "")


def test_it_goes_on_until_ctrl_c_which_is_no_failure(desk: Desk) -> None:
    command = [sys.executable, "-m", "cairnloop", "top", "--json", "--interval", "0.2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=desk.env()) as going:
        assert going.stdout is not None
        assert going.stderr is not None
        states = [json.loads(going.stdout.readline())["state"] for _ in range(2)]
        going.send_signal(signal.SIGINT)
        assert (going.wait(10), going.stderr.read()) == (0, "")
    assert len(states) == 2
