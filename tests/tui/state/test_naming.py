"""Names of colleagues in a private note."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.tui.state.naming import begun, mentioned, written
from cairnloop.tui.state.people import Colleague

LIN, LINDA, SAM, GONE = (
    Colleague(1, "Lin", "lin@x.example", True),
    Colleague(2, "Linda Osei", "l.osei@x.example", True),
    Colleague(3, "Sam Okafor", "sam@x.example", True),
    Colleague(4, "Lina", "lina@x.example", False),
)
TEAM = (LIN, LINDA, SAM, GONE)


@pytest.mark.parametrize(
    ("before", "names"),
    [
        ("ask @", ["Lin", "Linda Osei", "Sam Okafor"]),
        ("@li", ["Lin", "Linda Osei"]),
        ("(@linda o", ["Linda Osei"]),
        ("ask @ose", ["Linda Osei"]),
        ("mail lin@", []),
        ("ask @nobody", []),
        ("ask lin", []),
    ],
)
def test_the_beginning_of_a_name_is_completed(before: str, names: list[str]) -> None:
    found = begun(before, TEAM)
    assert [one.name for one in found.found] == names if found else names == []


def test_what_is_completed_takes_the_place_of_what_was_written() -> None:
    found = begun("ask @linda o", TEAM)
    assert found is not None
    assert "ask @linda o"[: -found.length] + written(found.found[0]) == "ask @Linda Osei "


@pytest.mark.parametrize(
    ("text", "eyes"),
    [
        ("@Lin, look", (1,)),
        ("@Linda Osei look", (2,)),
        ("@lin and @Sam Okafor", (1, 3)),
        ("lin@Lin.example", ()),
        ("@Lina was here", ()),
        ("@Linger", ()),
    ],
)
def test_a_note_asks_those_it_names_in_full(text: str, eyes: tuple[int, ...]) -> None:
    assert mentioned(text, TEAM) == eyes


def test_two_of_one_name_are_both_asked() -> None:
    assert mentioned("@Lin", (LIN, Colleague(9, "Lin", "lin2@x.example", True))) == (1, 9)


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    begun(text, TEAM)
    assert set(mentioned(text, TEAM)) <= {1, 2, 3}
