"""Counting in business hours: open now, opening next, and how much business time lies between two instants.

An instant is open when the wall clock of the zone shows an open minute at it: an hour that a change of clocks leaves
out holds no business time, and one that it repeats holds it twice.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from cairnloop.desk.hours.rules import DAY, Hours, Span

# Instants and lengths are whole microseconds, counted from here; dates are days, counted from here.
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_DAY = EPOCH.toordinal()
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
MINUTE = 60 * SECOND
A_DAY = DAY * MINUTE
A_WEEK = 7 * A_DAY
# Day 4 of the count was a Monday.
MONDAY = 4 * A_DAY
# How far ahead an opening or a closing is looked for.
HORIZON = timedelta(days=3 * 366)


def is_open(hours: Hours, at: datetime) -> bool:
    first = next(openings(hours, at, at + timedelta(days=1)), None)
    return first is not None and first[0] <= at


def opens_next(hours: Hours, at: datetime) -> datetime | None:
    """The first open instant, `at` itself when it is one; None when nobody comes within three years."""
    first = next(openings(hours, at, at + HORIZON), None)
    return None if first is None else max(first[0], at)


def closes_next(hours: Hours, at: datetime) -> datetime | None:
    """When the present opening ends, or while nobody is there the next one; None when not within three years."""
    if hours.always:
        return None
    first = next(openings(hours, at, at + HORIZON), None)
    return None if first is None or first[1] >= at + HORIZON else first[1]


def business_time_between(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """How much of the time from `start` to `end` was open; nothing when `end` is not later.

    Whole weeks are not gone through: ten years take as long as ten of their changes of clocks and their holidays.
    """
    total, first, last = 0, _count(start), _count(end)
    for begins, ends, offset in _stretches(hours.zone, first, last):
        here, there = begins + offset, ends + offset
        total += _regular_until(hours, there) - _regular_until(hours, here)
        for day in hours.irregular(_date(here), _date(there - 1)):
            usual = hours.regular[day.weekday()]
            total += _open_of(day, hours.on(day), here, there) - _open_of(day, usual, here, there)
    return total * MICROSECOND


def add_business_time(hours: Hours, start: datetime, duration: timedelta) -> datetime | None:
    """The first instant at which so much business time has passed since `start`.

    None when there is not so much of it within three years and ten times the duration.
    """
    if duration <= timedelta(0):
        return start
    left = duration
    for opens, closes in openings(hours, start, start + HORIZON + 10 * duration):
        length = closes - max(opens, start)
        if length >= left:
            return max(opens, start) + left
        left -= length
    return None


def openings(hours: Hours, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """When it opens and closes, in order, as far as it lies between `start` and `end`; what touches is one."""
    pending: Span | None = None
    for one in _pieces(hours, _count(start), _count(end)):
        if pending is not None and pending[1] == one[0]:
            pending = (pending[0], one[1])
            continue
        if pending is not None:
            yield _instant(pending[0]), _instant(pending[1])
        pending = one
    if pending is not None:
        yield _instant(pending[0]), _instant(pending[1])


def minutes_since_midnight(zone: ZoneInfo, at: datetime) -> int:
    """What the wall clock of the zone shows."""
    local = at.astimezone(zone)
    return local.hour * 60 + local.minute


def _pieces(hours: Hours, start: int, end: int) -> Iterator[Span]:
    """The open spans of each date within each stretch of one offset, as instants."""
    for begins, ends, offset in _stretches(hours.zone, start, end):
        for number in range((begins + offset) // A_DAY, (ends + offset - 1) // A_DAY + 1):
            midnight = number * A_DAY - offset
            for opens, closes in hours.on(date.fromordinal(FIRST_DAY + number)):
                here, there = max(midnight + opens * MINUTE, begins), min(midnight + closes * MINUTE, ends)
                if here < there:
                    yield here, there


def _regular_until(hours: Hours, local: int) -> int:
    """The open time by the wall clock from a Monday long ago until `local`, as if there were no holidays."""
    weeks, rest = divmod(local - MONDAY, A_WEEK)
    days, within = divmod(rest, A_DAY)
    until = [_open_before(spans, A_DAY) for spans in hours.regular]
    return weeks * sum(until) + sum(until[:days]) + _open_before(hours.regular[days], within)


def _open_of(day: date, spans: tuple[Span, ...], here: int, there: int) -> int:
    """How much of a day's spans lies between two moments of the wall clock."""
    midnight = (day.toordinal() - FIRST_DAY) * A_DAY
    return _open_before(spans, there - midnight) - _open_before(spans, here - midnight)


def _open_before(spans: tuple[Span, ...], moment: int) -> int:
    return sum(min(end * MINUTE, moment) - start * MINUTE for start, end in spans if start * MINUTE < moment)


def _stretches(zone: ZoneInfo, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The time between two instants, cut where the zone's distance from UTC changes: from, to, distance."""
    while start < end:
        year = _instant(start).year
        changes, offsets = _changes(zone, year)
        place = bisect_right(changes, start)
        until = changes[place] if place < len(changes) else _count(datetime(year + 1, 1, 1, tzinfo=UTC))
        yield start, min(until, end), offsets[place]
        start = until


@lru_cache(maxsize=2_000)
def _changes(zone: ZoneInfo, year: int) -> tuple[list[int], list[int]]:
    """When the zone's distance from UTC changes in a year, and the distances: one more than changes."""
    day = datetime(year, 1, 1, tzinfo=UTC)
    changes: list[int] = []
    offsets = [_offset(zone, day)]
    while day.year == year:
        following = day + timedelta(days=1)
        if (offset := _offset(zone, following)) != offsets[-1]:
            changes.append(_first_with(zone, offset, day, following))
            offsets.append(offset)
        day = following
    return changes, offsets


def _first_with(zone: ZoneInfo, offset: int, before: datetime, after: datetime) -> int:
    """The second between two instants at which the distance becomes `offset`."""
    low, high = _count(before) // SECOND, _count(after) // SECOND
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _offset(zone, _instant(middle * SECOND)) == offset else (middle, high)
    return high * SECOND


def _offset(zone: ZoneInfo, at: datetime) -> int:
    return (at.astimezone(zone).utcoffset() or timedelta(0)) // MICROSECOND


def _count(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def _instant(count: int) -> datetime:
    return EPOCH + count * MICROSECOND


def _date(local: int) -> date:
    return date.fromordinal(FIRST_DAY + local // A_DAY)
