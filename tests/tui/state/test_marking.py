"""Marks: which conversations the next act is about."""

from cairnloop.tui.state import events as e
from cairnloop.tui.state import looking as look
from cairnloop.tui.state.desk import Desk
from tests.tui.make import after, basic, listed, page, row, rows


def marked(desk: Desk) -> list[str]:
    return [one.id for one in desk.marked]


def test_a_mark_is_set_and_taken_away_and_the_cursor_goes_on() -> None:
    desk = after(listed(*rows(3)), look.MarkToggled(), look.MarkToggled())
    assert (marked(desk), desk.target) == (["c0", "c1"], "c2")
    assert marked(after(desk, e.CursorMoved(-2), look.MarkToggled())) == ["c1"]


def test_a_range_reaches_from_the_last_mark_to_the_cursor_in_either_direction() -> None:
    desk = after(listed(*rows(9)), e.CursorMoved(4), look.MarkToggled(), e.CursorMoved(2), look.MarksStretched())
    assert marked(desk) == ["c4", "c5", "c6", "c7"]
    desk = after(desk, e.CursorMoved(-6), look.MarksStretched())
    assert marked(desk) == [f"c{number}" for number in range(1, 8)]


def test_a_range_without_a_mark_is_all_that_is_shown() -> None:
    desk = after(listed(row("c1", preview="refund"), row("c2"), row("c3", preview="a refund")), e.Filtered("refund"))
    assert marked(after(desk, look.MarksStretched())) == ["c1", "c3"]
    assert marked(after(listed(), look.MarksStretched())) == []


def test_nothing_is_marked_that_cannot_be_seen() -> None:
    desk = after(listed(*rows(4)), look.MarksStretched(), e.Filtered("c2"))
    assert marked(desk) == ["c2"]
    assert marked(after(desk, e.Filtered(""))) == ["c2"]
    desk = after(listed(*rows(4)), look.MarksStretched(), page((row("c1"), row("c9"))))
    assert marked(desk) == ["c0", "c1"]  # c0 is under the cursor and stays


def test_what_the_operator_settles_loses_its_mark_and_what_others_do_keeps_it() -> None:
    waits = {"draft_id": "d", "draft_kind": "reply"}
    desk = after(listed(row("c1", **waits), row("c2", **waits)), look.MarksStretched(), e.Began("c1", "resolving"))
    desk = after(desk, e.ConversationChanged(basic("c1", version=2)), e.ConversationChanged(basic("c2", version=2)))
    assert marked(desk) == ["c2"]


def test_some_marks_or_all_are_taken_away() -> None:
    desk = after(listed(*rows(3)), look.MarksStretched())
    assert marked(after(desk, look.Unmarked(frozenset({"c1"})))) == ["c0", "c2"]
    assert marked(after(desk, look.Unmarked())) == []


def test_marks_count_only_while_the_inbox_is_on_screen() -> None:
    assert marked(after(listed(*rows(3)), look.MarksStretched(), e.Entered("c1"))) == []
