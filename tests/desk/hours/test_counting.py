"""Business time against the plainest way to count it: looking at the wall clock every few minutes."""

from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.desk.hours.counting import (
    add_business_time,
    business_time_between,
    closes_next,
    is_open,
    minutes_since_midnight,
    opens_next,
)
from cairnloop.desk.hours.rules import WEEK, Day, Holiday, Hours, Shift, span

STEP = timedelta(minutes=15)
BERLIN = ZoneInfo("Europe/Berlin")
# Beside the usual ones: half an hour of summer time, a change at midnight, one just after it, and none at all.
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Beirut",
    "America/St_Johns",
    "Africa/Casablanca",
    "Asia/Kathmandu",
)
OFFICE = Hours(BERLIN, (Shift(Day.WEEKDAYS, 9 * 60, 12 * 60), Shift(Day.WEEKDAYS, 13 * 60, 17 * 60)))


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def plainly_open(hours: Hours, moment: datetime) -> bool:
    """The definition, word by word."""
    local = moment.astimezone(hours.zone)
    minute = local.hour * 60 + local.minute
    today, before = local.date(), local.date() - timedelta(days=1)
    holiday = next((one for one in hours.holidays if one.covers(today)), None)
    if any(start <= minute < end for start, end in spans_of(hours, today)):
        return True
    return holiday is None and any(minute < end - 1440 for _, end in spans_of(hours, before))


def spans_of(hours: Hours, day: date) -> list[tuple[int, int]]:
    for holiday in hours.holidays:
        if holiday.covers(day):
            return list(holiday.spans)
    if not hours.shifts:
        return [(0, 1440)]
    group = Day.WEEKDAYS if day.weekday() < 5 else Day.WEEKENDS
    for name in (WEEK[day.weekday()], group, Day.EVERYDAY):
        found = [shift.span for shift in hours.shifts if shift.day is name]
        if found:
            return found
    return []


quarters = st.integers(0, 95).map(lambda number: number * 15)
spans = st.builds(span, quarters, st.integers(1, 96).map(lambda number: number * 15))
shifts = st.builds(
    lambda day, one: Shift(day, one[0], one[1] if one[1] <= 1440 else one[1] - 1440), st.sampled_from(Day), spans
)
days = st.dates(date(2025, 1, 1), date(2026, 12, 31))
holidays = st.builds(
    lambda first, length, yearly, some: Holiday(first, first + timedelta(days=length), yearly, tuple(some)),
    days,
    st.integers(0, 20),
    st.booleans(),
    st.lists(spans, max_size=2),
)
any_hours = st.builds(
    lambda zone, some, free: Hours(ZoneInfo(zone), tuple(some), tuple(free)),
    st.sampled_from(ZONES),
    st.lists(shifts, max_size=5),
    st.lists(holidays, max_size=3),
)
# Around both changes of clocks as often as anywhere else.
starts = st.one_of(
    st.integers(0, 700 * 96),
    st.sampled_from([86, 296, 451, 660, 363]).flatmap(lambda day: st.integers(day * 96, day * 96 + 96)),
).map(lambda number: datetime(2025, 1, 1, tzinfo=UTC) + number * STEP)


@given(any_hours, starts)
def test_open_is_what_the_wall_clock_says(hours: Hours, start: datetime) -> None:
    for number in range(0, 96, 3):
        moment = start + number * STEP
        assert is_open(hours, moment) == plainly_open(hours, moment), moment


@given(any_hours, starts, st.integers(0, 6 * 96))
def test_business_time_is_the_sum_of_open_minutes(hours: Hours, start: datetime, quarters: int) -> None:
    counted = sum(plainly_open(hours, start + number * STEP) for number in range(quarters))
    assert business_time_between(hours, start, start + quarters * STEP) == counted * STEP


@given(
    any_hours,
    starts,
    st.timedeltas(timedelta(0), timedelta(days=900)),
    st.timedeltas(timedelta(0), timedelta(days=900)),
)
def test_business_time_adds_up_over_years(hours: Hours, start: datetime, one: timedelta, two: timedelta) -> None:
    middle = start + one
    whole = business_time_between(hours, start, middle + two)
    assert whole == business_time_between(hours, start, middle) + business_time_between(hours, middle, middle + two)
    assert timedelta(0) <= whole <= one + two


@given(any_hours, starts, st.timedeltas(timedelta(seconds=1), timedelta(days=4)))
def test_adding_business_time_is_the_inverse_of_counting_it(hours: Hours, start: datetime, much: timedelta) -> None:
    due = add_business_time(hours, start, much)
    if due is None:
        assert business_time_between(hours, start, start + timedelta(days=3 * 366)) < much
        return
    assert business_time_between(hours, start, due) == much
    assert business_time_between(hours, start, due - timedelta(microseconds=1)) < much


@given(any_hours, starts)
def test_between_now_and_the_next_opening_nobody_is_there(hours: Hours, start: datetime) -> None:
    opens, closes = opens_next(hours, start), closes_next(hours, start)
    if opens is None:
        assert business_time_between(hours, start, start + timedelta(days=3 * 366)) == timedelta(0)
        return
    assert is_open(hours, opens)
    assert business_time_between(hours, start, opens) == timedelta(0)
    if closes is not None:
        assert not is_open(hours, closes)
        assert business_time_between(hours, opens, closes) == closes - opens


def test_a_lunch_break_and_the_weekend_are_closed() -> None:
    friday = at("2026-03-06 16:30")
    assert is_open(OFFICE, friday)
    assert closes_next(OFFICE, friday) == at("2026-03-06 17:00")
    assert opens_next(OFFICE, at("2026-03-06 17:00")) == at("2026-03-09 09:00")
    assert opens_next(OFFICE, at("2026-03-09 12:30")) == at("2026-03-09 13:00")
    assert add_business_time(OFFICE, friday, timedelta(hours=4)) == at("2026-03-09 13:30")
    assert business_time_between(OFFICE, friday, at("2026-03-09 10:00")) == timedelta(hours=1.5)
    assert business_time_between(OFFICE, at("2026-03-09 10:00"), friday) == timedelta(0)


def test_an_hour_that_is_left_out_holds_no_time_and_one_that_is_repeated_holds_it_twice() -> None:
    night = Hours(BERLIN, (Shift(Day.SUNDAY, 2 * 60, 3 * 60),))
    spring, autumn = at("2026-03-29 00:00"), at("2026-10-25 00:00")
    assert business_time_between(night, spring, spring + timedelta(days=1)) == timedelta(0)
    assert business_time_between(night, autumn, autumn + timedelta(days=1)) == timedelta(hours=2)
    assert opens_next(night, spring) == at("2026-04-05 02:00")
    assert closes_next(night, autumn) == at("2026-10-25 03:00")
    office = Hours(BERLIN, (Shift(Day.EVERYDAY, 9 * 60, 17 * 60),))
    assert opens_next(office, at("2026-03-28 20:00")) == datetime(2026, 3, 29, 7, 0, tzinfo=UTC)
    assert opens_next(office, at("2026-03-27 20:00")) == datetime(2026, 3, 28, 8, 0, tzinfo=UTC)


def test_a_night_shift_goes_on_after_midnight_but_not_into_a_holiday() -> None:
    shift = (Shift(Day.EVERYDAY, 22 * 60, 6 * 60),)
    closed = Hours(BERLIN, shift, (Holiday(date(2026, 12, 25), date(2026, 12, 25), yearly=True),))
    assert closes_next(closed, at("2026-12-23 23:00")) == at("2026-12-24 06:00")
    assert closes_next(closed, at("2026-12-24 23:00")) == at("2026-12-25 00:00")
    assert opens_next(closed, at("2026-12-25 00:00")) == at("2026-12-26 22:00")
    shorter = Hours(BERLIN, shift, (Holiday(date(2020, 12, 25), date(2020, 12, 25), True, (span(1320, 120),)),))
    assert opens_next(shorter, at("2026-12-25 00:00")) == at("2026-12-25 22:00")
    assert closes_next(shorter, at("2026-12-25 23:00")) == at("2026-12-26 02:00")


def test_a_yearly_holiday_may_go_over_new_year_and_29_february_comes_in_leap_years() -> None:
    turn = Holiday(date(2025, 12, 30), date(2026, 1, 2), yearly=True)
    assert [turn.covers(date(2030, *day)) for day in ((12, 29), (12, 30), (1, 2), (1, 3))] == [False, True, True, False]
    leap = Holiday(date(2024, 2, 29), date(2024, 2, 29), yearly=True)
    assert [list(leap.within(date(year, 2, 1), date(year, 3, 5))) for year in (2027, 2028)] == [[], [date(2028, 2, 29)]]


def test_the_day_that_is_named_closest_counts() -> None:
    shifts = (Shift(Day.EVERYDAY, 540, 1020), Shift(Day.WEEKENDS, 600, 720), Shift(Day.SUNDAY, 0, 60))
    hours = Hours(BERLIN, shifts)
    assert hours.regular == (((540, 1020),),) * 5 + (((600, 720),), ((0, 60),))


def test_without_shifts_it_is_always_open_and_never_closes() -> None:
    always, now = Hours(BERLIN), at("2026-03-06 03:00")
    assert (is_open(always, now), opens_next(always, now), closes_next(always, now)) == (True, now, None)
    never = Hours(BERLIN, (), (Holiday(date(2025, 1, 1), date(2025, 12, 31), yearly=True),))
    assert (is_open(never, now), opens_next(never, now), closes_next(never, now)) == (False, None, None)
    assert add_business_time(never, now, timedelta(hours=1)) is None


def test_ten_years_are_counted_at_once() -> None:
    free = tuple(Holiday(date(2024, month, 1), date(2024, month, 2), yearly=True) for month in range(1, 13))
    hours = Hours(BERLIN, OFFICE.shifts, free)
    start, end = at("2016-01-04 00:00"), at("2026-01-05 00:00")
    counted = business_time_between(hours, start, end)
    assert timedelta(days=600) < counted < timedelta(days=780)
    began = perf_counter()
    for _ in range(20):
        business_time_between(OFFICE, start, end)
    assert (perf_counter() - began) / 20 < 0.01


@pytest.mark.parametrize(("zone", "minutes"), [("Asia/Kathmandu", 345), ("UTC", 0), ("America/New_York", 19 * 60)])
def test_minutes_since_midnight_are_those_of_the_zone(zone: str, minutes: int) -> None:
    assert minutes_since_midnight(ZoneInfo(zone), datetime(2026, 1, 2, tzinfo=UTC)) == minutes
