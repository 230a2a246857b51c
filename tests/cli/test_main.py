"""The whole command line: help, misuse, and how it ends."""

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.main import get_command

from cairnloop import __version__
from cairnloop.cli import completing
from cairnloop.cli.main import Root, app
from tests.cli.conftest import Command, Desk

EXPECTED = {
    "init", "daemon", "tui", "web", "demo", "migrate", "doctor", "audit", "login", "logout", "completion", "version",
    "top", "logs",
    "kb import", "kb list", "kb show", "kb publish", "kb search",
    "conversations list", "conversations show", "conversations reply", "conversations note", "conversations assign",
    "conversations resolve", "conversations reopen", "conversations archive", "conversations read",
    "conversations unread", "conversations snooze", "conversations unsnooze", "conversations priority",
    "conversations merge", "conversations unmerge", "conversations share", "conversations related",
    "customers list", "customers show", "customers timeline", "customers duplicates", "customers merge",
    "customers export", "customers erase",
    "companies list", "companies show", "companies timeline", "companies add", "companies edit", "companies delete",
    "tags list", "tags add", "tags change", "tags remove", "tags put", "tags take",
    "canned list", "canned add", "canned change", "canned remove", "canned render",
    "drafts list", "drafts show", "drafts approve", "drafts edit", "drafts discard", "drafts regenerate", "drafts undo",
    "inboxes list", "inboxes show", "inboxes create", "inboxes update", "inboxes policy", "inboxes delete",
    "inboxes members", "inboxes add-member", "inboxes remove-member",
    "hours show", "hours set", "hours holiday", "hours workday", "hours inherit", "context show", "context set",
    "users list", "users add", "users role", "users disable", "users enable", "users archive", "users sign-out",
    "users totp-reset", "users invite", "users invitations", "users uninvite", "join",
    "users settings", "users reset-password", "password", "mail test",
    "sessions list", "sessions revoke", "totp status", "totp on", "totp off",
    "identity keys", "identity new-key", "identity delete-key", "identity inbox",
    "keys list", "keys create", "keys revoke",
    "jobs list", "jobs counts", "jobs dead", "jobs retry", "jobs discard",
    "visits list", "visits show", "visits delete",
    "webhooks list", "webhooks add", "webhooks remove", "webhooks verify", "webhooks enable", "webhooks disable",
    "webhooks rotate", "webhooks deliveries", "webhooks show", "webhooks replay",
    "files show", "files save", "files delete", "search", "import papercups",
    "triage",
    "report",
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


def test_every_command_stands_in_a_panel_of_the_help(cairnloop: Command) -> None:
    shown = cairnloop("--help").out
    assert "\nCommands:" not in shown
    assert [panel for panel in Root.panels if f"\n{panel}:\n" in shown] == list(Root.panels)


def test_a_group_teaches_with_its_first_steps(cairnloop: Command) -> None:
    root: Any = get_command(app)
    for name in (name for name, command in root.commands.items() if hasattr(command, "commands")):
        assert f"\n    cairnloop {name} " in cairnloop(name, "--help").out


def test_arguments_are_named_as_they_are_typed(cairnloop: Command) -> None:
    assert "\nUsage: cairnloop drafts approve [OPTIONS] ID...\n" in "\n" + cairnloop("drafts", "approve", "--help").out
    assert "\nUsage: cairnloop logs [OPTIONS] [TEXT]\n" in "\n" + cairnloop("logs", "--help").out


def test_options_stand_in_panels(cairnloop: Command) -> None:
    shown = cairnloop("conversations", "assign", "--help").out
    places = [shown.index(f"\n{panel}:\n") for panel in ("Arguments", "Options", "Output", "Daemon")]
    assert places == sorted(places)
    assert places[1] < shown.index("--to WHO") < places[2] < shown.index("--json") < places[3] < shown.index("--url")


def test_every_listing_has_every_shape() -> None:
    listings = {path: {opt for one in command.params for opt in one.opts} for path, command in commands()}
    for path, opts in listings.items():
        if path.endswith(" list") or "--csv" in opts:
            assert {"--json", "--csv", "--plain"} <= opts, path


def test_every_id_is_completed() -> None:
    """Whatever is called an id in a command's help can be asked of the daemon."""
    named = {"ID", "USER", "INBOX", "WHO"}
    lacking = {
        (path, one.metavar)
        for path, command in commands()
        for one in command.params
        if one.metavar in named and one._custom_shell_complete is None
    }
    # Files have no list of their own: their ids stand in the conversation.
    files = {(f"files {verb}", "ID") for verb in ("show", "save", "delete")}
    assert lacking <= {("audit", "ID"), ("audit", "WHO"), *files}


def test_every_command_but_those_that_run_has_json() -> None:
    without = {path for path, command in commands() if not any("--json" in one.opts for one in command.params)}
    assert without == {"daemon", "tui", "web"}


def test_a_misspelt_command_is_one_line_that_helps(cairnloop: Command) -> None:
    ended = cairnloop("drafts", "aprove")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "cairnloop drafts: no such command 'aprove'. Did you mean 'approve'? See `cairnloop drafts --help`\n"
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


def shell(script: str) -> tuple[str, str]:
    """What a line of shell prints on stdout and on stderr; cairnloop is `$C`."""
    env = {"C": f"{sys.executable} -m cairnloop", "PATH": "/usr/bin:/bin"}
    ended = subprocess.run(["sh", "-c", script], env=env, capture_output=True, text=True, check=False)
    return ended.stdout, ended.stderr


def test_nobody_reading_on_is_no_error_message() -> None:
    assert shell("$C --help | true") == ("", "")


def test_a_full_disk_is_said_without_a_traceback() -> None:
    said = "cairnloop: the result could not be written (No space left on device)\n"
    assert shell("$C version > /dev/full; echo $?") == ("1\n", said)


def test_a_closed_stdout_is_no_defect() -> None:
    assert shell("$C version >&-") == ("", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_prints_a_script_for_each_shell(shell: str, cairnloop: Command) -> None:
    ended = cairnloop("completion", shell)
    assert ended.code == 0
    assert "_CAIRNLOOP_COMPLETE" in ended.out


def test_completion_refuses_an_unknown_shell(cairnloop: Command) -> None:
    ended = cairnloop("completion", "tcsh")
    assert ended.code == 2
    assert "invalid value for 'SHELL': 'tcsh' is not one of 'bash', 'zsh', 'fish', 'powershell'" in ended.err


# A machine that is busy with other tests may take longer than somebody who presses Tab would wait.
PATIENTLY = """
from cairnloop.cli import completing
completing.PATIENCE_SECONDS = 60
from cairnloop import __main__
"""


def completed(words: str, **env: str) -> list[str]:
    """What a shell would offer after these words."""
    asked = {"_CAIRNLOOP_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    command = [sys.executable, "-c", PATIENTLY]
    ended = subprocess.run(command, env={**asked, **env}, capture_output=True, text=True, check=True)
    assert ended.stderr == ""
    return ended.stdout.split()


def test_the_shell_is_offered_commands() -> None:
    assert completed("cairnloop drafts a") == ["approve"]


def test_the_shell_is_offered_what_an_option_may_be() -> None:
    assert completed("cairnloop drafts list --status d") == ["discarded"]


def test_the_shell_is_offered_ids_of_the_daemon(drafted: dict[str, Any], desk: Desk) -> None:
    begun = drafted["id"][:9]
    assert completed(f"cairnloop drafts show {begun}", **desk.env()) == [drafted["id"]]
    assert completed(f"cairnloop drafts approve --url {desk.url} {begun}", **desk.env()) == [drafted["id"]]
    assert drafted["conversation_id"] in completed("cairnloop conversations show ", **desk.env())


@dataclass(frozen=True, slots=True)
class Typed:
    """What a completion is told of the line so far."""

    params: dict[str, Any]


def offered(complete: Any, incomplete: str = "", **params: Any) -> list[str]:
    return [value for value, _ in complete(Typed(params), incomplete)]


def test_everything_with_an_id_is_offered(
    drafted: dict[str, Any], desk: Desk, cairnloop: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(completing, "PATIENCE_SECONDS", 60)
    key = cairnloop("keys", "create", "to be offered", "--json").json
    inbox = cairnloop("inboxes", "list").rows[0][0]
    assert drafted["id"] in offered(completing.draft_ids, drafted["id"][:9])
    assert offered(completing.draft_ids, drafted["id"][:9], ids=(drafted["id"],)) == []
    assert key["id"] in offered(completing.key_ids)
    assert inbox in offered(completing.inbox_ids)
    assert str(desk.account["user_id"]) in offered(completing.user_numbers)
    assert {"me", "nobody", "sam@acme.example"} <= set(offered(completing.people))
    assert offered(completing.assignees, "nob") == ["nobody"]
    assert offered(completing.dead_job_ids) == []
    customer = cairnloop("conversations", "show", drafted["conversation_id"], "--json").json["customer_id"]
    assert customer in offered(completing.customer_ids, customer[:9])
    cairnloop("keys", "revoke", key["id"])
    assert key["id"] not in offered(completing.key_ids)


@given(st.text() | st.sampled_from(["\\$(touch gone)", "`id`'; id; '", "[/bold] =(id) \x1b]0;x\x07"]))
def test_what_customers_write_is_never_run_by_a_shell_that_completes(written: str) -> None:
    async def rows(client: Any, most: int) -> AsyncIterator[tuple[str, str]]:
        yield "7f9c24e8", written
        yield "eve$(id)@acme.example", "a member"

    command: Any = completing._completion(rows)
    ((value, about),) = command(Typed({"url": "http://127.0.0.1:1", "api_key": "cl_key_x"}), "")
    assert value == "7f9c24e8"
    assert all(one.isalnum() or one in " .,?-@_/" for one in about)


def test_a_daemon_that_is_away_offers_nothing_and_says_nothing(desk: Desk) -> None:
    away = {"CAIRNLOOP_URL": "http://127.0.0.1:1", "CAIRNLOOP_API_KEY": "cl_key_x"}
    assert completed("cairnloop drafts show ", **away) == []
    assert offered(completing.draft_ids, url="http://127.0.0.1:1") == []
    assert offered(completing.draft_ids, url="no address") == []
    assert offered(completing.key_ids, api_key="cl_key_wrong") == []
