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

from cairnloop.wire.sheets import tame
from cairnloop.wire.terminal import BIDI, harmless, harmless_block

Row = Mapping[str, Any]
Columns = Mapping[str, Callable[[Any], object]]
# What JSON would pass on unchanged and a terminal would obey.
_UNSAFE_IN_JSON = re.compile(f"[\x7f-\x9f\u2028\u2029\ufeff{BIDI}]")


# What a column shows that has nothing to show.
NOTHING = "-"


class Shape(StrEnum):
    TABLE = "table"
    PLAIN = "plain"
    JSON = "json"
    CSV = "csv"


def say(text: str) -> None:
    """Tell the person at the terminal; never part of the result."""
    typer.echo(harmless_block(text), err=True)


def require_reader() -> None:
    """Raises BrokenPipeError when whoever read the result has gone, also while there is nothing to write."""
    import select

    watched = select.poll()
    try:
        watched.register(sys.stdout, 0)
    except OSError:
        return  # what is no file is always read
    if any(happened & select.POLLERR for _, happened in watched.poll(0)):
        raise BrokenPipeError


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
    return "" if text == NOTHING else tame(text)


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
                from cairnloop.cli.tables import print_table

                print_table(listing)
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
