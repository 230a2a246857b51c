"""A report at the terminal: its heading with curves or bars, and its rows as a table."""

from collections.abc import Iterator, Mapping
from typing import Any

from cairnloop.cli.output import Out, Shape, cell, say
from cairnloop.tui.view.bars import bar, curve
from cairnloop.tui.view.report_figures import ABOUT, BARS, COLUMNS, CURVES, Column, reads, series_of, standing, value_at
from cairnloop.wire.reports import ROWS, columns, flat

WIDTH = 46
LABEL = 16
MOST_BARS = 20
EMPTY = "Nothing of that happened in this period."


def print_report(out: Out, name: str, report: Mapping[str, Any]) -> None:
    """In the shape that was asked for."""
    match out.shape:
        case Shape.JSON:
            out.value({"data": report})
        case Shape.CSV:
            lines = [dict(flat(row)) for row in report["rows"]]
            out.listing({head: _cell_of(head) for head in columns(ROWS[name])}, lines, empty=EMPTY)
        case Shape.PLAIN:
            out.lines(f"# {line}" for line in heading(name, report, plain=True))
            out.listing({column.heading: _raw(column) for column in COLUMNS[name]}, report["rows"], empty=EMPTY)
        case _:
            out.lines([*heading(name, report, plain=False), ""])
            out.listing({column.heading: _shown(column) for column in COLUMNS[name]}, report["rows"], empty=EMPTY)
    for words in standing(report):
        say(words)


def heading(name: str, report: Mapping[str, Any], *, plain: bool) -> Iterator[str]:
    """What it is about, and the picture of it."""
    dash = "-" if plain else "–"
    yield f"{ABOUT[name]}, {report['from_date']} {dash} {report['to_date']} ({report['time_zone']})"
    for column in CURVES.get(name, ()):
        total = reads(report["total"], column)
        total = total.replace("–", "-") if plain else total
        yield f"{column.heading:<{LABEL}} {total:>9}  {curve(series_of(report, column), WIDTH, plain=plain)}".rstrip()
    for day in report.get("weekdays", ()):
        most = max(one["received"] for one in report["weekdays"])
        picture = bar(day["received"], most, WIDTH // 2, plain=plain)
        yield f"received on {day['weekday'][:3]:<{LABEL - 12}} {day['received']:>9}  {picture}".rstrip()
    for band in report.get("edits", ()):
        most = max(one["count"] for one in report["edits"])
        said = f"edited up to {round(band['upto'] * 100)} %"
        yield f"{said:<{LABEL + 4}} {band['count']:>5}  {bar(band['count'], most, WIDTH // 2, plain=plain)}".rstrip()
    if name in BARS:
        yield from _bars(name, report, plain=plain)


def _bars(name: str, report: Mapping[str, Any], *, plain: bool) -> Iterator[str]:
    label, figure = BARS[name]
    most = max((value_at(row, figure.path) for row in report["rows"]), default=0)
    for row in report["rows"][:MOST_BARS]:
        said = cell(value_at(row, label.path))[:LABEL]
        picture = bar(value_at(row, figure.path), most, WIDTH, plain=plain)
        yield f"{said:<{LABEL}} {reads(row, figure):>9}  {picture}".rstrip()


def _cell_of(head: str) -> Any:
    return lambda row: row.get(head)


def _raw(column: Column) -> Any:
    """Seconds stay seconds for whoever reads them out of a pipe."""
    return lambda row: value_at(row, column.path)


def _shown(column: Column) -> Any:
    return lambda row: reads(row, column)
