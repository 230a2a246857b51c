"""When a desk is open: shifts by day of the week, holidays, and what they make of one date."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

# From and to, in minutes since midnight by the wall clock; beyond 1,440 it is the next day.
Span = tuple[int, int]

DAY = 24 * 60
ONE_DAY = timedelta(days=1)


class Day(StrEnum):
    """On which days a shift is worked."""

    EVERYDAY = "everyday"
    WEEKDAYS = "weekdays"
    WEEKENDS = "weekends"
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEK = (Day.MONDAY, Day.TUESDAY, Day.WEDNESDAY, Day.THURSDAY, Day.FRIDAY, Day.SATURDAY, Day.SUNDAY)


@dataclass(frozen=True, slots=True)
class Shift:
    """Minutes since midnight; a shift whose end is not after its start ends on the next day."""

    day: Day
    start: int
    end: int

    @property
    def span(self) -> Span:
        return span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A date or several in a row on which the week's shifts do not count; `spans` are worked instead, if any.

    A yearly one comes back on the same days of every year, so one of 29 February in leap years only.
    """

    first: date
    last: date
    yearly: bool = False
    spans: tuple[Span, ...] = ()

    def covers(self, day: date) -> bool:
        if not self.yearly:
            return self.first <= day <= self.last
        at, first, last = ((one.month, one.day) for one in (day, self.first, self.last))
        if self.first.year == self.last.year:
            return first <= at <= last
        return at >= first or at <= last

    def within(self, first: date, last: date) -> Iterator[date]:
        """The days of it between these two, both included."""
        if not self.yearly:
            yield from _days(max(first, self.first), min(last, self.last))
            return
        length = self.last - self.first
        for year in range(first.year - 1, last.year + 1):
            begins = _same_day(self.first, year)
            for day in _days(max(first, begins), min(last, begins + length + ONE_DAY)):
                if self.covers(day):
                    yield day


@dataclass(frozen=True)
class Hours:
    """When somebody is there, by the wall clock of one time zone. Without any shift that is always, but on holidays.

    Of the shifts that fit a day, those that name it closest count: `saturday` before `weekends` before `everyday`.
    """

    zone: ZoneInfo
    shifts: tuple[Shift, ...] = ()
    holidays: tuple[Holiday, ...] = ()

    @cached_property
    def begun(self) -> tuple[tuple[Span, ...], ...]:
        """For each day of the week, Monday first, the spans that begin on it."""
        return tuple(tuple(_shifts_of(day, self.shifts)) for day in WEEK)

    @cached_property
    def regular(self) -> tuple[tuple[Span, ...], ...]:
        """For each day of the week the open spans of that day when no holiday is near."""
        return tuple(_merged([*self.begun[day], *_spilt(self.begun[day - 1])]) for day in range(7))

    @cached_property
    def always(self) -> bool:
        """Whether there is never an hour in which nobody is there."""
        return not self.holidays and all(spans == ((0, DAY),) for spans in self.regular)

    @cached_property
    def _remembered(self) -> dict[date, tuple[Span, ...]]:
        return {}

    def on(self, day: date) -> tuple[Span, ...]:
        """The open spans of this date, from midnight to midnight, in order and apart from each other.

        What begins the evening before goes on after midnight, but not into a holiday.
        """
        if not self.holidays:
            return self.regular[day.weekday()]
        if (known := self._remembered.get(day)) is None:
            known = self._remembered[day] = self._worked_out(day)
        return known

    def irregular(self, first: date, last: date) -> set[date]:
        """The dates between these two, both included, that may differ from the others of their day of the week."""
        found: set[date] = set()
        for holiday in self.holidays:
            for day in holiday.within(first - ONE_DAY, last):
                found |= {day, day + ONE_DAY}
        return {day for day in found if first <= day <= last}

    def _worked_out(self, day: date) -> tuple[Span, ...]:
        today = self._holiday(day)
        if today is not None:
            return _merged(today.spans)
        before = self._holiday(day - ONE_DAY)
        if before is None:
            return self.regular[day.weekday()]
        return _merged([*self.begun[day.weekday()], *_spilt(before.spans)])

    def _holiday(self, day: date) -> Holiday | None:
        """Of several on one date the one that was listed first."""
        return next((one for one in self.holidays if one.covers(day)), None)


def span(start: int, end: int) -> Span:
    return (start, end if end > start else end + DAY)


def _shifts_of(day: Day, shifts: Sequence[Shift]) -> list[Span]:
    if not shifts:
        return [(0, DAY)]
    group = Day.WEEKENDS if day in (Day.SATURDAY, Day.SUNDAY) else Day.WEEKDAYS
    for name in (day, group, Day.EVERYDAY):
        if found := [shift.span for shift in shifts if shift.day is name]:
            return found
    return []


def _spilt(spans: Iterable[Span]) -> list[Span]:
    """What of the day before's spans lies after midnight."""
    return [(0, end - DAY) for _, end in spans if end > DAY]


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In order, up to midnight, with what overlaps or touches made one."""
    merged: list[Span] = []
    for start, end in sorted((start, min(end, DAY)) for start, end in spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _same_day(day: date, year: int) -> date:
    """The day in another year; where that has no 29 February, the day before it."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
