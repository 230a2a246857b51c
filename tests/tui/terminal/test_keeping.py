"""Decisions that were made while the connection was down, and the console with them: the next console finds them."""

import os
from pathlib import Path
from typing import Any

from cairnloop.client.channel import Link
from cairnloop.tui.state.deciding import Deferred
from tests.tui.desk import Desk
from tests.tui.running import press, running, settle, shown, write


def called(desk: Desk, name: str) -> list[tuple[Any, ...]]:
    return [call for call in desk.calls if call[0] == name]


async def decide_off_the_line(desk: Desk, folder: Path, *keys: str, words: str = "") -> None:
    """Sit down, lose the connection, press the keys, and be gone without a word."""
    async with running(desk, keep_in=folder, keys=["d"]) as pilot:
        desk.on_link(Link.LOST)
        await settle(pilot)
        await press(pilot, keys[0])
        if words:
            await write(pilot, words)
        await press(pilot, *keys[1:])
        assert "◷ 1 kept" in shown(pilot)
        assert list(folder.glob("*.json"))
        lock = pilot.app.keeping._file._lock  # type: ignore[attr-defined]
    os.close(lock)  # as a process that dies lets go of its locks


async def test_an_approval_kept_by_a_console_that_is_gone_is_shown_and_goes_out(tmp_path: Path) -> None:
    desk = Desk()
    await decide_off_the_line(desk, tmp_path, "y")
    assert not called(desk, "approve")
    async with running(desk, keep_in=tmp_path, keys=["d"]) as pilot:
        assert called(desk, "approve") == [("approve", "d0", 1, None)]
        assert "Tomasz" in shown(pilot), "what was decided does not come up again"
        assert "◷ To Ada Park in 5 s z takes it back" in shown(pilot)
        assert not list(tmp_path.iterdir())


async def test_one_whose_draft_changed_meanwhile_comes_back_with_its_words(tmp_path: Path) -> None:
    desk = Desk()
    await decide_off_the_line(desk, tmp_path, "r", "escape", "y", words="Let me look into it.")
    desk.customer_writes("c0", "Never mind.")
    desk.settle("d0", "superseded", None, decision_reason="the customer wrote again")
    async with running(desk, keep_in=tmp_path) as pilot:
        assert not called(desk, "write")
        screen = shown(pilot)
        assert "↩ 1 came back" in screen
        assert "Your answer for Ada Park was not applied: This draft was superseded" in screen
        assert pilot.app.desk.unsent["c0"].text == "Let me look into it."  # type: ignore[attr-defined]
        assert not list(tmp_path.iterdir())


async def test_words_of_ones_own_are_said_once_the_line_is_back(tmp_path: Path) -> None:
    desk = Desk()
    await decide_off_the_line(desk, tmp_path, "r", "escape", "y", words="Let me look into it.")
    async with running(desk, keep_in=tmp_path):
        ((_, conversation_id, body, private, key),) = called(desk, "write")
        assert (conversation_id, body, private) == ("c0", "Let me look into it.", False)
        assert key, "told under a key, it is stored once"


async def test_words_that_arrived_before_the_console_died_are_not_refused(tmp_path: Path) -> None:
    desk = Desk()
    async with running(desk, keep_in=tmp_path, keys=["d", "r"]) as pilot:
        await write(pilot, "Let me look into it.")
        desk.on_link(Link.LOST)
        await settle(pilot)
        await press(pilot, "escape", "y")
        (kept,) = pilot.app.desk.outbox.kept  # type: ignore[attr-defined]
        # It arrives, and the answer does not.
        await desk.write("c0", kept.words, client_id=kept.key)
        pilot.app.take(Deferred(kept.key))  # type: ignore[attr-defined]
        desk.on_link(Link.LIVE)
        await settle(pilot)
        assert "came back" not in shown(pilot)
        assert pilot.app.desk.outbox.kept == ()  # type: ignore[attr-defined]


async def test_a_readonly_console_leaves_it_for_another(tmp_path: Path) -> None:
    desk = Desk()
    await decide_off_the_line(desk, tmp_path, "y")
    async with running(desk, keep_in=tmp_path, readonly=True):
        assert not called(desk, "approve")
        assert list(tmp_path.glob("*.json"))


async def test_leaving_says_that_it_goes_out_the_next_time(tmp_path: Path) -> None:
    desk = Desk()
    async with running(desk, keep_in=tmp_path, keys=["d"]) as pilot:
        desk.on_link(Link.LOST)
        await settle(pilot)
        await press(pilot, "y", "q")
        assert "1 decision has not gone out yet. What is kept goes out when you open" in shown(pilot)
        await press(pilot, "escape", "z")
        assert not list(tmp_path.iterdir()), "taken back before it went out"


async def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", "utf-8")
    desk = Desk()
    async with running(desk, keep_in=tmp_path / "file" / "kept", keys=["d"]) as pilot:
        desk.on_link(Link.LOST)
        await settle(pilot)
        await press(pilot, "y")
        assert "Decisions cannot be written down here" in shown(pilot)
        await press(pilot, "q")
        assert "They would be lost." in shown(pilot)
