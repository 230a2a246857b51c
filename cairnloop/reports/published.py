"""The report in the shape that published dashboards read."""

from collections.abc import Mapping
from typing import Any

from cairnloop.kernel.database import Tx
from cairnloop.reports import figures as read
from cairnloop.reports.daily import WEEKDAYS
from cairnloop.reports.figures import FIRST_REPLY, NO_FIGURES, RESOLUTION, Asked, Clock, Figures, Value
from cairnloop.reports.making import TOTAL, Times, times
from cairnloop.reports.rules import Figure
from cairnloop.reports.spread import Spread
from cairnloop.wire.reports import DateCountOut, ReportingOut, UserCountOut, WeekdayAverageOut

SPOKEN = (Figure.RECEIVED, Figure.SENT, Figure.AUTOMATIC, Figure.NOTES)
OURS = (Figure.SENT, Figure.NOTES)
# Of the single values of a week, so many are listed; the averages are those of all.
LISTED = 500


async def reporting(tx: Tx, asked: Asked) -> ReportingOut:
    sums = await read.by_day(tx, asked)
    return {
        "messages_by_date": _by_date(sums, *SPOKEN),
        "conversations_by_date": _by_date(sums, Figure.CONVERSATIONS),
        "sent_messages_by_date": _by_date(sums, *OURS),
        "received_messages_by_date": _by_date(sums, Figure.RECEIVED),
        "messages_per_user": await _per_user(tx, asked),
        "messages_by_weekday": _by_weekday(asked, sums),
        **await _metrics(tx, asked, sums, FIRST_REPLY),  # type: ignore[typeddict-item]
        **await _metrics(tx, asked, sums, RESOLUTION),
    }


def _sum(figures: Figures, *names: Figure) -> int:
    return sum(figures.get(name, 0) for name in names)


def _by_date(sums: Mapping[str, Figures], *names: Figure) -> list[DateCountOut]:
    """Days without any are left out, as clients expect it."""
    counts = ((day, _sum(figures, *names)) for day, figures in sorted(sums.items()))
    return [{"date": day, "count": number} for day, number in counts if number]


async def _per_user(tx: Tx, asked: Asked) -> list[UserCountOut]:
    users = {user.id: user for user in await read.people(tx, asked.account_id)}
    sums = await read.by_user(tx, asked, users)
    counts = ((users[user_id], _sum(figures, *OURS)) for user_id, figures in sorted(sums.items()))
    return [{"user": {"id": user.id, "email": user.email}, "count": number} for user, number in counts if number]


def _by_weekday(asked: Asked, sums: Mapping[str, Figures]) -> list[WeekdayAverageOut]:
    """Of customers' messages, over the days on which there were any."""
    found: list[WeekdayAverageOut] = []
    for number, name in enumerate(WEEKDAYS):
        mine = [sums.get(str(day), NO_FIGURES) for day in asked.period.days if day.weekday() == number]
        counts = [count for figures in mine if (count := _sum(figures, Figure.RECEIVED))]
        average = sum(counts) / max(1, len(counts))
        found.append({"day": name.title(), "average": average, "total": sum(counts), "unit": "messages per day"})
    return found


async def _metrics(tx: Tx, asked: Asked, sums: Mapping[str, Figures], clock: Clock) -> dict[str, Any]:
    """Means and medians of the period and of its weeks, the newest first; without a value they are 0."""
    weeks = [(str(first), str(last)) for first, last in asked.period.weeks()]
    days = [str(day) for day in asked.period.days]
    week_of = {day: week for week in weeks for day in days if week[0] <= day <= week[1]}
    by_week = {week: read.together(sums[day] for day in sums if week_of[day] == week) for week in weeks}
    found = await times(tx, asked, clock, by_week, lambda value: week_of[value.day])
    lists = await _lists(tx, asked, clock, week_of) if found.exact else {}
    what = "first_reply" if clock is FIRST_REPLY else "resolution"
    rows = [
        {
            "start_date": week[0],
            "end_date": week[1],
            **_averages(found, week),
            f"seconds_to_{what}_list": lists.get(week, []),
        }
        for week in weeks
    ]
    whole = _averages(found, TOTAL)
    return {
        f"average_time_to_{what}": whole["average"],
        f"median_time_to_{what}": whole["median"],
        f"{what}_metrics_by_week": rows,
    }


def _averages(found: Times, key: Any) -> dict[str, float]:
    spread: Spread = found.of[key][0] if key in found.of else Spread()
    return {"average": spread.mean or 0.0, "median": spread.median or 0.0}


async def _lists(
    tx: Tx, asked: Asked, clock: Clock, week_of: Mapping[str, tuple[str, str]]
) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = {}
    values: list[Value] = await read.values(tx, asked, clock)
    for value in values:
        mine = found.setdefault(week_of[value.day], [])
        if len(mine) < LISTED:
            mine.append(value.seconds)
    return found
