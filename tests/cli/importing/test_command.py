"""`import papercups` from the shell."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command, Desk
from tests.cli.importing.old_desk import PASSWORD, Api, small, uid


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    return small().write(tmp_path / "dump")


def test_a_folder_is_rehearsed_brought_and_brought_again(desk: Desk, dump: Path, cairnloop: Command) -> None:
    rehearsed = cairnloop("import", "papercups", dump, "--dry-run", "--json")
    assert (rehearsed.code, rehearsed.json["import_id"]) == (0, None)
    assert rehearsed.json["kinds"]["messages"]["read"] == 16
    first = cairnloop("import", "papercups", dump)
    assert first.code == 0
    assert "messages: 16 read, 16 added" in first.err
    assert "invite    rosa@old.example" in first.out
    again = cairnloop("import", "papercups", dump, "--json", "--only", "messages,customers")
    assert again.json["kinds"] == {
        kind: {"read": count, "added": 0, "updated": 0, "unchanged": count, "skipped": 0}
        for kind, count in (("customers", 4), ("messages", 16))
    }
    assert "word 2 of 3" in cairnloop("conversations", "show", uid("thread 3")).out


@pytest.mark.parametrize(
    ("at", "said"), [("/api/customers", "Run the same command again to go on"), ("/api/me", "nothing was sent")]
)
def test_ctrl_c_is_an_end_from_which_one_can_go_on(at: str, said: str, desk: Desk, cairnloop: Command) -> None:
    class Pressing(Api):
        def answer(self, path: str, query: dict[str, str], header: str | None) -> tuple[int, Any]:
            if path == at:
                os.kill(os.getpid(), signal.SIGINT)
            return super().answer(path, query, header)

    with Pressing(small()).serve() as url:
        signed_in = ("--email", "rosa@old.example", "--password", PASSWORD)
        ended = cairnloop("import", "papercups", url, *signed_in, "--only", "customers")
    assert ended.code == 1
    assert said in ended.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("/no/such/folder",), 2, "SOURCE: there is no folder /no/such/folder"),
        ((".", "--only", "everything"), 2, "--only: choose among accounts, users,"),
        ((".", "--email", "x@y.example"), 2, "not for a folder"),
        ((".", "--files", "/no/such/folder"), 2, "--files: there is no folder /no/such/folder"),
        ((".", "--only", "files"), 2, "--only files and --files WHERE need each other"),
        (("https://[", "--email", "x@y.example"), 2, "SOURCE: write it like"),
        (("https://old.example",), 2, "give either --email or --token-file"),
        (("https://old.example", "--token-file", "/no/such/file"), 2, "--token-file: /no/such/file cannot be read"),
    ],
)
def test_what_is_wrong_is_named(
    arguments: tuple[str, ...], code: int, said: str, desk: Desk, cairnloop: Command
) -> None:
    ended = cairnloop("import", "papercups", *arguments)
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err


def test_a_folder_without_tables_is_one_line(desk: Desk, tmp_path: Path, cairnloop: Command) -> None:
    ended = cairnloop("import", "papercups", tmp_path)
    assert (ended.code, ended.out) == (3, "")
    assert ended.err.count("\n") == 1
