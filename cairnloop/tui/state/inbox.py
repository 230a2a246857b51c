"""How marks, the trail of a conversation and the customer's history change what the console knows."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cairnloop.tui.state import looking as look
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.events import Event
from cairnloop.tui.state.marking import stretched, toggled, unmarked


def _trail_read(desk: Desk, event: look.TrailRead) -> Desk:
    thread = desk.threads.get(event.conversation_id)
    return desk if thread is None else desk.with_thread(replace(thread, trail=event.trail))


def _history_picked(desk: Desk, event: look.HistoryPicked) -> Desk:
    history = desk.thread.history if desk.thread else ()
    return replace(desk, history_at=max(0, min(len(history) - 1, desk.history_at + event.steps)))


def _mark_toggled(desk: Desk, event: look.MarkToggled) -> Desk:
    return replace(desk.with_listing(toggled(desk.listing)), draft_at=0, evidence_at=0)


INBOX: dict[type[Event], Callable[[Desk, Any], Desk]] = {
    look.MarkToggled: _mark_toggled,
    look.MarksStretched: lambda desk, event: desk.with_listing(stretched(desk.listing)),
    look.Unmarked: lambda desk, event: desk.with_listing(unmarked(desk.listing, event.ids)),
    look.TrailRead: _trail_read,
    look.TrailShown: lambda desk, event: replace(desk, trail_shown=event.on),
    look.HistoryPicked: _history_picked,
    look.FocusChanged: lambda desk, event: replace(desk, looked_at=event.here),
}
