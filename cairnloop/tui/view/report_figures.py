"""What is shown of each report: its columns, its curves and its bars, the same for the console and the command line."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cairnloop.tui.view.bars import share, took


class Kind:
    """How a figure reads."""

    TEXT, NUMBER, TIME, SHARE = "text", "number", "time", "share"


class Column(NamedTuple):
    """One figure of a row: its heading, where it stands in the row, and how it reads."""

    heading: str
    path: str
    kind: str = Kind.NUMBER


def _times(heading: str, series: str) -> tuple[Column, ...]:
    """What differs stands first: in a narrow terminal headings lose their end."""
    return tuple(
        Column(f"{word} {heading}".strip(), f"{series}.{word}", Kind.TIME) for word in ("mean", "median", "p90")
    )


DATE = Column("date", "date", Kind.TEXT)
COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "volumes": (
        DATE,
        Column("conversations", "conversations"),
        Column("received", "received"),
        Column("sent", "sent"),
        Column("automatic", "automatic"),
        Column("notes", "notes"),
    ),
    "replies": (
        DATE,
        Column("asked", "asked"),
        Column("answered", "answered"),
        *_times("", "first_reply"),
        *_times("business", "first_reply_business"),
    ),
    "resolution": (
        DATE,
        Column("resolved", "resolved"),
        *_times("", "resolution"),
        *_times("business", "resolution_business"),
    ),
    "people": (
        Column("person", "user.name", Kind.TEXT),
        Column("replies", "sent"),
        Column("conversations", "conversations"),
        Column("first reply", "first_reply.median", Kind.TIME),
        Column("business", "first_reply_business.median", Kind.TIME),
        Column("resolved", "resolved"),
        Column("resolution", "resolution.median", Kind.TIME),
        Column("approved", "approved"),
        Column("edited", "edited"),
        Column("discarded", "discarded"),
        Column("notes", "notes"),
    ),
    "tags": (
        Column("tag", "tag.name", Kind.TEXT),
        Column("conversations", "conversations"),
        Column("received", "received"),
        Column("sent", "sent"),
        Column("first reply", "first_reply.median", Kind.TIME),
        Column("business", "first_reply_business.median", Kind.TIME),
        Column("resolved", "resolved"),
        Column("resolution", "resolution.median", Kind.TIME),
    ),
    "drafts": (
        DATE,
        Column("proposed", "proposed"),
        Column("approved", "approved"),
        Column("automatic", "automatic"),
        Column("edited", "edited"),
        Column("discarded", "discarded"),
        Column("superseded", "superseded"),
        Column("failed", "failed"),
        Column("edit distance", "edit_distance.mean", Kind.SHARE),
    ),
}
# Drawn as curves over the days, each with its figure of the whole period.
CURVES: Mapping[str, tuple[Column, ...]] = {
    "volumes": (*COLUMNS["volumes"][1:],),
    "replies": (
        Column("asked", "asked"),
        Column("answered", "answered"),
        Column("median", "first_reply.median", Kind.TIME),
        Column("90 % within", "first_reply.p90", Kind.TIME),
        Column("business median", "first_reply_business.median", Kind.TIME),
        Column("business 90 %", "first_reply_business.p90", Kind.TIME),
    ),
    "resolution": (
        Column("resolved", "resolved"),
        Column("median", "resolution.median", Kind.TIME),
        Column("90 % within", "resolution.p90", Kind.TIME),
        Column("business median", "resolution_business.median", Kind.TIME),
        Column("business 90 %", "resolution_business.p90", Kind.TIME),
    ),
    "drafts": (*COLUMNS["drafts"][1:],),
}
# Drawn as bars, a row each: by what, and by which figure.
BARS: Mapping[str, tuple[Column, Column]] = {
    "people": (COLUMNS["people"][0], COLUMNS["people"][1]),
    "tags": (COLUMNS["tags"][0], COLUMNS["tags"][1]),
}
ABOUT: Mapping[str, str] = {
    "volumes": "Conversations and messages by day",
    "replies": "First replies, by the day of the question",
    "resolution": "Resolutions, by the day they came",
    "people": "People of the desk",
    "tags": "Conversations with each tag",
    "drafts": "Drafts, by the day they were proposed",
}
NAMES: Sequence[str] = tuple(ABOUT)


def value_at(row: Mapping[str, Any], path: str) -> Any:
    found: Any = row
    for name in path.split("."):
        found = None if found is None else found.get(name)
    return found


def reads(row: Mapping[str, Any], column: Column) -> str:
    """A figure as people read it."""
    value = value_at(row, column.path)
    if column.kind == Kind.TIME:
        return took(value)
    if column.kind == Kind.SHARE:
        return share(value)
    return "–" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def series_of(report: Mapping[str, Any], column: Column) -> list[float | None]:
    """The figure of each day, in order."""
    return [value_at(row, column.path) for row in report["rows"]]


def standing(report: Mapping[str, Any]) -> list[str]:
    """What one has to know of a report to believe it."""
    said = []
    if not report.get("complete", True):
        said.append("Not everything is counted yet; ask again in a moment.")
    if not report.get("exact", True):
        said.append("Medians and percentiles are read from buckets, at most 2 % off.")
    return said
