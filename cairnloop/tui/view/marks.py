"""State in symbol, word and colour: the few signs that mean the same on every screen."""

from datetime import datetime, timedelta

from cairnloop.tui.state.drafts import SHORT_KINDS
from cairnloop.tui.state.rows import Row
from cairnloop.tui.terminal.lines import Ground, Span, Tone
from cairnloop.tui.terminal.times import age, brief, when

SOON = timedelta(minutes=30)
TARGETS = {"first_response": "first reply", "next_response": "reply", "resolution": "resolution"}

LEGEND: tuple[tuple[Span, str], ...] = (
    (Span("▲ −12m", Tone.DANGER), "our answer is late by 12 minutes"),
    (Span("● +18m", Tone.WARNING), "our answer is due within the half hour, in 18 minutes"),
    (Span("● +2h", Tone.INFO), "our answer is due in two hours"),
    (Span("○ 3h", Tone.MUTED), "the customer has the last word to say, since three hours"),
    (Span("✓ 2d", Tone.SUCCESS), "resolved two days ago"),
    (Span("◆ reply", Tone.AI), "a draft waits: a reply, a question back (asks), or a hand-over (person)"),
    (Span("· decided", Tone.MUTED), "somebody else acted; the row stays until you press ."),
    (Span("✎ unsent", Tone.WARNING), "you have text there that has not been sent"),
    (Span("■ ▣", Tone.ACCENT, bold=True), "marked: what you do next is about all that are"),
    (Span("◉ Lin", Tone.INFO), "a colleague has the same conversation open; ✎ in its row: somebody writes there"),
    (Span("! @", Tone.DANGER, bold=True), "in a row: it goes before others; a note in it asks for your eye"),
    (Span("☾ 3h", Tone.MUTED), "it sleeps for three hours more; without a time, until the customer writes"),
)


# By whether the cursor is here, and whether the row is marked.
MARKERS = {(False, False): " ", (True, False): "▸", (False, True): "■", (True, True): "▣"}


def marker(ground: Ground, *, marked: bool = False) -> Span:
    """What a row of a list begins with."""
    here = ground in (Ground.CURSOR, Ground.RESTING)
    return Span(f"{MARKERS[here, marked]} ", Tone.ACCENT, bold=True)


def is_late(row: Row, now: datetime) -> bool:
    """The clock stops being ours when the customer has the last word to say."""
    owed = row.open and row.awaiting == "operator"
    return owed and (row.late or (row.due_at is not None and row.due_at <= now))


def brief_state(row: Row, now: datetime) -> Span:
    """For a list: at most seven cells."""
    if row.snoozed:
        until = row.snoozed_until
        return Span(f"☾ {brief(until - now)}" if until is not None and until > now else "☾", Tone.MUTED)
    if not row.open:
        return Span(f"✓ {age(row.active_at, now)}", Tone.SUCCESS)
    if is_late(row, now):
        return Span(f"▲ −{brief(now - row.due_at)}" if row.due_at else "▲ late", Tone.DANGER, bold=True)
    if row.awaiting == "operator" and row.due_at is not None:
        tone = Tone.WARNING if row.due_at - now <= SOON else Tone.INFO
        return Span(f"● +{brief(row.due_at - now)}", tone)
    if row.awaiting == "operator":
        return Span(f"● {age(row.active_at, now)}", Tone.INFO)
    return Span(f"○ {age(row.active_at, now)}", Tone.MUTED)


def urgent(row: Row) -> list[Span]:
    """That it goes before others."""
    return [Span("! first", Tone.DANGER, bold=True), Span(" · ", Tone.MUTED)] if row.urgent else []


def state(row: Row, now: datetime) -> Span:
    if row.merged_into is not None:
        return Span("⇉ merged", Tone.MUTED)
    if row.snoozed:
        until = row.snoozed_until
        return Span(f"☾ asleep {when(until, now) if until else 'until they write'}", Tone.INFO)
    if row.archived:
        return Span("✓ archived", Tone.SUCCESS)
    return Span("● open", Tone.INFO) if row.open else Span("✓ resolved", Tone.SUCCESS)


def promise(row: Row, now: datetime) -> Span | None:
    """In full: what is owed, and since or until when."""
    target = TARGETS.get(row.target, "answer")
    if is_late(row, now):
        late = f" {brief(now - row.due_at)}" if row.due_at else ""
        return Span(f"▲ {target} late{late}", Tone.DANGER, bold=True)
    if row.open and row.awaiting == "operator" and row.due_at is not None:
        tone = Tone.WARNING if row.due_at - now <= SOON else Tone.MUTED
        return Span(f"{target} due in {brief(row.due_at - now)}", tone)
    if row.open and row.awaiting != "operator":
        return Span("the customer's turn", Tone.MUTED)
    return None


def draft_mark(kind: str | None) -> Span:
    return Span(f"◆ {SHORT_KINDS.get(kind or 'reply', 'draft')}", Tone.AI)


def tag_words(row: Row) -> str:
    """The tags of a conversation, in the order of their names."""
    return " ".join(f"#{tag.name.replace(' ', '-')}" for tag in row.tags)
