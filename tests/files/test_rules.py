"""Parts of files, and what may be drawn small."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.files.rules import MOST_PIXELS, Span, drawable, in_words, span_of, tomorrow


@pytest.mark.parametrize(
    ("asked", "span"),
    [
        ("bytes=0-0", Span(0, 1)),
        ("bytes=2-4", Span(2, 5)),
        ("bytes=8-", Span(8, 10)),
        ("bytes=8-99", Span(8, 10)),
        ("bytes=-3", Span(7, 10)),
        ("bytes=-99", Span(0, 10)),
        ("Bytes = 0-1", Span(0, 2)),
        ("bytes=10-", Span(10, 10)),
        ("bytes=99-100", Span(10, 10)),
        ("bytes=-0", Span(10, 10)),
        ("bytes=5-2", None),
        ("bytes=-", None),
        ("bytes=0-1,3-4", None),
        ("lines=0-1", None),
        ("bytes=a-b", None),
        ("bytes=" + "9" * 40 + "-", None),
        ("", None),
    ],
)
def test_a_range_is_read_as_the_standard_says(asked: str, span: Span | None) -> None:
    assert span_of(asked, 10) == span


@given(st.one_of(st.text(max_size=30), st.from_regex(r"bytes=\d{0,4}-\d{0,4}", fullmatch=True)), st.integers(1, 2000))
def test_a_part_lies_within_the_file(asked: str, size: int) -> None:
    span = span_of(asked, size)
    assert span is None or 0 <= span.start <= span.end <= size


def test_only_images_that_say_their_size_are_drawn() -> None:
    assert drawable("image/png", 10, 10)
    assert drawable("image/png", MOST_PIXELS, 1)
    assert not drawable("image/png", MOST_PIXELS + 1, 1)
    assert not drawable("image/png", None, None)
    assert not drawable("image/png", 0, 10)
    assert not drawable("application/pdf", 10, 10)


def test_a_day_begins_anew_at_midnight() -> None:
    assert tomorrow(datetime(2026, 2, 28, 23, 59, tzinfo=UTC)) == datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("size", "said"), [(900, "900 bytes"), (2048, "2 kB"), (26_214_400, "25 MB"), (2**33, "8192 MB")]
)
def test_sizes_are_said_as_people_do(size: int, said: str) -> None:
    assert in_words(size) == said
