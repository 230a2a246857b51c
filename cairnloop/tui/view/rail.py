"""Beside the thread: the evidence a draft rests on, and the person it is for."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.drafts import Evidence
from cairnloop.tui.state.thread import Customer, Thread
from cairnloop.tui.terminal.lines import BLANK, Ground, Line, Span, Tone, cells, cut, fill, line, muted, wrap
from cairnloop.tui.terminal.times import age
from cairnloop.tui.view.marks import brief_state

EXCERPT_LINES = 2


def evidence_lines(desk: Desk, width: int, *, focused: bool) -> list[tuple[int, Line]]:
    """Each passage with its source and its first words, beside the index it belongs to."""
    draft = desk.draft
    if draft is None or not draft.evidence:
        words = "Nothing in the articles answers this." if draft else "The passages a draft rests on appear here."
        return [(-1, line(muted(f" {text}"))) for text in wrap(words, width - 2)]
    found: list[tuple[int, Line]] = []
    for at, piece in enumerate(draft.evidence):
        here = at == desk.evidence_at
        ground = (Ground.CURSOR if focused else Ground.RESTING) if here else Ground.PLAIN
        found += [(at, one.on(ground)) for one in _passage(piece, width, here)]
    return found


def source_mark(piece: Evidence) -> Span:
    """Articles are canon; cases may only assist."""
    return Span("Canon", Tone.SUCCESS) if piece.canon else Span("Case ", Tone.INFO)


def _passage(piece: Evidence, width: int, here: bool) -> list[Line]:
    marker = Span("▸" if here else " ", Tone.ACCENT, bold=True)
    head = line(marker, Span(f"[{piece.number}] ", Tone.AI, bold=True), source_mark(piece), Span(f" {piece.label}"))
    excerpt = wrap(" ".join(piece.text.split()), width - 6, most=EXCERPT_LINES)
    return [head, *(line(muted(f"     {text}")) for text in excerpt)]


def whole_passage(piece: Evidence, width: int) -> list[Line]:
    """All of it, and why it was found."""
    head = line(Span(f"[{piece.number}] ", Tone.AI, bold=True), source_mark(piece), Span(f"  {piece.label}", bold=True))
    body = [line(text) for text in wrap(piece.text, width)]
    why = [line(muted(text)) for text in wrap("Found because: " + "; ".join(piece.why), width)] if piece.why else []
    return [head, BLANK, *body, BLANK, *why]


def customer_lines(desk: Desk, thread: Thread | None, width: int, *, lit: bool = False) -> list[Line]:
    """Who asks: what is known, where they are, what they have had to do with us. `lit` when it has the keyboard."""
    if thread is None:
        return [line(muted(" Reading…"))]
    who = thread.customer
    here = desk.presence.customer_is_in(who.id)
    there = Span("● here now", Tone.SUCCESS) if here else muted(f"○ seen {age(who.last_seen, desk.now) or 'never'}")
    name = cut(who.name, width - cells(there.text) - 4)
    found = [line(Span(f" {name}", bold=True), Span("  "), there)]
    contact = " · ".join(part for part in (who.email, who.phone) if part)
    found += [line(muted(f" {text}")) for text in wrap(contact, width - 2)] if contact else []
    facts = " · ".join(f"{key} {value}" for key, value in who.facts[:6])
    found += [line(f" {text}") for text in wrap(facts, width - 2, most=3)] if facts else []
    place = " · ".join(part for part in (local_time(who, desk.now), who.device) if part)
    found += [line(muted(f" {text}")) for text in wrap(place, width - 2, most=2)] if place else []
    if who.page:
        found.append(line(muted(f" on {who.page}")))
    return [*found, line(muted(f" {history(thread)}")), *_earlier(desk, thread, lit)]


def _earlier(desk: Desk, thread: Thread, lit: bool) -> list[Line]:
    """The customer's other conversations, the newest first; with the keyboard here one of them is marked."""
    found: list[Line] = []
    for at, row in enumerate(thread.history):
        here = lit and at == desk.history_at
        marker = Span("▸" if here else " ", Tone.ACCENT, bold=True)
        how = brief_state(row, desk.now)
        spans = (marker, how._replace(text=fill(how.text, 8)), Span(row.title, Tone.INK if here else Tone.MUTED))
        found.append(Line(spans, Ground.CURSOR if here else Ground.PLAIN))
    return found


def history(thread: Thread) -> str:
    since = f"customer since {thread.customer.first_seen}" if thread.customer.first_seen else ""
    if thread.others is None:
        return since
    others = {0: "first conversation", 1: "1 other conversation"}.get(thread.others, f"{thread.others} others")
    return f"{others} · {since}" if since else others


def local_time(who: Customer, now: datetime) -> str:
    if not who.time_zone:
        return ""
    try:
        here = now.astimezone(ZoneInfo(who.time_zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""  # their browser says what it likes: a zone that is not one may be a folder
    return f"{who.time_zone.rsplit('/', 1)[-1].replace('_', ' ')} {here:%H:%M}"
