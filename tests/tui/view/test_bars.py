"""Small pictures of numbers: in proportion, as wide as they may be, and plain where only plain characters can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.tui.view.bars import bar, curve, share, squeezed, took

VALUES = st.lists(st.none() | st.floats(0, 1e9), max_size=60)


@given(VALUES, st.integers(0, 40), st.booleans())
def test_a_curve_is_never_wider_than_its_room(values: list[float | None], width: int, plain: bool) -> None:
    drawn = curve(values, width, plain=plain)
    assert len(drawn) == min(len(values), width)
    assert not plain or drawn.isascii()


def test_a_curve_shows_what_is_more_and_what_is_not_there() -> None:
    assert curve([0, 1, 4, 8, None], 5) == "▁▂▅█ "
    assert curve([0, 8], 2, plain=True) == "_#"
    assert curve([0, 0], 2) == "▁▁"


def test_many_values_share_a_place_by_their_mean() -> None:
    assert squeezed([1, 3, None, 5, None, None], 3) == [2, 5, None]


@given(st.floats(0, 1e9), st.floats(0, 1e9), st.integers(0, 60))
def test_a_bar_fits_and_something_can_be_seen(value: float, most: float, width: int) -> None:
    for plain in (False, True):
        drawn = bar(value, max(value, most), width, plain=plain)
        assert len(drawn) <= width
        assert bool(drawn) == (value > 0 and width > 0)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, "–"), (0, "0s"), (59.6, "1m 00s"), (200, "3m 20s"), (7_500, "2h 05m"), (100_000, "1d 3h")],
)
def test_how_long_something_took_is_said_in_two_units(seconds: float | None, said: str) -> None:
    assert took(seconds) == said


def test_shares_are_percentages() -> None:
    assert (share(0.123), share(None)) == ("12 %", "–")
