"""The operator's own editor: what is started, and what happens when it cannot be."""

import os
import stat
from pathlib import Path

import pytest

from cairnloop.tui.terminal.editor import EditorFailed, command, edited
from tests.tui.desk import Desk
from tests.tui.running import press, running, shown


def editor(folder: Path, script: str) -> str:
    path = folder / "my editor"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    return f"'{path}'"


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"VISUAL": "code --wait", "EDITOR": "nano"}, ["code", "--wait"]),
        ({"EDITOR": "nano"}, ["nano"]),
        ({"EDITOR": "", "VISUAL": ""}, ["vi"]),
    ],
)
def test_visual_comes_before_editor_before_vi(env: dict[str, str], words: list[str]) -> None:
    assert command(env) == words


async def test_the_words_come_back_as_the_editor_left_them(tmp_path: Path) -> None:
    words = [editor(tmp_path, 'sed -i "s/draft/answer/" "$1"').strip("'")]
    assert await edited("a draft\nin two lines\n", words) == "a answer\nin two lines\n"


@pytest.mark.parametrize(
    ("visual", "words"), [("/nowhere/at-all", "could not be started"), ("false", "ended with code 1")]
)
async def test_an_editor_that_fails_is_named(visual: str, words: str) -> None:
    with pytest.raises(EditorFailed, match=words):
        await edited("text", [visual])


def test_a_wish_for_an_editor_that_cannot_be_understood_is_named() -> None:
    with pytest.raises(EditorFailed, match="vi 'half a quote"):
        command({"EDITOR": "vi 'half a quote"})


async def test_the_terminal_comes_back_from_an_editor_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "VISUAL", "/nowhere/at-all")
    handed: list[str] = []
    async with running(Desk()) as pilot:
        monkeypatch.setattr(type(pilot.app._driver), "can_suspend", True)
        monkeypatch.setattr(pilot.app._driver, "suspend_application_mode", lambda: handed.append("over"))
        monkeypatch.setattr(pilot.app._driver, "resume_application_mode", lambda: handed.append("back"))
        await press(pilot, "E")
        assert handed == ["over", "back"]
        assert "could not be started" in shown(pilot)


async def test_a_draft_edited_elsewhere_is_looked_over_before_it_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "VISUAL", editor(tmp_path, 'printf "Written elsewhere." > "$1"'))
    desk = Desk()
    async with running(desk) as pilot:
        # A test has no terminal to hand over.
        monkeypatch.setattr(type(pilot.app._driver), "can_suspend", True)
        monkeypatch.setattr(pilot.app._driver, "suspend_application_mode", lambda: None)
        monkeypatch.setattr(pilot.app._driver, "resume_application_mode", lambda: None)
        await press(pilot, "E")
        await press(pilot)
        screen = shown(pilot)
        assert "Written elsewhere." in screen
        assert "➤ the edited draft to Bo Reyes" in screen
        assert not any(call[0] == "approve" for call in desk.calls)
        await press(pilot, "y")
        assert ("approve", "d1", 1, "Written elsewhere.") in desk.calls


async def test_where_no_editor_can_be_had_the_console_says_so_and_keeps_the_text() -> None:
    async with running(Desk(), keys=["E"]) as pilot:
        screen = shown(pilot)
        assert "This terminal cannot be handed to an editor." in screen
        assert "The text is as it was." in screen
