"""Values as TOML: whatever is written is read back, and reads as a person would write it."""

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cairnloop.wire.toml import key, toml

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
VALUES = st.recursive(
    st.booleans() | st.integers(-(2**60), 2**60) | TEXTS,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(TEXTS, inside, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=4))
def test_whatever_is_written_is_read_back(values: dict[str, Any]) -> None:
    text = "\n".join(f"{key(name)} = {toml(value)}" for name, value in values.items())
    assert tomllib.loads(text) == values


def test_a_text_of_several_lines_stands_as_it_reads() -> None:
    assert toml('Hello "you",\nhow are you?') == '"""\nHello "you",\nhow are you?"""'


def test_what_toml_lacks_is_left_out() -> None:
    assert toml([1, None, {"a": None, "b": 2}]) == "[1, { b = 2 }]"
