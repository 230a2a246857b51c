"""Files on their way: with an answer, back from one that was undone, and out of what customers send."""

from pathlib import Path

import pytest

from cairnloop.client import Refused
from tests.tui.desk import Desk
from tests.tui.running import called, press, running, settle, shown, write


async def test_files_go_with_an_answer_once_they_fit(tmp_path: Path) -> None:
    small, large = tmp_path / "list.pdf", tmp_path / "film.mp4"
    small.write_bytes(b"1234")
    with large.open("wb") as file:
        file.truncate(30 * 1024 * 1024)
    desk = Desk()
    async with running(desk, keys=["enter", "r"]) as pilot:
        await write(pilot, "Here it is.")
        await press(pilot, "ctrl+o")
        assert "Of at most 25.0 MB; 10 go with one message." in shown(pilot)
        await write(pilot, str(large))
        await press(pilot, "enter")
        assert "It has 30.0 MB; 25.0 MB is the most." in shown(pilot)
        await press(pilot, "ctrl+u")
        await write(pilot, str(tmp_path / "li"))
        await press(pilot, "tab", "enter", "escape")
        assert desk.uploaded == ["list.pdf"]
        assert "➤ to Bo Reyes by chat · ▤ list.pdf" in shown(pilot)
        await press(pilot, "y")
        assert desk.given["file_ids"] == ["f1"]
        assert "c1" not in pilot.app.desk.unsent  # type: ignore[attr-defined]


async def test_an_answer_that_is_taken_back_has_its_files_again(tmp_path: Path) -> None:
    (tmp_path / "list.pdf").write_bytes(b"1234")
    desk = Desk()
    async with running(desk, keys=["enter", "r"]) as pilot:
        await write(pilot, "Here it is.")
        await press(pilot, "ctrl+o")
        await write(pilot, str(tmp_path / "list.pdf"))
        await press(pilot, "enter", "escape", "y")
        assert "c1" not in pilot.app.desk.unsent  # type: ignore[attr-defined]
        await press(pilot, "z")
        assert "Taken back. Nothing reached Bo Reyes. Its file is attached again." in shown(pilot)
        assert "3 words · ▤ list.pdf, unsent" in shown(pilot)
        await press(pilot, "r", "escape", "y")
        assert desk.given["file_ids"] == ["f1"]


async def test_an_edited_draft_takes_files_along_but_not_from_the_queue(tmp_path: Path) -> None:
    (tmp_path / "list.pdf").write_bytes(b"1234")
    desk = Desk()
    async with running(desk, keys=["enter", "e", "ctrl+o"]) as pilot:
        await write(pilot, str(tmp_path / "list.pdf"))
        await press(pilot, "enter", "escape", "y")
        assert desk.given["file_ids"] == ["f1"]
        await press(pilot, "z")
        assert "▤ list.pdf, unsent" in shown(pilot)
        await press(pilot, "d", "e", "escape", "y")
        assert "Files go with this draft." in shown(pilot)
        assert len(called(desk, "approve")) == 1
        await press(pilot, "escape", "enter", "e", "escape", "y")
        assert len(called(desk, "approve")) == 2
        assert desk.given["file_ids"] == ["f1"]


async def test_a_file_that_was_attached_can_be_left_out_again(tmp_path: Path) -> None:
    (tmp_path / "list.pdf").write_bytes(b"1234")
    desk = Desk()
    async with running(desk, keys=["F"]) as pilot:
        await write(pilot, str(tmp_path / "list.pdf"))
        await press(pilot, "enter")
        assert "· ▤ list.pdf" in shown(pilot)
        await press(pilot, "escape", "X")
        assert "Left out. It reaches nobody." in shown(pilot)
        assert not pilot.app.desk.unsent  # type: ignore[attr-defined]


async def test_what_a_message_carries_is_named_saved_and_opened_only_after_a_yes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(tmp_path))
    monkeypatch.setenv("OPENER", "true")
    (tmp_path / "bill.pdf").write_text("mine")
    desk = Desk()
    async with running(desk, keys=["enter"]) as pilot:
        await press(pilot, "D")
        assert "No message here carries a file." in shown(pilot)
        desk.send_file("c1", "../bill.pdf")
        await settle(pilot)
        assert "▤ ../bill.pdf  13 bytes · application/pdf" in shown(pilot)
        await press(pilot, "D", "enter")
        assert (tmp_path / "bill (1).pdf").read_bytes() == b"what it holds"
        assert (tmp_path / "bill.pdf").read_text() == "mine"
        await press(pilot, "O", "enter")
        assert not (tmp_path / "bill (2).pdf").exists()
        await press(pilot, "O", "y")
        assert (tmp_path / "bill (2).pdf").exists()
        assert "and opened." in shown(pilot)


async def test_a_file_that_cannot_be_had_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(tmp_path))
    desk = Desk()
    desk.fails["download_file"] = [Refused(404, "refused", "The file is not there (HTTP 404).")]
    desk.send_file("c1", "run.sh")
    async with running(desk, keys=["enter", "O"]) as pilot:
        assert "run.sh might do more than show itself." in shown(pilot)
        await press(pilot, "D", "enter")
        assert "run.sh was not saved: The file is not there" in shown(pilot)
        assert not list(tmp_path.iterdir())
