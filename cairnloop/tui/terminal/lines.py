"""Lines of styled text as plain values, and the one place where text is measured, cut, wrapped and made harmless."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from rich.cells import cell_len, chop_cells, set_cell_size

from cairnloop.wire.terminal import harmless, harmless_block

WORD = re.compile(r"\s*\S+")


class Tone(StrEnum):
    """What a piece of text means; the palette gives each its colour."""

    INK = "ink"
    MUTED = "muted"
    FAINT = "faint"
    ACCENT = "accent"
    SUCCESS = "success"
    INFO = "info"
    AI = "ai"
    WARNING = "warning"
    DANGER = "danger"


class Ground(StrEnum):
    """What lies behind a line."""

    PLAIN = "plain"
    CURSOR = "cursor"
    RESTING = "resting"  # the cursor of a pane that does not have the keyboard
    MARKED = "marked"  # rows that the next act is about
    NOTE = "note"
    RAISED = "raised"
    PRIMARY = "primary"  # the line that is about to leave the house


class Span(NamedTuple):
    """Text of one tone."""

    text: str
    tone: Tone = Tone.INK
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row of cells. `right` is set against the right edge and gives way last."""

    spans: tuple[Span, ...] = ()
    ground: Ground = Ground.PLAIN
    right: tuple[Span, ...] = ()

    @property
    def text(self) -> str:
        return "".join(span.text for span in (*self.spans, *self.right))

    def on(self, ground: Ground) -> "Line":
        return replace(self, ground=ground)


BLANK = Line()


def line(*spans: Span | str, ground: Ground = Ground.PLAIN, right: tuple[Span, ...] = ()) -> Line:
    """Plain strings are ink."""
    return Line(tuple(Span(one) if isinstance(one, str) else one for one in spans), ground, right)


def muted(text: str) -> Span:
    return Span(text, Tone.MUTED)


def cells(text: str) -> int:
    return len(text) if text.isascii() else cell_len(text)


def cut(text: str, width: int) -> str:
    """At most `width` cells of one harmless line; what is cut ends in an ellipsis."""
    if width <= 0:
        return ""
    # Four characters a cell is more than any sensible text needs, and bounds the work for a hostile one.
    text = " ".join(harmless(text[: 4 * width + 4].replace("\n", " ").replace("\t", " ")).split(" "))
    if cells(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + "…" if width > 1 else "…"


def fill(text: str, width: int) -> str:
    """Exactly `width` cells: cut, or filled with blanks."""
    short = cut(text, width)
    return short + " " * (width - cells(short))


def wrap(text: str, width: int, *, most: int = 10_000) -> list[str]:
    """Harmless lines of at most `width` cells, broken between words; never more than `most`, the last then says so."""
    width = max(width, 4)
    # Nothing beyond what could be shown is looked at.
    shown = harmless_block(text[: most * width * 4]).expandtabs(4)
    found: list[str] = []
    for paragraph in shown.rstrip().split("\n"):
        for piece in _broken(paragraph.rstrip(), width):
            if len(found) == most:
                return [*found[:-1], cut(found[-1] + " …", width) if most else "…"]
            found.append(piece)
    return found


def _broken(paragraph: str, width: int) -> Iterator[str]:
    if cells(paragraph) <= width:
        yield paragraph
        return
    indent = paragraph[: min(len(paragraph) - len(paragraph.lstrip()), width // 2)]
    current = ""
    for match in WORD.finditer(paragraph):
        word = match.group()
        if cells(current) + cells(word) <= width:
            current += word
            continue
        if current:
            yield current
        word = indent + word.lstrip() if current else word
        if cells(word) > width:
            *full, word = chop_cells(word, width)
            yield from full
        current = word
    if current:
        yield current


def fitted(spans: tuple[Span, ...], width: int) -> tuple[Span, ...]:
    """The spans cut to `width` cells, with an ellipsis where something is missing."""
    room, kept = width, []
    for span in spans:
        text = harmless(span.text)
        size = cells(text)
        if size > room:
            kept.append(span._replace(text=cut(text, room)))
            return tuple(one for one in kept if one.text)
        kept.append(span if text is span.text else span._replace(text=text))
        room -= size
    return tuple(kept)


def width_of(spans: tuple[Span, ...]) -> int:
    return sum(cells(harmless(span.text)) for span in spans)
