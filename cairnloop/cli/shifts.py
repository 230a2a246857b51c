"""Business hours as people write and read them: `mon-fri 09:00-12:00,13:00-17:00`."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from cairnloop.cli.exits import Usage

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
GROUPS = {"everyday": "everyday", "daily": "everyday", "weekdays": "weekdays", "weekends": "weekends"}
TIMES = re.compile(r"([0-9]{1,2}):([0-9]{2})-([0-9]{1,2}):([0-9]{2})", re.ASCII)
HELP = "write it like 'mon-fri 09:00-12:00,13:00-17:00' or 'saturday 22:00-02:00'"


def shifts(written: Sequence[str]) -> list[dict[str, Any]]:
    """Each text is days and times. Raises Usage for what cannot be read."""
    return [
        {"day": day, **times} for text in written for days, spans in [_parts(text)] for day in days for times in spans
    ]


def spans(text: str) -> list[dict[str, int]]:
    """Times of one day, separated by commas. Raises Usage for what cannot be read."""
    found = []
    for part in text.split(","):
        match = TIMES.fullmatch(part.strip())
        if match is None:
            raise Usage(f"{part.strip()[:40]!r} are no times; {HELP}")
        hour, minute, until, past = (int(one) for one in match.groups())
        start, end = hour * 60 + minute, until * 60 + past
        if minute > 59 or past > 59 or start > 1439 or end > 1440:
            raise Usage(f"{part.strip()!r}: a day has times from 00:00 to 24:00")
        found.append({"start_minute": start, "end_minute": end})
    return found


def day(text: str) -> str:
    """A date as the wire has it. Raises Usage for what is none."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Usage(f"{text[:40]!r} is no date; write it like 2026-12-24") from None


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


def _parts(text: str) -> tuple[list[str], list[dict[str, int]]]:
    days, _, rest = text.strip().partition(" ")
    if not rest:
        raise Usage(f"{text[:40]!r} says no days or no times; {HELP}")
    return [name for part in days.split(",") for name in _days(part)], spans(rest)


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
        raise Usage(f"{name[:40]!r} is no day of the week; {HELP}")
    return found[0]


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
