"""Ids and texts from arguments, stdin and an editor."""

import io
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cairnloop.cli import reading
from cairnloop.cli.exits import Usage
from cairnloop.cli.reading import Target, number, targets, text

ONE, TWO = "7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3", "0b655cff-5dd0-4ee3-84d6-63173d367c5e"


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    return monkeypatch


def holds(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(said))


def test_ids_are_taken_as_given_and_once() -> None:
    assert targets([ONE, TWO.upper(), ONE]) == [Target(ONE), Target(TWO)]


def test_lines_of_a_list_are_ids_with_the_version_that_was_seen(stdin: pytest.MonkeyPatch) -> None:
    holds(stdin, f"{ONE}\t3\treply\tAda\n\n{TWO}\topen\n")
    assert targets(["-"]) == [Target(ONE, 3), Target(TWO)]


def test_json_on_stdin_is_understood(stdin: pytest.MonkeyPatch) -> None:
    holds(stdin, f'{{"data": [{{"id": "{ONE}", "version": 2}}], "next": null}}\n{{"id": "{TWO}"}}\n')
    assert targets(["-"]) == [Target(ONE, 2), Target(TWO)]


@pytest.mark.parametrize("said", ["nonsense", "../users", "{", '{"data": 3}', '{"data": [1]}', '{"name": "x"}', "[]"])
def test_what_is_no_id_is_refused_before_anything_is_done(said: str, stdin: pytest.MonkeyPatch) -> None:
    holds(stdin, f"{ONE}\n{said}\n")
    with pytest.raises(Usage):
        targets(["-"])


def test_nothing_on_stdin_is_said(stdin: pytest.MonkeyPatch) -> None:
    holds(stdin, "\n")
    with pytest.raises(Usage, match="no id was given"):
        targets(["-"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_whatever_stdin_holds_is_ids_or_a_calm_refusal(stdin: pytest.MonkeyPatch, said: str) -> None:
    holds(stdin, said)
    try:
        found = targets(["-"])
    except Usage:
        return
    assert all(len(one.id) == 36 for one in found)


@pytest.mark.parametrize("said", ["", "-1", "1.5", "٣", "9" * 19])
def test_a_user_is_named_by_a_number(said: str) -> None:
    with pytest.raises(Usage):
        number(said)


def test_text_comes_from_the_argument_or_stdin(stdin: pytest.MonkeyPatch) -> None:
    assert text("hello", "TEXT") == "hello"
    holds(stdin, "two\nlines\n")
    assert text("-", "TEXT") == "two\nlines"


@pytest.mark.parametrize("given_text", ["", "  \n", None])
def test_no_text_is_no_message(given_text: str | None, stdin: pytest.MonkeyPatch) -> None:
    holds(stdin, "")
    with pytest.raises(Usage, match="TEXT"):
        text(given_text, "TEXT")


def test_the_editor_gets_what_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf " and more" >> "$2"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", f"{editor} --wait")
    assert reading.edited("start") == "start and more"


@pytest.mark.parametrize("editor", ["/no/such/editor", "false"])
def test_an_editor_that_fails_is_said(editor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", editor)
    with pytest.raises(Usage, match="EDITOR"):
        reading.edited("start")


def test_an_editor_has_ctrl_c_to_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\ntrap "" INT\nkill -INT $PPID\nprintf "kept" > "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    before = signal.getsignal(signal.SIGINT)
    assert reading.edited("start") == "kept"
    assert signal.getsignal(signal.SIGINT) is before


def test_what_an_editor_leaves_has_to_be_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf "\\377" > "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    with pytest.raises(Usage, match="not UTF-8"):
        reading.edited("start")


def test_bytes_that_are_no_text_are_refused(stdin: pytest.MonkeyPatch) -> None:
    holds(stdin, "caf\udce9\n")  # as Python reads Latin-1 in the C locale
    with pytest.raises(Usage, match=r"not UTF-8 text \(character 4\)"):
        text("-", "TEXT")
    stdin.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"caf\xe9\n"), "utf-8"))
    with pytest.raises(Usage, match="not UTF-8"):
        targets(["-"])
