"""The sections of the inbox with their counts, one under the other."""

from cairnloop.tui.lines import BLANK, Ground, Line, Span, Tone, line, muted, wrap
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.sections import TITLES, Section
from cairnloop.tui.view.top import count


def section_lines(desk: Desk, width: int) -> list[Line]:
    """The chosen one is marked; each begins with the key that chooses it."""
    found: list[Line] = []
    for at, section in enumerate(Section, start=1):
        chosen = section is desk.section
        number = count(desk, section)
        marker = Span("▸" if chosen else " ", Tone.ACCENT, bold=True)
        waits = section is Section.DECISION and number not in ("", "0", "…", "?")
        tone = Tone.AI if waits else Tone.INK if chosen else Tone.MUTED
        ground = Ground.RESTING if chosen else Ground.PLAIN
        title = Span(TITLES[section], Tone.INK if chosen else Tone.MUTED, bold=chosen)
        spans = (marker, Span(f"{at} ", Tone.MUTED), title)
        found.append(Line(spans, ground, right=(Span(f"{number} ", tone, bold=waits),)))
        if section is Section.OPEN:
            found.append(BLANK)
    if desk.counts_failed:
        found += [BLANK, *(line(Span(f" {text}", Tone.WARNING)) for text in wrap(UNREAD, width - 2))]
    if desk.unsent:
        words = "1 text unsent" if len(desk.unsent) == 1 else f"{len(desk.unsent)} texts unsent"
        found += [BLANK, line(muted(f" ✎ {words}"))]
    return found


UNREAD = "Counts could not be read. Press . to try again."
