"""How a report reads in the console: which one it is, its curves or bars with their numbers, and its rows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.reports import PERIODS, Reports
from cairnloop.tui.terminal.lines import BLANK, Line, Span, Tone, cells, fill, line, muted, wrap
from cairnloop.tui.terminal.times import clock
from cairnloop.tui.view.bars import bar, curve
from cairnloop.tui.view.report_figures import (
    ABOUT,
    BARS,
    COLUMNS,
    CURVES,
    NAMES,
    Column,
    Kind,
    reads,
    series_of,
    standing,
    value_at,
)

LABEL, FIGURE = 16, 10
WIDEST_CURVE = 90
# Rows of a table that goes day by day, the newest first.
NAME = 20
EMPTY = {
    "people": "Nobody of the desk did anything in this period.",
    "tags": "There are no tags. Put one on a conversation with t, and its figures stand here.",
}


def report_lines(desk: Desk, width: int) -> list[Line]:
    """Everything that is known of the report that is looked at."""
    reports, read = desk.reports, desk.reports.shown
    found = [_choices(reports), _periods(reports), BLANK]
    if reports.trouble is not None:
        trouble = reports.trouble
        said = ((f"✕ {trouble.what}", Tone.DANGER), (f"✓ {trouble.safe}", Tone.INK), (f"→ {trouble.press}", Tone.MUTED))
        found += [line(Span(f" {text}", tone)) for words, tone in said for text in wrap(words, width - 2)]
        found.append(BLANK)
    if read is None:
        return found if reports.trouble is not None else [*found, line(muted(" Reading…"))]
    report, name = read.report, reports.wish.name
    zone = f"{report['from_date']} to {report['to_date']}, {report['time_zone']}, read {clock(read.at, desk.now)}"
    found += [line(Span(f" {ABOUT[name]}", bold=True)), line(muted(f" {zone}"))]
    found += [line(Span(f" ▲ {text}", Tone.WARNING)) for words in standing(report) for text in wrap(words, width - 4)]
    found.append(BLANK)
    return [*found, *_picture(name, report, width), *_table(name, report, width)]


def _choices(reports: Reports) -> Line:
    """The reports with their keys."""
    spans: list[Span] = []
    for at, name in enumerate(NAMES, start=1):
        chosen = name == reports.wish.name
        tone = Tone.ACCENT if chosen else Tone.MUTED
        spans.append(Span(f" {'▸' if chosen else ' '}{at} {name}", tone, bold=chosen))
    return line(*spans)


def _periods(reports: Reports) -> Line:
    spans: list[Span] = []
    for key, days in zip("wmq", PERIODS, strict=True):
        chosen = days == reports.wish.days
        tone = Tone.ACCENT if chosen else Tone.MUTED
        spans.append(Span(f" {'▸' if chosen else ' '}{key} {days} days", tone, bold=chosen))
    return line(*spans)


def _picture(name: str, report: Mapping[str, Any], width: int) -> Iterator[Line]:
    room = max(8, min(WIDEST_CURVE, width - LABEL - FIGURE - 4))
    for column in CURVES.get(name, ()):
        values = series_of(report, column)
        tone = Tone.INFO if column.kind == Kind.TIME else Tone.ACCENT
        stretched = [value for value in values for _ in range(max(1, room // max(1, len(values))))]
        yield _figure(column.heading, reads(report["total"], column), Span(curve(stretched, room), tone))
    if report.get("weekdays"):
        yield BLANK
        yield line(muted(" received on an average day"))
        yield from _weekdays(report["weekdays"], room)
    if any(band["count"] for band in report.get("edits", ())):
        yield BLANK
        yield line(muted(" how far edited drafts were changed"))
        most = max(band["count"] for band in report["edits"])
        for band in report["edits"]:
            said = f"up to {round(band['upto'] * 100)} %"
            yield _figure(said, str(band["count"]), Span(bar(band["count"], most, room), Tone.AI))
    if name in BARS:
        label, figure = BARS[name]
        most = max((value_at(row, figure.path) for row in report["rows"]), default=0)
        for row in report["rows"]:
            value = value_at(row, figure.path)
            yield _figure(str(value_at(row, label.path)), f"{value:,}", Span(bar(value, most, room), Tone.ACCENT))


def _weekdays(days: Sequence[Mapping[str, Any]], room: int) -> Iterator[Line]:
    most = max(day["received"] for day in days)
    for day in days:
        number = f"{day['received']:,.1f}" if day["days"] else "–"
        yield _figure(day["weekday"].title(), number, Span(bar(day["received"], most, room), Tone.ACCENT))


def _figure(label: str, number: str, picture: Span) -> Line:
    gap = " " * max(0, FIGURE - cells(number))
    return line(Span(" "), muted(fill(label, LABEL)), Span(f"{gap}{number}", bold=True), Span("  "), picture)


def _table(name: str, report: Mapping[str, Any], width: int) -> Iterator[Line]:
    """As many columns as there is room for; what is left out is said."""
    rows = report["rows"] if name in BARS else list(reversed(report["rows"]))
    yield BLANK
    if not rows:
        yield from (line(muted(f" {text}")) for text in wrap(EMPTY[name], width - 2))
        return
    first, *others = COLUMNS[name]
    head = NAME if name in BARS else len("2026-03-02")
    sizes = {column: max(cells(column.heading), *(cells(reads(row, column)) for row in rows)) for column in others}
    shown: list[Column] = []
    room = width - 4 - head
    for column in others:
        if (room := room - sizes[column] - 2) < 0:
            break
        shown.append(column)
    left_out = " …" if len(shown) < len(others) else ""
    headings = "".join(f"  {column.heading:>{sizes[column]}}" for column in shown)
    yield line(muted(f" {fill(first.heading, head)}{headings}{left_out}"))
    for row in rows:
        figures = "".join(f"  {reads(row, column):>{sizes[column]}}" for column in shown)
        yield line(Span(f" {fill(str(value_at(row, first.path)), head)}{figures}"))
