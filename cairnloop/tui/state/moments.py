"""Times to come as operators choose and write them: later today, tomorrow, `fri 9:00`, `3h`."""

import re
from datetime import datetime, time, timedelta

from cairnloop.wire.query import age

MORNING = time(9)
LATER = timedelta(hours=3)
QUARTER = timedelta(minutes=15)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORTEST = 3
CLOCK = re.compile(r"([01]?\d|2[0-3])(?::([0-5]\d))?", re.ASCII)
MONDAY = 0


def presets(now: datetime) -> tuple[tuple[str, datetime], ...]:
    """What is chosen most, with the time that each means."""
    whole = now.replace(second=0, microsecond=0)
    later = whole + LATER
    later += (QUARTER - timedelta(minutes=later.minute) % QUARTER) % QUARTER
    today = (("Later today", later),) if later.date() == now.date() else ()
    tomorrow = now + timedelta(days=1)
    week = now + timedelta(days=(MONDAY - now.weekday() - 1) % 7 + 1)
    return (*today, ("Tomorrow", _at(tomorrow, MORNING, now)), ("Next week", _at(week, MORNING, now)))


def moment(text: str, now: datetime) -> datetime | None:
    """The time that somebody wrote; None for what is none, or not to come."""
    words = text.casefold().split()
    found = _moment(words, now) if words else None
    return found if found is not None and found > now else None


def _moment(words: list[str], now: datetime) -> datetime | None:
    if len(words) == 1 and (length := age(words[0])) is not None:
        return now + length
    at = _clock(words[-1], bare=len(words) > 1)
    if len(words) == 1 and at is not None:
        today = _at(now, at, now)
        return today if today > now else _at(now + timedelta(days=1), at, now)
    *rest, last = words
    day = _day(" ".join(rest) if at is not None else " ".join(words), now)
    if day is None:
        return _written(" ".join([*rest, last]), now)
    return _at(day, at or MORNING, now)


def _clock(word: str, *, bare: bool) -> time | None:
    """`9:30`; after a day also `9`."""
    found = CLOCK.fullmatch(word)
    if found is None or not (bare or found[2]):
        return None
    return time(int(found[1]), int(found[2] or 0))


def _day(word: str, now: datetime) -> datetime | None:
    if word in ("today", "tomorrow"):
        return now + timedelta(days=word == "tomorrow")
    for number, name in enumerate(DAYS):
        if len(word) >= SHORTEST and name.startswith(word):
            return now + timedelta(days=(number - now.weekday() - 1) % len(DAYS) + 1)
    return None


def _written(text: str, now: datetime) -> datetime | None:
    """A date, or a date and a time; without a zone it is the operator's own."""
    try:
        found = datetime.fromisoformat(text.upper())
        if found.tzinfo is not None:
            return found
        return _local(found if len(text) > len("2026-01-01") else datetime.combine(found, MORNING), now)
    except (ValueError, OverflowError):
        return None


def _at(day: datetime, at: time, now: datetime) -> datetime:
    return _local(datetime.combine(day.date(), at), now)


def _local(naive: datetime, now: datetime) -> datetime:
    """A wall clock's time where the operator sits: over a change of the clocks it stays the same hour."""
    if now.tzinfo is not None and now.utcoffset() != now.astimezone().utcoffset():
        return naive.replace(tzinfo=now.tzinfo)
    return naive.astimezone()
