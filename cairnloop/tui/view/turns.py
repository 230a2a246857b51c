"""What the trail tells within a thread: the turns a conversation took, and on request every other line."""

from datetime import datetime

from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.trail import Entry
from cairnloop.tui.terminal.lines import Line, Span, Tone, line, muted
from cairnloop.tui.terminal.times import clock

# What changes where a conversation stands is always told.
TURNS: dict[str, Span] = {
    "conversation.resolved": Span("✓ resolved", Tone.SUCCESS),
    "conversation.reopened": Span("● open again", Tone.INFO),
    "conversation.archived": Span("✓ archived", Tone.SUCCESS),
    "conversation.assigned": Span("→ assigned", Tone.INFO),
    "deadline.breached": Span("▲ a promise was broken", Tone.DANGER),
}
# What was written down at the same instant as a message or a draft happened because of it; this comes before them.
FIRST = "conversation.opened"


def is_turn(entry: Entry) -> bool:
    return entry.action in TURNS


def trail_line(desk: Desk, entry: Entry, at: datetime) -> Line:
    """One line, told in words where it is a turn, as it stands in the trail where it is not."""
    time = muted(f" {clock(at, desk.now)}  ")
    reason = f": {entry.reason}" if entry.reason else ""
    by = _by(desk, entry)
    if entry.action == "conversation.assigned":
        to = _assignee(desk, entry)
        words = " to you" if to == "you" and by == " by you" else f" to {to}{by}"
        return line(time, TURNS[entry.action], muted(f"{words}{reason}"))
    if is_turn(entry):
        return line(time, TURNS[entry.action], muted(f"{by}{reason}"))
    return line(time, muted(f"· {entry.action}{by}{reason}"))


def _by(desk: Desk, entry: Entry) -> str:
    if entry.actor_kind == "system":
        return ""
    if desk.me is not None and (entry.actor_kind, entry.actor_id) == ("user", str(desk.me.user_id)):
        return " by you"
    return f" by {entry.actor}"


def _assignee(desk: Desk, entry: Entry) -> str:
    after = entry.detail.get("after")
    return desk.name(after) if isinstance(after, int) else "nobody"
