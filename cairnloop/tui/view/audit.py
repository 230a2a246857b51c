"""Entries of the audit trail, one a line, and one of them whole."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.trail import Entry
from cairnloop.tui.terminal.lines import BLANK, Ground, Line, Span, Tone, cells, fill, line, muted, wrap
from cairnloop.tui.terminal.times import clock, day
from cairnloop.tui.view.marks import marker
from cairnloop.wire.trail import EXAMPLE

WHEN, ACTION = 7, 24
LABEL = 8  # wide enough for the words, narrow enough to leave ids in one piece
WIDEST = 18
TONES = {"policy": Tone.AI, "customer": Tone.INFO, "system": Tone.MUTED}
KINDS = {"user": "colleague", "customer": "customer", "policy": "policy", "system": "the system itself"}


def entry_line(desk: Desk, entry: Entry, width: int, ground: Ground, now: datetime) -> Line:
    """When, who, what, and why or on what."""
    who = max(8, min(18, width // 5))
    rest = max(0, width - 2 - WHEN - 1 - who - 1 - min(ACTION, width // 3) - 1)
    return Line(
        (
            marker(ground),
            muted(fill(_when(entry.at, now), WHEN)),
            Span(" "),
            Span(fill(entry.actor, who), TONES.get(entry.actor_kind, Tone.INK)),
            Span(" "),
            Span(fill(entry.action, min(ACTION, width // 3))),
            Span(" "),
            muted(fill(entry.reason or f"{entry.subject_kind} {entry.subject_id[-8:]}", rest)),
        ),
        ground,
    )


def _when(at: datetime | None, now: datetime) -> str:
    """The time of day; for another day, its date."""
    if at is None:
        return ""
    here = at.astimezone(now.tzinfo)
    return clock(at, now) if here.date() == now.date() else f"{here.day} {here:%b}"


def entry_title(entry: Entry | None) -> str:
    return "Entry" if entry is None else f"Entry {entry.id}"


def entry_lines(desk: Desk, width: int) -> list[Line]:
    """Everything that was written down."""
    entry = desk.audit.paged.row
    if entry is None:
        return [line(muted(f" {text}")) for text in wrap("The entry under the cursor is shown here.", width - 2)]
    at = f"{day(entry.at, desk.now)} {entry.at.astimezone(desk.now.tzinfo):%H:%M:%S %Z}" if entry.at else "unknown"
    found = [
        *labelled("when", at, width),
        *labelled("who", f"{entry.actor} · {KINDS.get(entry.actor_kind, entry.actor_kind)} {entry.actor_id}", width),
        *labelled("did", entry.action, width, bold=True),
        *labelled("to", f"{entry.subject_kind} {entry.subject_id}", width),
    ]
    if entry.conversation_id:
        found += labelled("in", f"conversation {entry.conversation_id} · o opens it", width)
    found += labelled("why", entry.reason or "no reason was given", width)
    return [*found, *([BLANK] if entry.detail else []), *detail_lines(entry.detail, width)]


def detail_lines(detail: Mapping[str, Any], width: int) -> list[Line]:
    """What else is known, name by name; nested values as JSON."""
    found: list[Line] = []
    room = min(WIDEST, max((cells(str(name)) for name in detail), default=0))
    for name, value in detail.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        found += labelled(str(name), text, width, label_room=room)
    return found


def labelled(label: str, text: str, width: int, *, bold: bool = False, label_room: int = LABEL) -> list[Line]:
    """A name and what belongs to it, whose lines stand under each other."""
    first, *rest = wrap(text, width - label_room - 3) or [""]
    head = line(muted(f" {fill(label, label_room)} "), Span(first, bold=bold))
    return [head, *(line(Span(" " * (label_room + 2)), Span(one)) for one in rest)]


def nothing_found(asked: str, width: int) -> list[Line]:
    """An empty trail says what will appear; an empty answer what else to ask."""
    if asked:
        first, then = "Nothing in the trail fits.", f"/ asks something else, like {EXAMPLE}. Esc shows all of it."
    else:
        first, then = "The trail is empty.", "Every change is written down here as soon as somebody makes one."
    return [BLANK, *(line(f"  {text}") for text in wrap(first, width - 4)), *_muted(then, width)]


def _muted(text: str, width: int) -> list[Line]:
    return [line(muted(f"  {one}")) for one in wrap(text, width - 4)]
