"""Business hours as people write and read them: `mon-fri 09:00-12:00,13:00-17:00`."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
GROUPS = {"everyday": "everyday", "daily": "everyday", "weekdays": "weekdays", "weekends": "weekends"}
TIMES = re.compile(r"([0-9]{1,2}):([0-9]{2})-([0-9]{1,2}):([0-9]{2})", re.ASCII)


def shifts(text: str) -> list[dict[str, Any]]:
    """Days and times as the wire has them. Raises ValueError with what cannot be read."""
    days, _, rest = text.strip().partition(" ")
    if not rest:
        raise ValueError(f"{text[:40]!r} says no days or no times")
    hours = spans(rest)
    return [{"day": day, **times} for part in days.split(",") for day in _days(part) for times in hours]


def spans(text: str) -> list[dict[str, int]]:
    """Times of one day, separated by commas. Raises ValueError with what cannot be read."""
    found = []
    for part in text.split(","):
        match = TIMES.fullmatch(part.strip())
        if match is None:
            raise ValueError(f"{part.strip()[:40]!r} are no times")
        hour, minute, until, past = (int(one) for one in match.groups())
        start, end = hour * 60 + minute, until * 60 + past
        if minute > 59 or past > 59 or start > 1439 or end > 1440:
            raise ValueError(f"{part.strip()!r} are no times: a day has them from 00:00 to 24:00")
        found.append({"start_minute": start, "end_minute": end})
    return found


def lines(rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Day and times of shifts, the times of one day together, in the order of the days."""
    days: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        days.setdefault(row["day"], []).append(row)
    order = (*GROUPS.values(), *WEEK)
    return [(name, times(days[name])) for name in sorted(days, key=order.index)]


def times(rows: Iterable[Mapping[str, Any]]) -> str:
    ordered = sorted(rows, key=lambda row: int(row["start_minute"]))
    return ", ".join(f"{_clock(row['start_minute'])}-{_clock(row['end_minute'])}" for row in ordered)


def _days(part: str) -> list[str]:
    if part.casefold() in GROUPS:
        return [GROUPS[part.casefold()]]
    first, dash, last = part.partition("-")
    start = _day(first)
    end = _day(last) if dash else start
    count = (end - start) % 7 + 1
    return ["weekdays"] if (start, count) == (0, 5) else [WEEK[(start + number) % 7] for number in range(count)]


def _day(name: str) -> int:
    found = [number for number, one in enumerate(WEEK) if len(name) >= 2 and one.startswith(name.casefold())]
    if len(found) != 1:
        raise ValueError(f"{name[:40]!r} is no day of the week")
    return found[0]


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
