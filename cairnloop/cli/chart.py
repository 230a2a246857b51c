"""A report as an SVG file: title, axes, bars and lines, with words for those who cannot see it; no script, no style."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from cairnloop.tui.view.bars import took
from cairnloop.tui.view.report_figures import ABOUT, BARS, Column, Kind, series_of, value_at
from cairnloop.wire.terminal import harmless

WIDTH, HEIGHT = 960, 420
LEFT, RIGHT, TOP, BOTTOM = 90, 30, 60, 80
# On this ground each line and bar has a contrast of 3:1 at least, and each text of 4.5:1.
GROUND, INK, RULE = "#FAF5EB", "#23291F", "#8E8068"
COLOURS = ("#2F5D6D", "#98401F", "#41582F", "#6B4C69")
MOST_BARS = 40
TICKS = 4
# In seconds, from one to thirty days.
ROUND_TIMES = (
    *(1, 2, 5, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200),
    *(86_400, 172_800, 432_000, 864_000, 1_728_000, 2_592_000),
)
NAME = 22


@dataclass(frozen=True, slots=True)
class Series:
    """What one colour stands for; `bars` stand on each other, lines go over them."""

    name: str
    values: Sequence[float | None]
    bars: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture before it is drawn: a place on the horizontal axis for each label."""

    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    kind: str

    @property
    def most(self) -> float:
        stacked = [[value or 0 for value in one.values] for one in self.series if one.bars]
        stacks = [sum(values) for values in zip(*stacked, strict=True)]
        lines = [value for one in self.series if not one.bars for value in one.values if value is not None]
        most: float = max([0, *stacks, *lines])
        return most

    @property
    def step(self) -> float:
        """From one line of the grid to the next: a round number, or a round time."""
        wanted = self.most / TICKS
        if self.kind == Kind.TIME and wanted <= ROUND_TIMES[-1]:
            return next(step for step in ROUND_TIMES if step >= wanted)
        size = 10.0 ** max(0, floor(log10(wanted))) if wanted > 0 else 1.0
        return next(size * times for times in (1, 2, 5, 10) if size * times >= wanted)


# What is drawn of each report: bars, then lines.
DRAWN: Mapping[str, tuple[tuple[Column, ...], tuple[Column, ...], str]] = {
    "volumes": (
        (Column("received", "received"),),
        (Column("sent", "sent"), Column("conversations", "conversations")),
        Kind.NUMBER,
    ),
    "replies": ((), (Column("median", "first_reply.median"), Column("90 % within", "first_reply.p90")), Kind.TIME),
    "resolution": ((), (Column("median", "resolution.median"), Column("90 % within", "resolution.p90")), Kind.TIME),
    "people": ((Column("replies", "sent"),), (), Kind.NUMBER),
    "tags": ((Column("conversations", "conversations"),), (), Kind.NUMBER),
    "drafts": (
        (
            Column("approved", "approved"),
            Column("edited", "edited"),
            Column("discarded", "discarded"),
        ),
        (Column("proposed", "proposed"),),
        Kind.NUMBER,
    ),
}


def chart_of(name: str, report: Mapping[str, Any]) -> Chart:
    bars, lines, kind = DRAWN[name]
    title = f"{ABOUT[name]}, {report['from_date']} to {report['to_date']}"
    if name in BARS:
        report = {**report, "rows": report["rows"][:MOST_BARS]}
    labels = [harmless(str(value_at(row, BARS[name][0].path if name in BARS else "date"))) for row in report["rows"]]
    series = [
        *(Series(column.heading, series_of(report, column), bars=True) for column in bars),
        *(Series(column.heading, series_of(report, column)) for column in lines),
    ]
    return Chart(title, labels, series, kind)


def svg(chart: Chart) -> str:
    """The whole file."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-labelledby="title desc" font-family="sans-serif" font-size="13">',
        f'<title id="title">{escape(chart.title)}</title>',
        f'<desc id="desc">{escape(_described(chart))}</desc>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{GROUND}"/>',
        _text(LEFT, 28, chart.title, size=17),
        *_axes(chart),
        *_bars(chart),
        *_lines(chart),
        *_legend(chart),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _described(chart: Chart) -> str:
    """Each series in a sentence: its highest value and where that is."""
    said = []
    for one in chart.series:
        known = [(value, label) for value, label in zip(one.values, chart.labels, strict=True) if value is not None]
        if not known:
            said.append(f"{one.name}: nothing.")
            continue
        most, where = max(known, key=lambda pair: pair[0])
        said.append(f"{one.name}: at most {_value(chart, most)}, on {where}.")
    return " ".join(said)


def _value(chart: Chart, value: float) -> str:
    return took(value) if chart.kind == Kind.TIME else f"{value:,.10g}"


def _y(chart: Chart, value: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / (TICKS * chart.step)


def _x(chart: Chart, at: float) -> float:
    """The middle of the place of a label."""
    return LEFT + (WIDTH - LEFT - RIGHT) * (at + 0.5) / max(1, len(chart.labels))


def _axes(chart: Chart) -> Iterator[str]:
    for tick in range(TICKS + 1):
        value = chart.step * tick
        y = _y(chart, value)
        yield f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="{RULE}" stroke-width="0.5"/>'
        yield _text(LEFT - 8, y + 4, _value(chart, value), anchor="end")
    yield f'<line x1="{LEFT}" y1="{TOP}" x2="{LEFT}" y2="{HEIGHT - BOTTOM}" stroke="{INK}"/>'
    base = HEIGHT - BOTTOM
    yield f'<line x1="{LEFT}" y1="{base}" x2="{WIDTH - RIGHT}" y2="{base}" stroke="{INK}"/>'
    every = max(1, -(-len(chart.labels) // 10))
    for at, label in enumerate(chart.labels):
        if at % every == 0:
            short = label if len(label) <= NAME else f"{label[: NAME - 1]}…"
            yield _text(_x(chart, at), base + 18 + 15 * (at // every % 2), short, anchor="middle")


def _bars(chart: Chart) -> Iterator[str]:
    stacked = [one for one in chart.series if one.bars]
    width = 0.7 * (WIDTH - LEFT - RIGHT) / max(1, len(chart.labels))
    below = [0.0] * len(chart.labels)
    for number, one in enumerate(stacked):
        for at, value in enumerate(one.values):
            if not value:
                continue
            top, foot = _y(chart, below[at] + value), _y(chart, below[at])
            yield (
                f'<rect x="{_x(chart, at) - width / 2:.1f}" y="{top:.1f}" width="{width:.1f}" '
                f'height="{foot - top:.1f}" fill="{COLOURS[number]}"><title>'
                f"{escape(f'{chart.labels[at]}: {_value(chart, value)} {one.name}')}</title></rect>"
            )
            below[at] += value


def _lines(chart: Chart) -> Iterator[str]:
    """A line breaks where there is nothing; a value between two gaps is a point."""
    for number, one in enumerate(chart.series):
        if one.bars:
            continue
        points: list[str] = []
        for at, value in enumerate([*one.values, None]):
            if value is not None:
                points.append(f"{_x(chart, at):.1f},{_y(chart, value):.1f}")
            elif points:
                yield from _stroke(points, COLOURS[number])
                points = []


def _stroke(points: Sequence[str], colour: str) -> Iterator[str]:
    if len(points) > 1:
        # Between the line and whatever it goes over lies some ground.
        yield f'<polyline points="{" ".join(points)}" fill="none" stroke="{GROUND}" stroke-width="5"/>'
        yield f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" stroke-width="2"/>'
    else:
        x, y = points[0].split(",")
        yield f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>'


def _legend(chart: Chart) -> Iterator[str]:
    x = float(LEFT)
    for number, one in enumerate(chart.series):
        high = 12 if one.bars else 3
        yield f'<rect x="{x:.0f}" y="{HEIGHT - 24}" width="14" height="{high}" fill="{COLOURS[number]}"/>'
        yield _text(x + 20, HEIGHT - 14, one.name)
        x += 50 + 8 * len(one.name)


def _text(x: float, y: float, text: str, *, anchor: str = "start", size: int = 13) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor={quoteattr(anchor)} font-size="{size}" fill="{INK}">'
        f"{escape(text)}</text>"
    )
