"""How the house is doing, in words: what is wrong first, each with what is safe all the same and what to do."""

from datetime import timedelta
from itertools import groupby

from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.house import House, Part
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.terminal.lines import BLANK, Line, Span, Tone, line, muted, wrap
from cairnloop.tui.terminal.times import brief
from cairnloop.wire.status import State

MARKS: dict[State, Span] = {
    State.READY: Span("✓ ready", Tone.SUCCESS),
    State.DEGRADED: Span("▲ degraded", Tone.WARNING, bold=True),
    State.BLOCKED: Span("✕ blocked", Tone.DANGER, bold=True),
    State.UNKNOWN: Span("? unknown", Tone.WARNING, bold=True),
}
MARK, NAME = 12, 13
INDENT = 4


def status_lines(desk: Desk, width: int) -> list[Line]:
    """Everything that is known, and how old that is."""
    house = desk.house
    found = _unread(house, desk, width) if house.trouble is not None else []
    if house.read_at is None:
        return found or [line(muted(" Reading…"))]
    found += [*(line(_whole(house)._replace(text=f" {text}")) for text in wrap(_whole(house).text, width - 2)), BLANK]
    for part in house.ill:
        found += [*_head(part, width), *_words(part, width), BLANK]
    for part in house.well:
        found += _head(part, width)
    up = brief(timedelta(seconds=house.up_seconds))
    foot = f"The daemon that answered: {house.daemon}, up {up}. Read {_ago(house, desk)}."
    return [*found, BLANK, *(line(muted(f" {text}")) for text in wrap(foot, width - 2))]


def _whole(house: House) -> Span:
    """The house in one sentence."""
    if not house.ill:
        return Span("Every part is ready.", Tone.SUCCESS, bold=True)
    said = [
        f"{state.value.title()}: {', '.join(part.name for part in parts)}."
        for state, parts in groupby(house.ill, key=lambda part: part.state)
    ]
    rest = ["Everything else is ready."] if house.well else []
    return Span(" ".join([*said, *rest]), MARKS[house.ill[0].state].tone, bold=True)


def _unread(house: House, desk: Desk, width: int) -> list[Line]:
    """What could not be read is said, and what is shown below is called by its age."""
    trouble = house.trouble or Trouble("", "", "")
    said = [(f"✕ {trouble.what}", Tone.DANGER), (f"✓ {trouble.safe}", Tone.INK), (f"→ {trouble.press}", Tone.MUTED)]
    if house.read_at is not None:
        said.append((f"What follows was so {_ago(house, desk)}.", Tone.WARNING))
    found = [line(Span(f" {text}", tone)) for words, tone in said for text in wrap(words, width - 2)]
    return [*found, BLANK]


def _ago(house: House, desk: Desk) -> str:
    if house.read_at is None:
        return "never"
    seconds = int((desk.now - house.read_at).total_seconds())
    return f"{max(0, seconds)} s ago" if seconds < 60 else f"{brief(desk.now - house.read_at)} ago"


def _head(part: Part, width: int) -> list[Line]:
    mark = MARKS[part.state]
    gap, name = Span(" " * (MARK - len(mark.text))), Span(f"{part.name:<{NAME}}", bold=part.state is not State.READY)
    first, *rest = wrap(part.said, width - MARK - NAME - 2) or [""]
    indent = Span(" " * (1 + MARK + NAME))
    return [line(Span(" "), mark, gap, name, muted(first)), *(line(indent, muted(text)) for text in rest)]


def _words(part: Part, width: int) -> list[Line]:
    said = ((f"✕ {part.wrong}", part.wrong, Tone.INK), (f"✓ {part.safe}", part.safe, Tone.SUCCESS))
    done = (f"→ {part.remedy}", part.remedy, Tone.ACCENT)
    found: list[Line] = []
    for text, there, tone in (*said, done):
        first, *rest = wrap(text, width - INDENT - 1) if there else [""]
        found += [line(Span(f"{' ' * INDENT}{first}", tone))] if there else []
        found += [line(Span(f"{' ' * (INDENT + 2)}{one}", tone)) for one in rest]
    return found
