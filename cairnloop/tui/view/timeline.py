"""A conversation from top to bottom: what was said by whom, what became of it, and drafts and turns in between."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.drafts import KINDS, Draft
from cairnloop.tui.state.thread import LONG_AGO, Message, Thread, Voice
from cairnloop.tui.state.trail import Entry
from cairnloop.tui.terminal.lines import BLANK, Ground, Line, Span, Tone, line, muted, wrap
from cairnloop.tui.terminal.times import clock, day
from cairnloop.tui.view.turns import FIRST, is_turn, trail_line

# Far more than the daemon accepts; what a stranger sends can still not fill the console.
LONGEST = 2000
BARS = {Voice.CUSTOMER: Tone.INFO, Voice.OPERATOR: Tone.FAINT, Voice.BOT: Tone.AI, Voice.NOTE: Tone.WARNING}


def timeline(desk: Desk, thread: Thread, width: int, places: dict[str, int] | None = None) -> list[Line]:
    """All of it, oldest first; `places` is told on which line each message begins."""
    found: list[Line] = []
    if thread.earlier is not None:
        found += [line(muted(" ↑ older messages: k at the top reads them")), BLANK]
    last_day = ""
    for at, item in _items(thread, whole=desk.trail_shown):
        today = day(at, desk.now) if at > LONG_AGO else ""
        together = isinstance(item, Entry) and today == last_day
        if found and found[-1] is not BLANK and not together:
            found.append(BLANK)
        if today != last_day:
            found += [line(Span(f" ── {today} ", Tone.MUTED)), BLANK]
            last_day = today
        match item:
            case Entry():
                found.append(trail_line(desk, item, at))
            case Draft():
                found += [*_draft(desk, item, at), BLANK]
            case Message():
                if places is not None:
                    places[item.id] = len(found)
                head = _head(desk, item)
                found += [
                    head.on(Ground.MARKED) if item.id == desk.sought else head,
                    *_body(item.body, item.voice, width),
                    *_files(item),
                    *_failure(item),
                    BLANK,
                ]
    if desk.trail_shown and thread.trail is None:
        found += [line(muted(" · the trail was not read; . tries again")), BLANK]
    return found[:-1] if found and found[-1] is BLANK else found


def _items(thread: Thread, *, whole: bool) -> Iterator[tuple[datetime, Message | Draft | Entry]]:
    """Messages, drafts and lines of the trail in the order in which they came about."""
    # A decision comes before the answer it let go, a draft after the question it answers.
    drafts = [(_placed(one), 2 if one.pending else 0, one) for one in reversed(thread.drafts)]
    messages = [(one.at or LONG_AGO, 1, one) for one in thread.messages]
    # Where older messages were not read, what the trail says of that time has nothing to stand beside.
    begins = messages[0][0] if messages and thread.earlier is not None else LONG_AGO
    # Messages and drafts tell their time in whole seconds, and so does the trail beside them.
    trail = [
        (one.at.replace(microsecond=0), -1 if one.action == FIRST else 3, one)
        for one in thread.trail or ()
        if one.at is not None and one.at >= begins and (whole or is_turn(one))
    ]
    items: list[tuple[datetime, int, Message | Draft | Entry]] = [*messages, *drafts, *trail]
    for at, _, item in sorted(items, key=lambda one: one[:2]):
        yield at, item


def _placed(draft: Draft) -> datetime:
    """A draft that waits stands where it was made, a settled one where it was settled."""
    return (draft.created_at if draft.pending else draft.decided_at or draft.created_at) or LONG_AGO


def _head(desk: Desk, message: Message) -> Line:
    time = f" {clock(message.at, desk.now)}" if message.at else "      "
    who = Span(message.author or "Somebody", Tone.INK, bold=True)
    match message.voice:
        case Voice.NOTE:
            rest: tuple[Span, ...] = (Span("  ✎ private note", Tone.WARNING), *_eyes(desk, message))
        case Voice.BOT:
            rest = (Span("  ◆ sent by policy", Tone.AI), Span("  "), *_delivery(desk, message))
        case Voice.OPERATOR:
            rest = (Span("  "), *_delivery(desk, message))
        case Voice.CUSTOMER:
            rest = ()
    return Line((muted(time), Span("  "), who, *rest))


def _eyes(desk: Desk, message: Message) -> tuple[Span, ...]:
    """Whose eyes a note asks for, and whether it has them."""
    thread = desk.threads.get(message.conversation_id)
    marks = [one for one in thread.mentions if one.message_id == message.id] if thread is not None else []
    said = [f"@{desk.name(one.user_id)}: {'seen' if one.seen else 'not seen yet'}" for one in marks]
    return tuple(Span(f" · {one}", Tone.MUTED) for one in said)


def _delivery(desk: Desk, message: Message) -> tuple[Span, ...]:
    """How far it has come, honestly."""
    match message.delivery:
        case "pending":
            left = desk.holds.countdown(message.id, desk.now)
            return (Span(f"◷ held {left} s, z takes it back" if left else "… on its way", Tone.WARNING),)
        case "sent":
            seen = f" · seen {clock(message.seen_at, desk.now)}" if message.seen_at else ""
            return (Span("✓ sent", Tone.SUCCESS), muted(seen))
        case "failed":
            return (Span("✕ not delivered", Tone.DANGER, bold=True),)
        case "withdrawn":
            return (Span("↩ taken back, never sent", Tone.MUTED),)
        case _:
            return ()


def _files(message: Message) -> list[Line]:
    """What it carries: name, size and type, as text that does nothing."""
    bar = Span("       ┃ ", BARS[message.voice])
    ground = Ground.NOTE if message.voice is Voice.NOTE else Ground.PLAIN
    return [
        line(bar, Span(f"▤ {one.name}", Tone.INFO), muted(f"  {one.about}"), ground=ground) for one in message.files
    ]


def _failure(message: Message) -> list[Line]:
    if message.delivery != "failed":
        return []
    return [line(Span(f"        {message.error or 'the channel refused it'} · r writes it again", Tone.DANGER))]


@lru_cache(maxsize=2048)
def _body(body: str, voice: Voice, width: int) -> tuple[Line, ...]:
    ground = Ground.NOTE if voice is Voice.NOTE else Ground.PLAIN
    lines = wrap(body, width - 10, most=LONGEST)
    return tuple(line(Span("       ┃ ", BARS[voice]), Span(text), ground=ground) for text in lines)


def _draft(desk: Desk, draft: Draft, at: datetime) -> list[Line]:
    time = muted(f" {clock(at, desk.now)}  ")
    kind = KINDS.get(draft.kind, draft.kind)
    how = muted(f"  {kind} · {draft.engine}, {draft.latency_ms} ms")
    match draft.status:
        case "pending":
            return [line(time, Span("◆ draft ready", Tone.AI), how)]
        case "failed":
            why = draft.notes[0] if draft.notes else draft.reason
            return [line(time, Span("✕ drafting failed", Tone.DANGER), muted(f"  {why}"))]
        case "approved" | "edited":
            words = "approved" if draft.status == "approved" else "approved with edits"
            by = desk.name(draft.decided_by) if draft.decided_by is not None else "policy"
            return [line(time, Span(f"◆ draft {words}", Tone.AI), muted(f" by {by}"))]
        case "discarded":
            reason = f": {draft.reason}" if draft.reason else ""
            return [
                line(time, Span("◇ draft discarded", Tone.MUTED), muted(f" by {desk.name(draft.decided_by)}{reason}"))
            ]
        case _:
            reason = f", {draft.reason}" if draft.reason else ""
            return [line(time, Span(f"◇ draft {draft.status}", Tone.MUTED), muted(reason))]
