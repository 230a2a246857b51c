"""The sections of the inbox with their counts: the house's own, and below a rule the saved ones."""

from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.sections import Place, Section, title_of
from cairnloop.tui.terminal.lines import BLANK, Ground, Line, Span, Tone, cells, cut, line, muted, wrap
from cairnloop.tui.view.top import count

UNREAD = "Counts could not be read. Press . to try again."
# Sections that have a key of their own; the others are chosen in the list.
KEYED = 9


def section_lines(desk: Desk, width: int, *, lit: bool = False) -> list[tuple[Place | None, Line]]:
    """Each line with the section it stands for. The chosen one is marked; each begins with the key that chooses it."""
    found: list[tuple[Place | None, Line]] = []
    for at, section in enumerate(desk.sections, start=1):
        if at == len(Section) + 1:
            rest = Span("─" * max(0, width - 9), Tone.FAINT)
            found.append((None, line(Span(" ─ ", Tone.FAINT), muted("saved "), rest)))
        found.append((section, _section(desk, section, at, width, lit)))
        if section is Section.OPEN:
            found.append((None, BLANK))
    said: list[Line] = []
    if desk.counts_failed:
        said += [BLANK, *(line(Span(f" {text}", Tone.WARNING)) for text in wrap(UNREAD, width - 2))]
    if desk.unsent:
        words = "1 text unsent" if len(desk.unsent) == 1 else f"{len(desk.unsent)} texts unsent"
        said += [BLANK, line(muted(f" ✎ {words}"))]
    return [*found, *((None, one) for one in said)]


def _section(desk: Desk, section: Place, at: int, width: int, lit: bool) -> Line:
    chosen = section == desk.section
    number = count(desk, section)
    marker = Span("▸" if chosen else " ", Tone.ACCENT, bold=True)
    waits = section is Section.DECISION and number not in ("", "0", "…", "?")
    tone = Tone.AI if waits else Tone.INK if chosen else Tone.MUTED
    ground = (Ground.CURSOR if lit else Ground.RESTING) if chosen else Ground.PLAIN
    # Where only the blank after the count would cut the name short, the blank gives way.
    blank = "" if cells(title_of(section)) + len(number) + 4 == width else " "
    name = cut(title_of(section), width - len(number) - len(blank) - 4)
    title = Span(name, Tone.INK if chosen else Tone.MUTED, bold=chosen)
    key = muted(f"{at} " if at <= KEYED else "  ")
    return Line((marker, key, title), ground, right=(Span(number + blank, tone, bold=waits),))
