"""Calling the operator who looks elsewhere, and only then."""

from typing import Any

import pytest
from textual.events import AppBlur, AppFocus
from textual.pilot import Pilot

from cairnloop.tui.state.events import Ticked
from tests.tui.desk import Desk
from tests.tui.running import press, running, settle, shown, write
from tests.tui.trailmark import SAM


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


def rest(desk: Desk, pilot: Pilot[Any]) -> None:
    """Long enough to be called again."""
    desk.pass_time(11)
    pilot.app.take(Ticked(desk.at))  # type: ignore[attr-defined]


async def test_each_section_calls_as_it_was_told_to_and_a_mention_as_drafts_do() -> None:
    desk = Desk()
    rules = {"mine": "bell", "unassigned": "toast", "Waiting": "desktop", "open": "off"}
    sections = [{"title": "Waiting", "query": "status:open awaiting:operator assignee:none"}]
    async with running(desk, notify="bell", notices=rules, sections=sections) as pilot:
        said: list[str] = []
        pilot.app.tell_terminal = said.append  # type: ignore[attr-defined]
        open_ones = [row for row in desk.rows.values() if row["status"] == "open"]
        ours = next(row["id"] for row in open_ones if row["assignee_id"] == SAM)
        nobodys = next(row["id"] for row in open_ones if row["assignee_id"] is None)
        desk.customer_writes(ours, "Are you there?")
        await settle(pilot)
        assert said == []  # whoever looks at the console sees it
        pilot.app.post_message(AppBlur())
        await settle(pilot)
        desk.customer_writes(ours, "Hello?")
        await settle(pilot)
        assert said == ["\a"]
        rest(desk, pilot)
        desk.customer_writes(nobodys, "Anybody?")
        await settle(pilot)
        assert said[1:] == ["\x1b]777;notify;Cairnloop;A customer wrote  Waiting\a\a"]
        rest(desk, pilot)
        desk.mention(ours)
        await settle(pilot)
        assert said[2:] == ["\a"]


async def test_a_section_with_a_tag_calls_for_what_carries_it_only() -> None:
    desk = Desk()
    desk.rows["c6"]["tags"] = [{"id": "t1", "name": "VIP"}]
    sections = [{"title": "Important", "query": "tag:vip"}]
    async with running(desk, notices={"Important": "toast"}, sections=sections, keys=["4"]) as pilot:
        desk.customer_writes("c5", "Anybody there?")
        await settle(pilot)
        assert "A customer wrote" not in shown(pilot)
        desk.customer_writes("c6", "Anybody there?")
        await settle(pilot)
        assert "A customer wrote: Important." in shown(pilot)


async def test_a_toast_is_said_in_the_console_and_rings_no_bell() -> None:
    desk = Desk()
    async with running(desk, notices={"open": "toast"}) as pilot:
        said: list[str] = []
        pilot.app.tell_terminal = said.append  # type: ignore[attr-defined]
        desk.customer_writes("c6", "Anybody there?")
        await settle(pilot)
        assert "A customer wrote: All open." in shown(pilot)
        assert said == []
