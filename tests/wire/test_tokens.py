"""Words of messages: folded, and found again by whoever looks for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.wire.tokens import LONGEST, composed, plain_words, sought, tokens


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Don't PANIC!", ["dont", "panic"]),
        ("Café, cafe\u0301, Straße", ["cafe", "cafe", "strasse"]),
        ("ada@example.com", ["ada", "example", "com"]),
        ("order #10-293_b", ["order", "10", "293", "b"]),
        ("iPhone手机退款", ["iphone", "手机", "机退", "退款", "款"]),
        ("x" * 60, ["x" * LONGEST]),
        ("…—!", []),
    ],
)
def test_a_text_falls_into_words(text: str, found: list[str]) -> None:
    assert plain_words(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("refund", (("refund",), False)),
        ("退款", (("退款",), False)),
        ("退款政策", (("退款", "款政", "政策"), False)),
        ("款", (("款",), True)),
        ("退款 ok", (("退款", "款", "ok"), False)),
    ],
)
def test_what_is_looked_for_fits_into_longer_writing(text: str, found: tuple[tuple[str, ...], bool]) -> None:
    assert sought(text) == found


@given(st.text())
def test_the_quick_road_finds_the_same_words(text: str) -> None:
    assert plain_words(text) == [token.word for token in tokens(composed(text))]


@given(st.text())
def test_every_word_stands_where_it_is_said_to(text: str) -> None:
    line = composed(text)
    for token in tokens(line):
        assert 0 <= token.start < token.end <= len(line)
