"""The whole command line: help, misuse, and how it ends."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from cairnloop import __version__
from cairnloop.cli.main import app
from tests.cli.conftest import Command, Desk

EXPECTED = {
    "init", "daemon", "tui", "demo", "migrate", "doctor", "audit", "login", "logout", "completion", "version",
    "kb import", "kb list", "kb show", "kb publish", "kb search",
    "conversations list", "conversations show", "conversations reply", "conversations note", "conversations assign",
    "conversations resolve", "conversations reopen",
    "drafts list", "drafts show", "drafts approve", "drafts edit", "drafts discard", "drafts regenerate", "drafts undo",
    "inboxes list", "inboxes policy",
    "users list", "users add", "users role", "users disable", "users enable",
    "keys list", "keys create", "keys revoke",
    "jobs list", "jobs dead", "jobs retry", "jobs discard",
}  # fmt: skip


def commands(group: Any = None, path: str = "") -> Iterator[tuple[str, Any]]:
    group = group or get_command(app)
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{path}{name} ")
        else:
            yield f"{path}{name}", command


def test_every_command_that_scripts_may_rely_on_is_there() -> None:
    assert {path for path, _ in commands()} == EXPECTED


@pytest.mark.parametrize("path", sorted(EXPECTED))
def test_every_command_teaches_with_an_example(path: str, cairnloop: Command) -> None:
    ended = cairnloop(*path.split(), "--help")
    assert ended.code == 0
    assert ended.err == ""
    assert f"\n    cairnloop {path}" in ended.out or f"| cairnloop {path}" in ended.out


def test_every_command_but_those_that_run_has_json() -> None:
    without = {path for path, command in commands() if not any("--json" in one.opts for one in command.params)}
    assert without == {"daemon", "tui"}


def test_a_misspelt_command_is_one_line_that_helps(cairnloop: Command) -> None:
    ended = cairnloop("drafts", "aprove")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "cairnloop drafts: no such command 'aprove'. Did you mean 'approve'?; see `cairnloop drafts --help`\n"
    )


def test_a_missing_argument_is_named(cairnloop: Command) -> None:
    ended = cairnloop("kb", "import")
    assert ended.code == 2
    assert ended.err == "cairnloop kb import: missing argument 'DIR'; see `cairnloop kb import --help`\n"


def test_a_number_out_of_range_is_one_line(cairnloop: Command) -> None:
    ended = cairnloop("daemon", "--port", "70000")
    assert ended.code == 2
    assert ended.err.count("\n") == 1
    assert "--port" in ended.err


def test_a_group_without_a_command_shows_its_help(cairnloop: Command) -> None:
    ended = cairnloop("kb")
    assert (ended.code, ended.out) == (2, "")
    assert "import" in ended.err


def test_version_is_said_in_both_ways(cairnloop: Command) -> None:
    assert cairnloop("--version").out == f"cairnloop {__version__}\n"
    assert cairnloop("version").out == f"cairnloop {__version__}\n"
    assert cairnloop("version", "--json").json["version"] == __version__


def test_a_defect_of_ours_is_no_traceback(cairnloop: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("platform.python_version", lambda: 1 / 0)
    ended = cairnloop("version")
    assert ended.code == 1
    assert ended.err.startswith("cairnloop: this is a defect of ours (ZeroDivisionError); the details are in ")
    assert ended.err.count("\n") == 1
    (details,) = tmp_path.iterdir()
    assert "division by zero" in details.read_text()


def test_nobody_reading_on_is_no_error_message() -> None:
    script = f"{sys.executable} -m cairnloop --help | true"
    ended = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False)
    assert ended.stderr == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_prints_a_script_for_each_shell(shell: str, cairnloop: Command) -> None:
    ended = cairnloop("completion", shell)
    assert ended.code == 0
    assert "_CAIRNLOOP_COMPLETE" in ended.out


def test_completion_refuses_an_unknown_shell(cairnloop: Command) -> None:
    ended = cairnloop("completion", "tcsh")
    assert ended.code == 2
    assert ended.err == "cairnloop: SHELL: 'tcsh' is none of bash, zsh, fish, powershell\n"


def completed(words: str, **env: str) -> list[str]:
    """What a shell would offer after these words."""
    asked = {"_CAIRNLOOP_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    command = [sys.executable, "-m", "cairnloop"]
    ended = subprocess.run(command, env={**asked, **env}, capture_output=True, text=True, check=True)
    assert ended.stderr == ""
    return ended.stdout.split()


def test_the_shell_is_offered_commands() -> None:
    assert completed("cairnloop drafts a") == ["approve"]


def test_the_shell_is_offered_ids_of_the_daemon(drafted: dict[str, Any], desk: Desk) -> None:
    assert drafted["id"] in completed("cairnloop drafts show ", **desk.env())
    assert completed(f"cairnloop drafts show {drafted['id'][:9]}", **desk.env()) == [drafted["id"]]
    assert drafted["conversation_id"] in completed("cairnloop conversations show ", **desk.env())


def test_a_daemon_that_is_away_offers_nothing_and_says_nothing() -> None:
    away = {"CAIRNLOOP_URL": "http://127.0.0.1:1", "CAIRNLOOP_API_KEY": "cl_key_x"}
    assert completed("cairnloop drafts show ", **away) == []
