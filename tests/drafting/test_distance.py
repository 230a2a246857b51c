"""Edit distance against the textbook table."""

import time

from hypothesis import given
from hypothesis import strategies as st

from cairnloop.drafting.distance import edit_distance, levenshtein

LETTERS = st.text("abc ä😀", max_size=14)


def by_the_book(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        below = [i]
        for j, right in enumerate(b, 1):
            below.append(min(row[j] + 1, below[-1] + 1, row[j - 1] + (left != right)))
        row = below
    return row[-1]


@given(LETTERS, LETTERS)
def test_it_is_levenshteins(a: str, b: str) -> None:
    assert levenshtein(a, b) == by_the_book(a, b) == levenshtein(b, a)


@given(LETTERS, LETTERS)
def test_it_is_a_share(a: str, b: str) -> None:
    assert 0.0 <= edit_distance(a, b) <= 1.0
    assert edit_distance(a, a) == 0.0


def test_blanks_around_a_reply_are_no_edit() -> None:
    assert edit_distance("Open Settings.\n", "  Open Settings.") == 0.0


def test_a_small_change_is_small_and_a_rewrite_is_not() -> None:
    assert edit_distance("Open Settings and press Save.", "Open Settings, then press Save.") < 0.2
    assert edit_distance("Open Settings.", "") == 1.0
    assert edit_distance("", "") == 0.0


def test_long_texts_are_compared_quickly() -> None:
    a = "".join(chr(97 + index * index % 23) for index in range(8000))
    b = "".join(chr(97 + index * index % 19) for index in range(8000))
    began = time.perf_counter()
    edit_distance(a, b)
    assert time.perf_counter() - began < 1.0
