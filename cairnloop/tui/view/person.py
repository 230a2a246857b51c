"""One customer: what happened with them line by line, and beside it what is known of them."""

from datetime import datetime

from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.person import Step, Tab
from cairnloop.tui.terminal.lines import BLANK, Ground, Line, Span, Tone, fill, line, muted, wrap
from cairnloop.tui.terminal.times import clock, day
from cairnloop.tui.view.customers import card_of
from cairnloop.tui.view.marks import brief_state, marker

WHEN, WHAT = 7, 14
KINDS: dict[str, Span] = {
    "conversation.started": Span("● asked", Tone.INFO),
    "conversation.resolved": Span("✓ resolved", Tone.SUCCESS),
    "visit.started": Span("◦ visited", Tone.MUTED),
    "note.written": Span("✎ note", Tone.WARNING),
    "note": Span("✎ note", Tone.WARNING),
    "customer.changed": Span("changed", Tone.MUTED),
    "customer.tagged": Span("# tagged", Tone.INFO),
    "customer.untagged": Span("# untagged", Tone.MUTED),
    "customer.merged": Span("⇥ merged", Tone.ACCENT),
    "customer.exported": Span("exported", Tone.MUTED),
    "customer_note.changed": Span("note changed", Tone.MUTED),
    "customer_note.removed": Span("note removed", Tone.MUTED),
}
EMPTY: dict[Tab, tuple[str, str]] = {
    Tab.TIMELINE: ("Nothing has happened with them yet.", "What they ask and what colleagues note comes here."),
    Tab.CONVERSATIONS: ("They have had no conversation.", "One appears here as soon as they write."),
    Tab.NOTES: ("There is no note on them.", "n writes one; no customer ever sees it."),
}


def step_line(desk: Desk, step: Step, width: int, ground: Ground, now: datetime) -> Line:
    """When, what, and about what; of notes also who wrote them."""
    what = KINDS.get(step.kind, muted(step.kind)) if step.conversation is None else brief_state(step.conversation, now)
    about = " ".join(step.about[:400].split())
    said = f"{step.actor}: {about}" if step.actor and about else about or step.actor
    return Line(
        (
            marker(ground),
            muted(fill(_when(step.at, now), WHEN)),
            Span(" "),
            what._replace(text=fill(what.text, WHAT)),
            Span(" "),
            Span(fill(said, max(0, width - 2 - WHEN - 1 - WHAT - 1))),
        ),
        ground,
    )


def _when(at: datetime | None, now: datetime) -> str:
    """The time of day; for another day its date, and for another year that."""
    if at is None:
        return ""
    here = at.astimezone(now.tzinfo)
    if here.date() == now.date():
        return clock(at, now)
    return f"{here.day} {here:%b}" if here.year == now.year else f"{here:%b %y}"


def person_title(desk: Desk) -> str:
    card = desk.people.cards.get(desk.person.id)
    return "Customer" if card is None else card.who.name


def person_lines(desk: Desk, width: int) -> list[Line]:
    """The note under the cursor in full, where it is one; and the card."""
    step = desk.person.paged.row
    found: list[Line] = []
    if step is not None and step.note_id is not None:
        when = f"{day(step.at, desk.now)} {clock(step.at, desk.now)}" if step.at else ""
        found.append(line(Span(f" ✎ {step.actor}", Tone.WARNING), muted(f"  {when}")))
        found += [
            line(Span(" ┃ ", Tone.WARNING), Span(text), ground=Ground.NOTE) for text in wrap(step.about, width - 4)
        ]
        found.append(BLANK)
    return [*found, *card_of(desk, desk.person.id, width)]


def nothing(asked: str, width: int) -> list[Line]:
    tab = asked.partition(":")[0]
    first, then = EMPTY[Tab(tab) if tab else Tab.TIMELINE]
    return [BLANK, line(f"  {first}"), *(line(muted(f"  {text}")) for text in wrap(then, width - 4))]
