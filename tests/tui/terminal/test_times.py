"""Instants and how long ago they are."""

from datetime import UTC, datetime, timedelta

import pytest

from cairnloop.tui.terminal.times import age, brief, clock, day, instant, seconds_left
from tests.tui.trailmark import NOW


@pytest.mark.parametrize(
    ("seconds", "words"), [(5, "<1m"), (60, "1m"), (3599, "59m"), (7200, "2h"), (86400 * 1.5, "36h"), (86400 * 3, "3d")]
)
def test_lengths_of_time_are_brief(seconds: float, words: str) -> None:
    assert brief(timedelta(seconds=seconds)) == words


def test_instants_of_the_wire_are_read_with_and_without_a_zone() -> None:
    assert instant("2026-03-02T09:42:00") == datetime(2026, 3, 2, 9, 42, tzinfo=UTC)
    assert instant("2026-03-02T09:42:00Z") == datetime(2026, 3, 2, 9, 42, tzinfo=UTC)
    assert instant(None) is None
    assert instant("yesterday") is None


def test_ages_and_clocks_are_the_operators() -> None:
    assert age(NOW - timedelta(seconds=3), NOW) == "now"
    assert age(None, NOW) == ""
    assert clock(datetime(2026, 3, 2, 9, 42, tzinfo=UTC), NOW) == "10:42"


@pytest.mark.parametrize(
    ("days", "words"), [(0, "Today"), (1, "Yesterday"), (3, "Fri 27 Feb"), (400, "Sun 26 Jan 2025")]
)
def test_days_have_names(days: int, words: str) -> None:
    assert day(NOW - timedelta(days=days), NOW) == words


def test_a_countdown_shows_one_until_it_is_over() -> None:
    assert [seconds_left(NOW + timedelta(seconds=left), NOW) for left in (5, 4.1, 0.2, 0, -3)] == [5, 5, 1, 0, 0]
