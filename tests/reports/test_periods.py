"""Periods: whole days of the account's zone, and clear words for those that cannot be."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from cairnloop.errors import Invalid
from cairnloop.reports.periods import Period, period_of

BERLIN, LATE = ZoneInfo("Europe/Berlin"), datetime(2026, 3, 2, 23, 30, tzinfo=UTC)


def test_without_days_it_is_the_last_thirty_of_the_accounts_zone() -> None:
    assert period_of(None, None, None, LATE) == Period(date(2026, 2, 1), date(2026, 3, 2))
    assert period_of(None, None, BERLIN, LATE).last == date(2026, 3, 3)
    assert len(period_of(None, "2026-03-10", None, LATE).days) == 30


def test_an_instant_stands_for_its_day_in_the_accounts_zone() -> None:
    asked = period_of("2026-03-01T23:30:00Z", "2026-03-02T10:00:00", BERLIN, LATE)
    assert asked.ends == ("2026-03-02", "2026-03-02")
    assert period_of("2026-03-01T23:30:00 01:00", "2026-03-02", None, LATE).first == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("soon", "2026-03-02", "from_date: is no day"),
        ("2026-03-02", "2026-13-01", "to_date: is no day"),
        ("2026-03-03", "2026-03-02", "is after to_date"),
        ("2025-03-01", "2026-03-02", "more than 366 days"),
        ("0001-01-01", None, "too far away"),
        ("9999-12-31T23:59:59-14:00", None, "is no day"),
    ],
)
def test_what_cannot_be_is_said_with_the_field(first: str, last: str | None, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        period_of(first, last, BERLIN, LATE)


def test_weeks_go_from_sunday_and_the_newest_is_first() -> None:
    weeks = list(Period(date(2026, 3, 1), date(2026, 3, 10)).weeks())
    assert weeks == [(date(2026, 3, 8), date(2026, 3, 14)), (date(2026, 3, 1), date(2026, 3, 7))]
