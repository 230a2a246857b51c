"""Times to come as operators choose and write them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.tui.state.moments import moment, presets
from tests.tui.trailmark import NOW


def said(text: str) -> str:
    found = moment(text, NOW)
    return f"{found:%Y-%m-%d %H:%M}" if found is not None else "no time to come"


# It is Monday, 2 March, 10:42.
@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("3h", "2026-03-02 13:42"),
        ("1w", "2026-03-09 10:42"),
        ("15:30", "2026-03-02 15:30"),
        ("9:30", "2026-03-03 09:30"),
        ("tomorrow", "2026-03-03 09:00"),
        ("Tomorrow 8:15", "2026-03-03 08:15"),
        ("fri 9", "2026-03-06 09:00"),
        ("monday", "2026-03-09 09:00"),
        ("2026-03-05", "2026-03-05 09:00"),
        ("2026-03-05 14:00", "2026-03-05 14:00"),
        ("2026-03-05T14:00:00+01:00", "2026-03-05 14:00"),
        ("today 9:00", "no time to come"),
        ("2025-03-05", "no time to come"),
        ("money 9:00", "no time to come"),
        ("25:00", "no time to come"),
        ("2026-02-31", "no time to come"),
        ("", "no time to come"),
    ],
)
def test_a_time_is_written_as_people_write_it(text: str, means: str) -> None:
    assert said(text) == means


@given(st.text(max_size=30))
def test_whatever_is_written_means_a_time_to_come_or_none(text: str) -> None:
    found = moment(text, NOW)
    assert found is None or found > NOW


@given(st.integers(0, 4000 * 24 * 60))
def test_what_is_offered_lies_ahead_and_in_order(minutes: int) -> None:
    now = NOW + timedelta(minutes=minutes)
    times = [when for _, when in presets(now)]
    assert times == sorted(times)
    assert now < times[0]
    assert times[-1] - now <= timedelta(days=8)
    assert times[-1].weekday() == 0
