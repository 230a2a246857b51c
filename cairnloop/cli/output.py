"""How results are shown: tables for people, plain lines for pipes, JSON and CSV for programs."""

import csv
import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import typer

from cairnloop.wire.terminal import BIDI, harmless, harmless_block

Row = Mapping[str, Any]
Columns = Mapping[str, Callable[[Any], object]]
# What JSON would pass on unchanged and a terminal would obey.
_UNSAFE_IN_JSON = re.compile(f"[\x7f-\x9f\u2028\u2029\ufeff{BIDI}]")


# What a column shows that has nothing to show.
NOTHING = "-"
GAP = 2
NARROWEST = 8
# The columns one misses least: in a narrow terminal they are left out in this order, then others from the right.
LEFT_OUT_FIRST = ("assignee", "version", "attempt", "updated", "created", "last used", "due", "draft", "about")
# What makes a spreadsheet take a cell for a formula; some read the wide forms like the narrow ones.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Shape(StrEnum):
    TABLE = "table"
    PLAIN = "plain"
    JSON = "json"
    CSV = "csv"


def say(text: str) -> None:
    """Tell the person at the terminal; never part of the result."""
    typer.echo(harmless_block(text), err=True)


def as_json(value: object) -> str:
    """One line of JSON that is safe on a terminal and equal to `value` for a program."""
    return _UNSAFE_IN_JSON.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(value, ensure_ascii=False))


def cell(value: object) -> str:
    """A value as one harmless line."""
    match value:
        case None:
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case _:
            return harmless(" ".join(str(value).split())) or NOTHING


def spread(text: str) -> str:
    """A cell as a spreadsheet may have it: what customers write is text there and never a formula."""
    if text == NOTHING:
        return ""
    return f"'{text}" if text.startswith(FORMULA) else text


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows of one kind; `beside` stands next to `data` in JSON, for instance the cursor of the next page."""

    columns: Columns
    rows: Sequence[Any]
    empty: str
    beside: Mapping[str, Any]

    def cells(self) -> list[list[str]]:
        return [[cell(show(row)) for show in self.columns.values()] for row in self.rows]

    def document(self) -> dict[str, Any]:
        return {"data": self.rows, **self.beside}


class Out:
    """Where a command puts its result: stdout, in the shape that was asked for."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape

    @property
    def json(self) -> bool:
        return self.shape is Shape.JSON

    def listing(self, columns: Columns, rows: Sequence[Any], *, empty: str, **beside: Any) -> None:
        """Rows of one kind; `empty` is said when there are none."""
        self.show(Listing(columns, rows, empty, beside))

    def show(self, listing: Listing) -> None:
        match self.shape:
            case Shape.JSON:
                self.value(listing.document())
                return
            case Shape.CSV:
                writer = csv.writer(sys.stdout, lineterminator="\n")
                writer.writerow(listing.columns)
                writer.writerows([spread(one) for one in line] for line in listing.cells())
            case Shape.PLAIN:
                self.lines("\t".join(line) for line in listing.cells())
            case _:
                _table(listing)
        if not listing.rows and self.shape is not Shape.CSV:
            say(listing.empty)
        if listing.beside.get("next") is not None:
            say(f"There is more: add --after {listing.beside['next']}, or a larger --limit.")

    def thing(self, value: Row, lines: Iterable[str]) -> None:
        """One object: all of it in JSON, otherwise the lines that people want to read."""
        if self.json:
            self.value(value)
        else:
            self.lines(lines)

    def value(self, value: object) -> None:
        typer.echo(as_json(value))

    def lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            typer.echo(harmless_block(line))


def fields(named: Mapping[str, object]) -> list[str]:
    """Names and values below each other; what is not there is left out."""
    given = {name: value for name, value in named.items() if value is not None and value != ""}
    width = max((len(name) for name in given), default=0)
    return [f"{name:<{width}}  {cell(value)}" for name, value in given.items()]


def _table(listing: Listing) -> None:
    if not listing.rows:
        return
    from rich.console import Console
    from rich.text import Text

    console = Console()
    heading, *lines = table_lines(listing, console.width)
    console.print(Text(heading, style="bold"), soft_wrap=True)
    for line in lines:
        console.print(Text(line), soft_wrap=True)


def table_lines(listing: Listing, width: int) -> list[str]:
    """The headings and the rows below each other, each no wider than `width` where its id allows that.

    In a narrow terminal some columns are left out, which an ellipsis beside the headings says.
    """
    from rich.cells import cell_len, set_cell_size

    lines = [list(listing.columns), *listing.cells()]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    if len(some := placed(lines[0], widths, width)) < len(widths):
        lines = [[line[number] for number in some] for line in lines]
        lines[0][-1] += " …"
        widths = [max(widths[number], cell_len(head)) for number, head in zip(some, lines[0], strict=True)]
    widths = fitted(widths, width - GAP * (len(widths) - 1))

    def line(texts: Sequence[str]) -> str:
        cut = [
            text if cell_len(text) <= width else f"{set_cell_size(text, width - 1).rstrip()}…"
            for text, width in zip(texts, widths, strict=True)
        ]
        return (" " * GAP).join(set_cell_size(text, width) for text, width in zip(cut, widths, strict=True)).rstrip()

    return [line(texts) for texts in lines]


def placed(headings: Sequence[str], widths: Sequence[int], room: int) -> list[int]:
    """The columns there is room for when each is as narrow as it may be; the id and one more at least."""
    kept = list(range(len(widths)))
    leaving = [headings.index(name) for name in LEFT_OUT_FIRST if name in headings[1:]] + kept[:1:-1]
    for number in leaving:
        needed = widths[0] + sum(GAP + min(widths[other], NARROWEST) for other in kept[1:])
        if needed <= room or len(kept) <= 2:
            break
        if number in kept:
            kept.remove(number)
    return kept


def fitted(widths: Sequence[int], room: int) -> list[int]:
    """Widths that fit into `room`: the widest column gives way first. The first one, an id, never does."""
    fit = list(widths)
    while sum(fit) > room and any(width > NARROWEST for width in fit[1:]):
        fit[fit.index(max(fit[1:]), 1)] -= 1
    return fit
