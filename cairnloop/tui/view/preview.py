"""The conversation under the cursor at a glance: who, how it stands, what was said last, and the draft."""

from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.drafts import KINDS
from cairnloop.tui.state.settling import settled
from cairnloop.tui.state.thread import Thread, Voice
from cairnloop.tui.terminal.lines import BLANK, Line, Span, Tone, cut, line, muted, wrap
from cairnloop.tui.terminal.times import clock
from cairnloop.tui.view.card import answer, confidence
from cairnloop.tui.view.marks import promise, state, tag_words, urgent
from cairnloop.tui.view.trouble import trouble_lines

SAID = 3  # of the last messages
# What has not reached the customer is not shown as if it had.
DELIVERY = {"pending": Span(" ◷ held", Tone.WARNING), "failed": Span(" ✕ not delivered", Tone.DANGER)}


def preview(desk: Desk, width: int, height: int) -> list[Line]:
    """At most what fits; the draft comes before older messages, since it is what is decided on."""
    row = desk.row
    if row is None:
        return [line(muted(f" {text}")) for text in wrap("The conversation under the cursor is shown here.", width - 2)]
    owed = promise(row, desk.now)
    email = muted(f"  {row.email}") if row.email and len(row.customer) + len(row.email) + 4 <= width else Span("")
    found = [line(Span(f" {cut(row.customer, width - 2)}", bold=True), email)]
    found.append(line(Span(" "), *urgent(row), state(row, desk.now), *((muted(" · "), owed) if owed else ())))
    if row.tags:
        found.append(line(Span(f" {tag_words(row)}", Tone.INFO)))
    if row.assignee_id is not None:
        found.append(line(muted(f" with {desk.name(row.assignee_id) if not row.assignee else row.assignee}")))
    if viewers := desk.presence.viewers(row.id, desk.me.user_id if desk.me else None):
        verb = "has" if len(viewers) == 1 else "have"
        found.append(line(Span(f" ◉ {cut(', '.join(viewers), width - 16)} {verb} it open", Tone.INFO)))
    thread = desk.thread
    found += (
        _notice(desk, width) if thread is None else [BLANK, *_draft(desk, thread, width), *_said(desk, thread, width)]
    )
    return found


def _notice(desk: Desk, width: int) -> list[Line]:
    trouble = desk.unreadable.get(desk.target or "")
    if trouble is None:
        return [BLANK, line(muted(" Reading…"))]
    return [BLANK, *trouble_lines(trouble, width)]


def _draft(desk: Desk, thread: Thread, width: int) -> list[Line]:
    draft = desk.draft
    if draft is None:
        return []
    if (why := settled(draft, desk)) and draft.status != "failed":
        return [*(line(muted(f" {text}")) for text in wrap(f"◇ {why}", width - 2)), BLANK]
    sources = (
        f"{len(draft.evidence)} source{'' if len(draft.evidence) == 1 else 's'}" if draft.evidence else "no source"
    )
    head = line(Span(f" ◆ {KINDS.get(draft.kind, draft.kind)}", Tone.AI, bold=True), muted(f" · {sources}"))
    sure = line(muted(f"   {confidence(draft.confidence)}"))
    question = [line(Span(" ┃ ", Tone.INFO), Span(text)) for text in wrap(thread.question, width - 4, most=6)]
    notes = [
        line(Span(f" {text}", Tone.WARNING)) for note in draft.notes for text in wrap(f"▲ {note}", width - 2, most=3)
    ]
    return [*question, BLANK, head, sure, *answer(draft, width), *notes, BLANK]


def _said(desk: Desk, thread: Thread, width: int) -> list[Line]:
    """The last few things that were said; with a draft its question stands above already."""
    shown = [one for one in thread.messages if one.body and one.delivery != "withdrawn"]
    draft = desk.draft
    if draft is not None and draft.pending and shown and shown[-1].voice is Voice.CUSTOMER:
        shown = shown[:-1]
    found: list[Line] = []
    for message in reversed(shown[-SAID:]):
        time = clock(message.at, desk.now) if message.at else ""
        tone = {Voice.CUSTOMER: Tone.INFO, Voice.NOTE: Tone.WARNING, Voice.BOT: Tone.AI}.get(message.voice, Tone.MUTED)
        mark = " ✎ note" if message.voice is Voice.NOTE else ""
        who = Span(f"{cut(message.author, width - 26)}{mark}", tone)
        found.append(line(muted(f" {time} "), who, DELIVERY.get(message.delivery, Span(""))))
        found += [line(muted(f"   {text}")) for text in wrap(message.body, width - 4, most=6)]
        found.append(BLANK)
    return found
