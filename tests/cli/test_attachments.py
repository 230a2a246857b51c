"""Files from the shell: sent along, shown, saved, taken away."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command, Desk

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "a note.txt"
    path.write_text("some words\n" * 10_000)
    return path


def test_an_answer_takes_files_along(written: str, cairnloop: Command, note: Path) -> None:
    asked = ("--attach", note, "--attach", note, "--undo-seconds", 300, "--json")
    sent = cairnloop("conversations", "reply", written, "Here it is.", *asked).json
    assert [one["filename"] for one in sent["attachments"]] == ["a note.txt"] * 2
    shown = cairnloop("conversations", "show", written).out
    assert f"[file] a note.txt (text/plain, 110000 bytes)  {sent['attachments'][0]['id']}" in shown
    alone = cairnloop("conversations", "note", written, "--attach", note, "--json").json
    assert (alone["body"], alone["private"], len(alone["attachments"])) == ("", True, 1)


def test_a_file_is_saved_and_nothing_is_written_over(
    written: str, cairnloop: Command, note: Path, tmp_path: Path
) -> None:
    sent = cairnloop("conversations", "note", written, "--attach", note, "--json").json["attachments"][0]
    folder = tmp_path / "saved"
    folder.mkdir()
    saved = cairnloop("files", "save", sent["id"], "--to", folder)
    assert (saved.code, (folder / "a note.txt").read_bytes()) == (0, note.read_bytes())
    assert [path.name for path in folder.iterdir()] == ["a note.txt"]
    again = cairnloop("files", "save", sent["id"], "--to", folder)
    assert (again.code, "--force" in again.err) == (2, True)
    assert cairnloop("files", "save", sent["id"], "--to", folder, "--force").code == 0
    nowhere = cairnloop("files", "save", sent["id"], "--to", folder / "none" / "x")
    assert (nowhere.code, "cannot be written" in nowhere.err) == (2, True)


def test_a_file_is_shown_and_taken_away(written: str, cairnloop: Command, note: Path) -> None:
    sent = cairnloop("conversations", "note", written, "look", "--attach", note, "--json").json["attachments"][0]
    assert cairnloop("files", "show", sent["id"], "--json").json == sent
    assert cairnloop("files", "delete", sent["id"]).code == 0
    for command in ("show", "save", "delete"):
        assert cairnloop("files", command, sent["id"]).code == 5
    assert sent["id"] not in cairnloop("conversations", "show", written).out


def test_what_cannot_be_sent_or_is_not_there_says_so(written: str, cairnloop: Command, tmp_path: Path) -> None:
    missing = cairnloop("conversations", "reply", written, "x", "--attach", tmp_path / "none.txt")
    assert (missing.code, "none.txt cannot be read" in missing.err) == (2, True)
    folder = cairnloop("conversations", "reply", written, "x", "--attach", tmp_path)
    assert folder.code == 2
    (tmp_path / "empty").touch()
    empty = cairnloop("conversations", "reply", written, "x", "--attach", tmp_path / "empty")
    assert (empty.code, "empty" in empty.err) == (3, True)
    assert cairnloop("files", "save", NOBODY).code == 5


async def test_a_client_saves_only_what_lies_at_its_own_daemon(desk: Desk, tmp_path: Path) -> None:
    from cairnloop.client import Client
    from cairnloop.errors import Invalid

    async with Client(desk.url, desk.account["api_key"]) as client:
        for url in ("http://evil.example/x", "/api/me", "", "https://evil.example/api/users?/files/"):
            with pytest.raises(Invalid, match="no address of a file"):
                await client.download_file(url, tmp_path / "x")
    assert list(tmp_path.iterdir()) == []
