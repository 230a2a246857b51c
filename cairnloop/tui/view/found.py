"""What a search found: each conversation with the words around the finds, which are marked."""

import re
from collections.abc import Iterator
from datetime import datetime

from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.found import Find
from cairnloop.tui.terminal.lines import BLANK, Ground, Line, Span, Tone, cells, cut, fill, line, muted, wrap
from cairnloop.tui.terminal.times import age, clock, day
from cairnloop.tui.view.flow import flow
from cairnloop.tui.view.marks import brief_state, marker
from cairnloop.wire.excerpts import END, START

STATE, AGE = 7, 4
MARKS = re.compile(f"([{START}{END}])")
EXAMPLE = 'refund from:ada status:open before:7d "not working"'
VOICES: dict[str, tuple[str, Tone]] = {
    "customer": ("the customer", Tone.INFO),
    "us": ("one of us", Tone.INK),
    "policy": ("sent by policy", Tone.AI),
    "note": ("a private note", Tone.WARNING),
}


def found_line(desk: Desk, find: Find, width: int, ground: Ground, now: datetime) -> Line:
    """How it stands, whose it is, the words around what was found, and when they were written."""
    name = max(8, min(20, width // 5))
    room = max(0, width - 2 - STATE - 1 - name - 2 - AGE - 1)
    state = brief_state(find.row, now)
    words = tuple(_fitted(marked(_around(find.excerpt or find.row.title, room), Tone.MUTED), room))
    gap = room - sum(cells(span.text) for span in words)
    head = (
        marker(ground),
        state._replace(text=fill(state.text, STATE)),
        Span(" "),
        Span(fill(find.row.customer, name)),
        Span("  "),
    )
    return Line((*head, *words, Span(" " * gap), Span(" "), muted(fill(age(find.at, now), AGE))), ground)


def _around(text: str, room: int) -> str:
    """From a little before the first find, where the beginning has no room for it."""
    at = text.find(START)
    if at < room * 2 // 3:
        return text
    begin = text.find(" ", max(0, at - room // 3)) + 1
    return f"… {text[begin if 0 < begin <= at else at :]}"


def marked(text: str, tone: Tone) -> Iterator[Span]:
    """The text without its marks; what stood between them is bold."""
    found = False
    for part in MARKS.split(text):
        if part in (START, END):
            found = part == START
        elif part:
            yield Span(part, Tone.ACCENT, bold=True) if found else Span(part, tone)


def _fitted(spans: Iterator[Span], room: int) -> Iterator[Span]:
    for span in spans:
        if room <= 0:
            return
        size = cells(span.text)
        yield span if size <= room else span._replace(text=cut(span.text, room))
        room -= size


def found_title(desk: Desk) -> str:
    find = desk.found.paged.row
    return find.row.title if find is not None else "Conversation"


def found_lines(desk: Desk, width: int) -> list[Line]:
    """The words around the finds in full, who said them and when, and what else was found."""
    find = desk.found.paged.row
    if find is None:
        return [line(muted(f" {text}")) for text in wrap("What is found is shown here.", width - 2)]
    row = find.row
    who, tone = VOICES[find.voice]
    when = f"{day(find.at, desk.now)} {clock(find.at, desk.now)}" if find.at else ""
    email = muted(f"  {row.email}") if row.email else Span("")
    found = [line(Span(f" {row.customer}", bold=True), email), line(Span(" "), brief_state(row, desk.now))]
    subject = [*marked(find.subject or row.subject, Tone.INK)]
    found += [line(Span(" "), *spans) for spans in flow(subject, width - 2)] if subject else []
    found += [BLANK, line(Span(f" {who}", tone), muted(f"  {when}"))]
    found += [line(Span(" ┃ ", tone), *spans) for spans in flow([*marked(find.excerpt, Tone.INK)], width - 4)]
    more = find.messages - 1
    if more > 0:
        found.append(line(muted(f" and in {more} more message{'' if more == 1 else 's'} of this conversation")))
    elsewhere = [one for one in find.found_in if one != "message"]
    if elsewhere:
        found.append(line(muted(f" also found in: {', '.join(elsewhere)}")))
    return [*found, BLANK, line(muted(" Enter opens it there."))]


def nothing_found(asked: str, width: int) -> list[Line]:
    """Nothing asked says how to; an empty answer what else to ask."""
    if asked:
        first, then = "Nothing matches.", "/ changes what is searched: fewer words, word* for words that begin so."
    else:
        first, then = "Nothing is searched yet.", f"/ searches every conversation, like {EXAMPLE}"
    return [BLANK, line(f"  {first}"), *(line(muted(f"  {text}")) for text in wrap(then, width - 4))]
