"""Sections of one's own, and acting on several conversations at once."""

from typing import Any

from cairnloop.client import Refused, Unreachable
from tests.tui.desk import Desk
from tests.tui.running import SMALL, press, running, settle, shown

SECTIONS = [
    {"title": "Waits for us", "query": "status:open awaiting:operator"},
    {"title": "Lin's", "query": "assignee:lin@trailmark.example"},
    {"title": "Old", "query": "older:1d"},
    {"title": "By mail", "query": "source:email"},
]


def marked(pilot: Any) -> list[str]:
    return [row.id for row in pilot.app.desk.marked]


async def test_saved_sections_have_counts_keys_and_a_place_in_the_list() -> None:
    desk = Desk()
    async with running(desk, sections=SECTIONS) as pilot:
        screen = shown(pilot)
        assert "─ saved ─" in screen
        assert "7 Waits for us   •4 6" in screen
        assert "  By mail           0" in screen
        await press(pilot, "7")
        assert "─ Waits for us (6) ─" in shown(pilot)
        assert ("conversations", "status:open awaiting:operator", None) in desk.calls
        await press(pilot, "shift+tab", "j", "j")
        assert "─ Old (1) ─" in shown(pilot)
        await press(pilot, "S", *"by", "enter")
        screen = shown(pilot)
        assert "─ By mail (0) ─" in screen
        assert "No conversation matches source:email" in screen
        await pilot.click("#sections", offset=(6, 2))
        await settle(pilot)
        assert "─ Unassigned (5) ─" in shown(pilot)


async def test_what_comes_to_match_is_announced_and_counted() -> None:
    desk = Desk()
    async with running(desk, sections=SECTIONS, keys=["8"]) as pilot:
        assert "No conversation matches assignee:lin" in shown(pilot)
        desk.change("c2", assignee_id=2)
        await settle(pilot)
        assert "Lin's (1)" in shown(pilot)
        assert "Mina" in shown(pilot)  # where nothing was shown nothing jumps
        desk.change("c3", assignee_id=2)
        await settle(pilot)
        screen = shown(pilot)
        assert "Lin's (2)" in screen
        assert "↑ 1 new · . shows" in screen


async def test_a_section_that_the_daemon_refuses_says_why_and_the_other_counts_stand() -> None:
    desk = Desk()
    wrong = Refused(422, "invalid", "query: nobody here has the e-mail gone@trailmark.example")
    desk.fails["counts_of"] = [wrong] * 9
    async with running(desk, sections=[{"title": "Gone", "query": "assignee:gone@trailmark.example"}]) as pilot:
        assert "4 All open          7" in shown(pilot)
        assert "7 Gone              ?" in shown(pilot)
        desk.fails["conversations"] = [wrong]
        await press(pilot, "7")
        assert "“Gone” could not be read: query: nobody here has the" in shown(pilot)
        await press(pilot, "9")
        assert "One section is saved. Name more in console.sections" in shown(pilot)


async def test_a_bulk_asks_for_the_number_and_nothing_else_is_a_yes() -> None:
    desk = Desk()
    async with running(desk, keys=["4", "V", "c"]) as pilot:
        screen = shown(pilot)
        assert "Resolve 7 conversations" in screen
        assert "■ Priya Nair" in screen
        assert "and 2 more" in screen
        for answer in (["enter"], ["c", "6", "enter"]):
            await press(pilot, *answer)
            assert not any(call[0] == "bulk" for call in desk.calls)
        assert "It is 7, not 6. Nothing was done." in shown(pilot)
        await press(pilot, "7", "enter")
        ids = ("c4", "c1", "c2", "c3", "c0", "c5", "c6")
        assert ("bulk", ids, "resolve", None) in desk.calls
        screen = shown(pilot)
        assert "✓ 7 resolved." in screen
        assert "Nothing is open." in screen


async def test_what_was_refused_stays_marked_and_says_why() -> None:
    desk = Desk()
    async with running(desk, keys=["4", "space", "space", "A"]) as pilot:
        assert "None of the marked is resolved. c resolves them, then A archives them." in shown(pilot)
        desk.rows["c1"].update(status="closed")
        await press(pilot, "c", "2", "enter")
        screen = shown(pilot)
        assert "1 of 2 could not be resolved: Bo Reyes: cannot resolve a conversation that is closed" in screen
        assert "The other 1 is resolved." in screen
        assert marked(pilot) == ["c1"]
        await press(pilot, "escape", "escape")
        assert marked(pilot) == []
        desk.fails["bulk"] = [Unreachable("no answer")]
        await press(pilot, "j", "space", "c", "1", "enter")
        screen = shown(pilot)
        assert "No answer, so it is not known whether 1 is resolved: no answer" in screen
        assert "All of them are, or none is. Doing it again does no harm." in screen


async def test_several_are_given_to_a_colleague_and_the_cursor_stays() -> None:
    desk = Desk()
    async with running(desk, size=SMALL, keys=["4", "space", "space", "j"]) as pilot:
        assert "■ 2 marked" in shown(pilot)
        assert "c resolve" in shown(pilot)
        await press(pilot, "a", "down", "enter", "2", "enter")
        assert ("bulk", ("c4", "c1"), "assign", 2) in desk.calls
        assert "✓ 2 assigned to Lin." in shown(pilot)
        assert marked(pilot) == []
        assert pilot.app.desk.target == "c3"  # type: ignore[attr-defined]
        await press(pilot, "u")
        assert ("bulk", ("c3",), "read", None) in desk.calls
