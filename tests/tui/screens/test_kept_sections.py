"""Sections that the daemon keeps: made from what is shown, shared, moved, renamed, removed; and what is new in them."""

from typing import Any

from textual.widgets import Input

from cairnloop.client import Refused
from cairnloop.tui.remote.reading import Reader
from cairnloop.tui.state import events as e
from cairnloop.tui.state import visiting as v
from cairnloop.tui.state.desk import Desk as State
from cairnloop.tui.state.sections import Counted, Saved
from cairnloop.tui.terminal.lines import cells
from cairnloop.tui.view.sections import section_lines
from cairnloop.wire.query import parse
from tests.tui.desk import Desk
from tests.tui.make import after
from tests.tui.running import press, running, settle, shown
from tests.tui.trailmark import NOW


async def test_what_is_shown_is_kept_as_a_section_and_chosen() -> None:
    desk = Desk()
    async with running(desk, keys=["3", "plus"]) as pilot:
        assert pilot.app.screen.query_one(Input).value == "status:open assignee:none "
        pilot.app.screen.query_one(Input).value = "status:open oldr:1d"
        await press(pilot, "enter")
        assert "there is no word “oldr”; did you mean “older”?" in shown(pilot)
        pilot.app.screen.query_one(Input).value = "status:open older:1d"
        await press(pilot, "enter")
        pilot.app.screen.query_one(Input).value = "Quiet"
        await press(pilot, "enter", "down", "enter")
        assert ("add_section", "Quiet", "status:open older:1d", True) in desk.calls
        screen = shown(pilot)
        assert "─ shared ─" in screen
        assert "▸7 Quiet" in screen
        assert "─ Quiet (1) ─" in screen
        assert "GPX import" in screen


async def test_a_section_is_renamed_shared_moved_and_removed_where_it_is_open() -> None:
    desk = Desk()
    for title in ("One", "Two"):
        desk.keep(title, "status:open")
    async with running(desk, keys=["8", "less_than_sign"]) as pilot:
        assert desk.calls.count(("change_section", "s1", {"place": 0})) == 1
        assert "▸7 Two" in shown(pilot)
        await press(pilot, "less_than_sign")
        assert "It is the first of its kind." in shown(pilot)
        await press(pilot, "equals_sign", "enter")
        pilot.app.screen.query_one(Input).value = "Zwei"
        await press(pilot, "enter")
        assert "▸7 Zwei" in shown(pilot)
        assert "─ Zwei (7) ─" in shown(pilot)
        desk.fails["change_section"] = [Refused(409, "conflict", "there are 20 shared sections already")]
        await press(pilot, "equals_sign", "down", "down", "enter")
        assert "The section was not changed: there are 20 shared sections already" in shown(pilot)
        await press(pilot, "escape", "delete", "enter")
        assert len(desk.kept) == 2
        await press(pilot, "delete", "y")
        assert [one["title"] for one in desk.kept] == ["One"]
        assert "▸4 All open" in shown(pilot)


async def test_what_a_colleague_does_to_a_shared_one_is_taken_in_without_a_jump() -> None:
    desk = Desk()
    shared = desk.keep("Refunds", "status:open", shared=True)
    async with running(desk, keys=["7", "j", "j"]) as pilot:
        target = pilot.app.desk.target  # type: ignore[attr-defined]
        shared["title"] = "Money back"
        desk.say("section:updated", {"id": shared["id"], "section": shared})
        await settle(pilot)
        assert "▸7 Money back" in shown(pilot)
        assert pilot.app.desk.target == target  # type: ignore[attr-defined]
        shared["query"] = "status:resolved"
        desk.say("section:updated", {"id": shared["id"], "section": shared})
        await settle(pilot)
        assert "─ Money back (0) ─" in shown(pilot)
        desk.kept.clear()
        desk.say("section:deleted", {"id": shared["id"], "section": shared})
        await settle(pilot)
        assert "▸4 All open" in shown(pilot)


async def test_a_query_that_fails_takes_no_other_count_with_it() -> None:
    desk = Desk()
    told: list[Any] = []
    answered = desk.counts_of

    async def counts_of(queries: list[str], *, unread: bool = False) -> object:
        if "tag:gone" in queries:
            raise Refused(422, "invalid", "query: there is no tag “gone” here")
        return await answered(queries, unread=unread)

    desk.counts_of = counts_of  # type: ignore[method-assign]
    saved = [Saved(text, text, parse(text)) for text in ("tag:gone", "status:open")]
    await Reader(desk, told.append).counts(saved)
    assert [event.saved for event in told] == [{"status:open": Counted(7, False, 4)}]


def test_kept_ones_stand_below_the_configured_with_what_nobody_has_looked_at() -> None:
    kept = (("7", "", False), ("Refunds", "s1", True), ("Waiting long", "s2", False))
    sections = [
        Saved(title, f"older:{at}d", parse(f"older:{at}d"), id, shared)
        for at, (title, id, shared) in enumerate(kept, 1)
    ]
    desk = after(State(now=NOW, saved=(sections[0],)), v.SectionsRead((sections[1], sections[2])))
    counts = {one.text: Counted(12, False, 3 if one.shared else 0) for one in sections}
    desk = after(desk, e.CountsRead({"open": 7, "mine": 2}, counts), v.UnreadCounted({"open": 5, "assigned": 120}))
    texts = [one.text for _, one in section_lines(desk, 22)]
    headings = [text.split()[1] for text in texts if text.startswith(" ─ ")]
    assert headings == ["saved", "shared", "own"]
    assert any("Refunds" in text and text.endswith("•3 12 ") for text in texts)
    assert any("Waiting" in text and "•" not in text for text in texts)
    assert any("All open" in text and text.endswith("•5 7 ") for text in texts)
    assert any("Mine" in text and text.endswith("•99+ 2 ") for text in texts)
    assert all(cells(text) <= 22 for text in texts)
