"""Text is measured, cut and wrapped here only, and whatever strangers wrote is made harmless on the way."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from cairnloop.tui.terminal.lines import Span, cells, cut, fill, fitted, wrap

HOSTILE = "\x1b[31mred\x1b]0;title\x07 \u202eesrever\u2066 [bold red]x[/] \x9b2J \r\n\x00\x7f tab\t."
TEXT = st.text(max_size=200)
WIDTH = st.integers(1, 60)


def harmful(text: str) -> bool:
    return any(unicodedata.category(one) == "Cc" or one in "\u202e\u2066\u200e\u061c\ufeff\u2028" for one in text)


@given(TEXT, WIDTH)
def test_what_is_cut_fits_and_does_no_harm(text: str, width: int) -> None:
    found = cut(text, width)
    assert cells(found) <= width
    assert not harmful(found)


@given(TEXT, WIDTH)
def test_what_is_filled_is_exactly_as_wide_as_its_column(text: str, width: int) -> None:
    assert cells(fill(text, width)) == width


@given(TEXT, st.integers(4, 60))
def test_wrapped_lines_fit_and_do_no_harm(text: str, width: int) -> None:
    for one in wrap(text, width):
        assert cells(one) <= width
        assert not harmful(one)


@given(st.lists(TEXT, max_size=5), WIDTH)
def test_spans_that_are_fitted_stay_within_the_width(texts: list[str], width: int) -> None:
    found = fitted(tuple(Span(text) for text in texts), width)
    assert sum(cells(one.text) for one in found) <= width
    assert not any(harmful(one.text) for one in found)


@given(st.text("ab cd\n", max_size=300), st.integers(4, 40))
def test_nothing_is_lost_by_wrapping(text: str, width: int) -> None:
    assert "".join("".join(wrap(text, width)).split()) == "".join(text.split())


def test_cutting_shows_that_something_is_missing() -> None:
    assert cut("How do I move my data", 12) == "How do I mo…"
    assert cut("short", 12) == "short"
    assert cut("x", 0) == ""


def test_wide_characters_count_twice() -> None:
    assert cut("地図がない", 5) == "地図…"
    assert wrap("地図がない", 4) == ["地図", "がな", "い"]


def test_escape_sequences_are_shown_and_markup_is_just_text() -> None:
    found = " ".join(wrap(HOSTILE, 60))
    assert "␛[31m" in found
    assert "‹U+202E›" in found
    assert "[bold red]x[/]" in found
    assert not harmful(found)


def test_an_indented_paragraph_keeps_its_indent() -> None:
    assert wrap("  one two three", 9) == ["  one two", "  three"]


def test_too_many_lines_end_in_an_ellipsis() -> None:
    found = wrap("line\n" * 100, 20, most=3)
    assert len(found) == 3
    assert found[-1].endswith("…")


def test_a_megabyte_takes_no_longer_than_what_can_be_shown() -> None:
    assert len(wrap("A" * 1_000_000, 60, most=5)) == 5
    assert len(wrap("word " * 200_000, 60, most=5)) == 5
    assert cells(cut("A" * 1_000_000, 60)) == 60
