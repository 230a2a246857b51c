"""The sections of the inbox with their counts: the house's own, and below a rule the saved ones."""

from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.sections import Place, Saved, Section, key_of, title_of
from cairnloop.tui.terminal.lines import BLANK, Ground, Line, Span, Tone, cells, cut, line, muted, wrap
from cairnloop.tui.view.top import count

# By what the daemon calls them where it counts what nobody has looked at.
UNREAD_AS = {Section.MINE: "assigned", Section.UNASSIGNED: "unassigned", Section.OPEN: "open"}
UNREAD = "Counts could not be read. Press . to try again."


def section_lines(desk: Desk, width: int, *, lit: bool = False) -> list[tuple[Place | None, Line]]:
    """Each line with the section it stands for. The chosen one is marked; each begins with the key that chooses it."""
    found: list[tuple[Place | None, Line]] = []
    for at, section in enumerate(desk.sections, start=1):
        if isinstance(section, Saved) and kind_of(section) != kind_of(desk.sections[at - 2]):
            kind = kind_of(section)
            rest = Span("─" * max(0, width - len(kind) - 4), Tone.FAINT)
            found.append((None, line(Span(" ─ ", Tone.FAINT), muted(f"{kind} "), rest)))
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
    new = fresh(desk, section)
    some = f"•{new} " if new else ""
    # Where only the blank after the count would cut the name short, the blank gives way.
    blank = "" if cells(title_of(section)) + len(some) + len(number) + 4 == width else " "
    name = cut(title_of(section), width - len(some) - len(number) - len(blank) - 4)
    title = Span(name, Tone.INK if chosen else Tone.MUTED, bold=chosen)
    key = muted(f"{key_of(section, at)} ")
    right = (Span(some, Tone.INFO, bold=True), Span(number + blank, tone, bold=waits))
    return Line((marker, key, title), ground, right=right if some else right[1:])


def kind_of(section: Place) -> str:
    """Under which heading a section stands; the house's own have none."""
    if not isinstance(section, Saved):
        return ""
    return "saved" if not section.id else "shared" if section.shared else "own"


def fresh(desk: Desk, section: Place) -> str:
    """At how many of a section nobody has looked, in few letters; nothing where that is not known, or none."""
    if isinstance(section, Saved):
        found = (desk.saved_counts or {}).get(section.text)
        number = found.unread if found is not None and not desk.counts_failed else 0
    else:
        number = desk.unread.get(UNREAD_AS.get(section, ""), 0)
    return "" if not number else "99+" if number > 99 else str(number)
