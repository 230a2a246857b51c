"""Reports that go day by day: volumes, first replies, resolutions, drafts."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from cairnloop.kernel.database import Tx
from cairnloop.reports import figures as read
from cairnloop.reports.figures import FIRST_REPLY, NO_FIGURES, RESOLUTION, Asked, Clock, Figures
from cairnloop.reports.making import TOTAL, Times, edits_out, head, numbers, times, took
from cairnloop.reports.rules import Figure, Series, buckets_in
from cairnloop.wire.reports import (
    DraftsReportOut,
    EditBandOut,
    RepliesReportOut,
    ResolutionReportOut,
    VolumesReportOut,
)

VOLUMES = (Figure.CONVERSATIONS, Figure.RECEIVED, Figure.SENT, Figure.AUTOMATIC, Figure.NOTES)
DRAFTS = (
    Figure.PROPOSED,
    Figure.DRAFT_PENDING,
    Figure.DRAFT_APPROVED,
    Figure.DRAFT_AUTOMATIC,
    Figure.DRAFT_EDITED,
    Figure.DRAFT_DISCARDED,
    Figure.DRAFT_SUPERSEDED,
    Figure.DRAFT_FAILED,
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# How far edits went, in percent of the text.
BANDS = (5, 10, 20, 40, 60, 80, 100)


async def volumes(tx: Tx, asked: Asked, *, complete: bool) -> VolumesReportOut:
    """Conversations begun and messages by day, and on which days of the week they come."""
    sums, days = await read.by_day(tx, asked), asked.period.days
    report = {
        **head("volumes", asked, exact=True, complete=complete),
        "total": numbers(read.together(sums.values()), VOLUMES),
        "rows": [{"date": str(day), **numbers(sums.get(str(day), NO_FIGURES), VOLUMES)} for day in days],
        "weekdays": [_weekday(number, days, sums) for number in range(7)],
    }
    return cast(VolumesReportOut, report)


def _weekday(number: int, days: list[date], sums: Mapping[str, Figures]) -> dict[str, Any]:
    mine = [day for day in days if day.weekday() == number]
    total = read.together(sums.get(str(day), NO_FIGURES) for day in mine)
    averages = {name: round(value / max(1, len(mine)), 2) for name, value in numbers(total, VOLUMES).items()}
    return {"weekday": WEEKDAYS[number], "days": len(mine), **averages}


async def replies(tx: Tx, asked: Asked, *, complete: bool) -> RepliesReportOut:
    """How long customers waited for their first answer, by the day on which they first wrote."""
    sums = await read.by_day(tx, asked)
    waited = await times(tx, asked, FIRST_REPLY, sums, lambda value: value.day)

    def row(key: Any, figures: Figures) -> dict[str, Any]:
        asks = {"asked": figures.get(Figure.ASKED, 0), "answered": took(figures, FIRST_REPLY)}
        return {**asks, **waited.out(key, FIRST_REPLY)}

    report = {
        **head("replies", asked, exact=waited.exact, complete=complete),
        "total": row(TOTAL, read.together(sums.values())),
        "rows": [{"date": str(day), **row(str(day), sums.get(str(day), NO_FIGURES))} for day in asked.period.days],
    }
    return cast(RepliesReportOut, report)


async def resolution(tx: Tx, asked: Asked, *, complete: bool) -> ResolutionReportOut:
    """How long conversations took to be resolved, by the day on which they were."""
    sums = await read.by_day(tx, asked)
    lasted = await times(tx, asked, RESOLUTION, sums, lambda value: value.day)
    report = {
        **head("resolution", asked, exact=lasted.exact, complete=complete),
        "total": _resolved(lasted, TOTAL, read.together(sums.values()), RESOLUTION),
        "rows": [
            {"date": str(day), **_resolved(lasted, str(day), sums.get(str(day), NO_FIGURES), RESOLUTION)}
            for day in asked.period.days
        ],
    }
    return cast(ResolutionReportOut, report)


def _resolved(lasted: Times, key: Any, figures: Figures, clock: Clock) -> dict[str, Any]:
    return {"resolved": took(figures, clock), **lasted.out(key, clock)}


async def drafts(tx: Tx, asked: Asked, *, complete: bool) -> DraftsReportOut:
    """What became of drafts, by the day on which they were proposed, and how far edited ones were changed."""
    sums = await read.by_day(tx, asked)
    total = read.together(sums.values())
    report = {
        **head("drafts", asked, exact=True, complete=complete),
        "total": _drafted(total),
        "rows": [{"date": str(day), **_drafted(sums.get(str(day), NO_FIGURES))} for day in asked.period.days],
        "edits": _bands(total),
    }
    return cast(DraftsReportOut, report)


def _drafted(figures: Figures) -> dict[str, Any]:
    return {**numbers(figures, DRAFTS), "edit_distance": edits_out(figures)}


def _bands(total: Figures) -> list[EditBandOut]:
    counts, below = buckets_in(total, Series.EDIT), -1
    found: list[EditBandOut] = []
    for upto in BANDS:
        found.append(
            {"upto": upto / 100, "count": sum(counts[percent] for percent in counts if below < percent <= upto)}
        )
        below = upto
    return found
