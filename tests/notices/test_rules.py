"""Who is told what, and when somebody is reminded: pure decisions."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from cairnloop.desk.hours.counting import is_open
from cairnloop.desk.hours.rules import Day, Holiday, Hours, Shift
from cairnloop.notices.rules import (
    APART,
    Kind,
    Reminding,
    Said,
    Silence,
    Thread,
    Wants,
    next_reminder,
    not_before,
    worth_telling,
)

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OFFICE = Hours(ZoneInfo("UTC"), (Shift(Day.WEEKDAYS, 9 * 60, 17 * 60),))
SAID = [Said(5, True), Said(7, True), Said(9, False, mentions=True)]
OLD, NEW = Thread(waits=True, new=False), Thread(waits=True, new=True)


def told(thread: Thread, wants: Wants, *, here: bool = False) -> dict[int, Kind]:
    return worth_telling(thread, SAID, wants, here=here)


def test_each_is_told_what_they_want() -> None:
    nothing = Wants(mentions=False)
    assert told(OLD, nothing) == {}
    assert told(OLD, Wants()) == {9: Kind.MENTION}
    assert told(OLD, Wants(messages=True)) == {5: Kind.MESSAGE, 7: Kind.MESSAGE, 9: Kind.MENTION}
    assert told(OLD, Wants(conversations=True, mentions=False)) == {}
    assert told(NEW, Wants(conversations=True, mentions=False)) == {5: Kind.CONVERSATION, 7: Kind.CONVERSATION}


def test_nobody_is_told_of_what_was_answered_or_put_away() -> None:
    every = Wants(messages=True)
    assert told(Thread(waits=True, new=False, answered_seq=6), every) == {7: Kind.MESSAGE, 9: Kind.MENTION}
    assert told(Thread(waits=False, new=False), every) == {9: Kind.MENTION}


def test_who_is_at_the_desk_is_told_unless_they_want_quiet() -> None:
    assert told(OLD, Wants(messages=True), here=True) != {}
    assert told(OLD, Wants(messages=True, only_when_away=True), here=True) == {}
    assert told(OLD, Wants(messages=True, only_when_away=True)) != {}


@given(st.timedeltas(timedelta(0), timedelta(hours=1)))
def test_two_mails_about_one_conversation_are_minutes_apart(later: timedelta) -> None:
    assert not_before(None, MONDAY) == MONDAY
    at = not_before(MONDAY, MONDAY + later)
    assert at >= MONDAY + later
    assert at - MONDAY >= APART


DAY = Reminding(enabled=True, interval=timedelta(hours=8), most=2)


def test_a_silence_is_reminded_of_after_business_hours_once_and_once_more_for_each_further_interval() -> None:
    asked = MONDAY + timedelta(hours=7)  # four in the afternoon
    first = next_reminder(Silence(asked), DAY, OFFICE, asked)
    assert first.at == datetime(2026, 3, 3, 16, 0, tzinfo=UTC)
    assert first.why == "no answer for 8 business hours"
    assert next_reminder(Silence(asked, 1), DAY, OFFICE, asked).at == datetime(2026, 3, 4, 16, 0, tzinfo=UTC)
    assert next_reminder(Silence(asked, 2), DAY, OFFICE, asked).at is None
    assert next_reminder(Silence(asked), DAY, None, asked).at == asked + timedelta(hours=8)


def test_without_reminders_and_without_hours_that_come_there_is_nothing_to_remind_of() -> None:
    assert next_reminder(Silence(MONDAY), Reminding(False, timedelta(hours=1), 3), None, MONDAY).at is None
    never = Hours(ZoneInfo("UTC"), OFFICE.shifts, (Holiday(date(2026, 1, 1), date(2026, 12, 31), True, ()),))
    assert next_reminder(Silence(MONDAY), DAY, never, MONDAY).at is None


@given(
    st.timedeltas(timedelta(0), timedelta(days=300)),
    st.timedeltas(timedelta(0), timedelta(days=20)),
    st.integers(1, 100),
)
def test_whenever_one_looks_a_reminder_is_due_while_somebody_is_there_or_lies_ahead(
    before: timedelta, later: timedelta, hours: int
) -> None:
    reminding = Reminding(True, timedelta(hours=hours), 1)
    since = MONDAY + before
    now = since + later
    at = next_reminder(Silence(since), reminding, OFFICE, now).at
    assert at is not None
    assert at >= since + timedelta(hours=hours)
    assert at > now or is_open(OFFICE, now)
