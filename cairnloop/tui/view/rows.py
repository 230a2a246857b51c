"""One row of the inbox as a line."""

from datetime import datetime

from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.rows import Row
from cairnloop.tui.terminal.lines import Ground, Line, Span, Tone, cells, fill
from cairnloop.tui.view.marks import brief_state, draft_mark, marker

STATE, SOURCE, MARK = 7, 5, 9
# Below this width the channel gives way to the preview.
ROOMY = 56


FIRST, ASKED = Span("!", Tone.DANGER, bold=True), Span("@", Tone.DANGER, bold=True)
WRITES, VIEWED = Span("✎", Tone.INFO), Span("◉", Tone.INFO)


def row_line(
    row: Row,
    *,
    width: int,
    now: datetime,
    ground: Ground = Ground.PLAIN,
    left: str | None = None,
    unsent: bool = False,
    marked: bool = False,
    flag: Span | None = None,
) -> Line:
    """Marker, flag, state, customer, what was said last, channel, draft: always in the same columns."""
    source = SOURCE if width >= ROOMY else 0
    name = max(8, min(22, width * 9 // 40))
    mark = _mark(row, unsent)
    preview = max(0, width - 2 - STATE - 1 - name - 2 - (source + 1 if source else 0) - MARK)
    gone, unread = left is not None, not row.read and row.open
    ink = Tone.MUTED if gone else Tone.INK
    state = Span(f"· {left}", Tone.MUTED) if left is not None else brief_state(row, now)
    first = marker(ground, marked=marked)
    flag = flag or (FIRST if row.urgent else None)
    lead = [first._replace(text=first.text[:1]), flag] if flag else [first]
    if marked and ground is Ground.PLAIN:
        ground = Ground.MARKED
    if gone and cells(state.text) > STATE:
        # The reason is worth more than the columns: it may run into the name.
        spans = [*lead, state._replace(text=fill(state.text, STATE + 1 + name)), Span("  ")]
    else:
        spans = [*lead, state._replace(text=fill(state.text, STATE)), Span(" ")]
        spans += [Span(fill(row.customer, name), ink, bold=unread), Span("  ")]
    spans.append(Span(fill(row.title, preview), ink if unread else Tone.MUTED))
    if source:
        spans += [Span(" "), Span(fill(row.source, source), Tone.MUTED)]
    spans.append(Span(" " + fill(mark.text, MARK - 1), mark.tone))
    return Line(tuple(spans), ground)


def flags(desk: Desk) -> dict[str, Span]:
    """What stands before rows right now: a note asks for one's eye, somebody writes there, or has it open."""
    viewed = desk.presence.viewed(desk.me.user_id if desk.me else None)
    found = dict.fromkeys(viewed, VIEWED) | {place: WRITES for place, _ in desk.typing.writers}
    return found | {one.conversation_id: ASKED for one in desk.mentions}


def _mark(row: Row, unsent: bool) -> Span:
    if unsent:
        return Span("✎ unsent", Tone.WARNING)
    return draft_mark(row.draft_kind) if row.draft_id else Span("")
