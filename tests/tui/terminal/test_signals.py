"""Calling the operator who looks elsewhere, and only then."""

import pytest
from textual.events import AppBlur, AppFocus

from tests.tui.desk import Desk
from tests.tui.running import press, running, settle, shown, write


@pytest.fixture(autouse=True)
def no_multiplexer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMUX", "STY", "LC_TERMINAL", "TERM_PROGRAM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


async def test_a_draft_that_begins_to_wait_calls_whoever_looks_elsewhere_once_in_a_while() -> None:
    desk = Desk()
    async with running(desk, notify="desktop") as pilot:
        said: list[str] = []
        pilot.app.tell_terminal = said.append  # type: ignore[attr-defined]
        desk.draft_for("c4")
        await settle(pilot)
        assert said == []
        pilot.app.post_message(AppBlur())
        await settle(pilot)
        desk.customer_writes("c6", "Anybody there?")
        desk.settle("d1", "approved")
        await settle(pilot)
        assert said == []
        for conversation in ("c5", "c6"):
            desk.draft_for(conversation)
            await settle(pilot)
        assert said == ["\x1b]777;notify;Cairnloop;5 drafts wait for a decision\a\a"]
        desk.pass_time(11)
        pilot.app.post_message(AppFocus())
        await press(pilot, "j", "k")
        desk.draft_for("c1")
        await settle(pilot)
        assert len(said) == 1


async def test_nothing_is_said_unless_it_was_asked_for_and_the_keyboard_stays_where_it_was() -> None:
    desk = Desk()
    async with running(desk, keys=["enter", "r"]) as pilot:
        said: list[str] = []
        pilot.app.tell_terminal = said.append  # type: ignore[attr-defined]
        await write(pilot, "Hello Bo")
        before = shown(pilot)
        pilot.app.post_message(AppBlur())
        await settle(pilot)
        assert shown(pilot) == before
        desk.draft_for("c4")
        await settle(pilot)
        pilot.app.post_message(AppFocus())
        await write(pilot, ", hello")
        assert "Hello Bo, hello" in shown(pilot)
        assert said == []
