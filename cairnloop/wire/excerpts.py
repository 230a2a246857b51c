"""Excerpts: the stretch of a text where what was found stands thickest, with each find marked."""

from collections.abc import Collection
from typing import NamedTuple

# Private use characters: no text carries a meaning in them, so no front end can mistake them for markup.
START, END = "\ue000", "\ue001"
LENGTH = 240


class Find(NamedTuple):
    """Something that was looked for, by its name, and where it stands in the text."""

    name: str
    start: int
    end: int


def one_line(text: str) -> str:
    """The text on one line, without marks of its own: what finds are looked for in."""
    return " ".join(text.translate({ord(START): None, ord(END): None}).split())


def excerpt(line: str, finds: Collection[Find], *, length: int = LENGTH) -> str:
    """At most about `length` characters of one line around the finds; cut ends show an ellipsis."""
    first, last = _window(line, finds, length)
    kept = [one for one in finds if one.start >= first and one.end <= last]
    return ("… " if first else "") + _marked(line, kept, first, last) + (" …" if last < len(line) else "")


def _window(line: str, finds: Collection[Find], length: int) -> tuple[int, int]:
    """The stretch with the most different finds; the earliest of equals. Its ends stand at word borders."""
    if len(line) <= length:
        return 0, len(line)
    best = (0, 0)
    for one in finds:
        reach = {other.name for other in finds if one.start <= other.start and other.end <= one.start + length}
        best = max(best, (len(reach), -one.start))
    first = max(0, -best[1] - length // 6)
    first = line.find(" ", first - 1) + 1 if first else 0
    last = min(len(line), first + length)
    if last < len(line):
        space = line.rfind(" ", first, last + 1)
        last = space if space > first else last
    return first, last


def _marked(line: str, finds: Collection[Find], first: int, last: int) -> str:
    pieces: list[str] = []
    at = first
    for one in sorted(finds, key=lambda one: (one.start, -one.end)):
        if one.start < at:
            continue  # a part of something that is marked already
        pieces += [line[at : one.start], START, line[one.start : one.end], END]
        at = one.end
    return "".join([*pieces, line[at:last]])
