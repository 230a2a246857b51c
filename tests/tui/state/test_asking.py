"""Which customers are asked for in a line, and what is wrong with a line that asks for none."""

import pytest

from cairnloop.errors import Invalid
from cairnloop.tui.screens.wording import CUSTOMER_HINTS, SEARCH_HINTS, SECTION_HINTS, fitting, names_of
from cairnloop.tui.state.asking import WORDS, CustomersAsked, customers_asked
from cairnloop.wire import query, search


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("", CustomersAsked()),
        ("ada park", CustomersAsked("ada park")),
        ("ada tag:vip", CustomersAsked("ada", "vip")),
        (
            'company:"Big Corp" tag:“beta tester” ada@x.example',
            CustomersAsked("ada@x.example", "beta tester", "Big Corp"),
        ),
    ],
)
def test_words_and_operators_are_told_apart(line: str, asked: CustomersAsked) -> None:
    assert customers_asked(line) == asked


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("tga:vip", "did you mean “tag”?"),
        ("tag:", "has no value; use the name of a tag"),
        ("tag:a tag:b", "said twice"),
        ("-tag:a", "nothing can be left out"),
        ('company:"x', "a quotation mark has no other"),
    ],
)
def test_what_is_wrong_is_named(line: str, said: str) -> None:
    with pytest.raises(Invalid, match=said.replace("?", r"\?")):
        customers_asked(line)


def test_the_hints_name_every_operator_that_there_is_and_no_other() -> None:
    assert set(names_of(SEARCH_HINTS)) == {f"{name}:" for name in search.KNOWN}
    assert set(names_of(SECTION_HINTS)) == {f"{name}:" for name in query.WORDS}
    assert set(names_of(CUSTOMER_HINTS)) == {f"{name}:" for name in WORDS}


def test_only_the_hints_of_the_operator_that_is_being_written_are_shown() -> None:
    assert [written for written, _ in fitting(SEARCH_HINTS, "refund fr")] == ["from:ada"]
    assert fitting(SEARCH_HINTS, "refund ") == list(SEARCH_HINTS)
    assert fitting(SEARCH_HINTS, "nothing") == list(SEARCH_HINTS)
    assert fitting(SEARCH_HINTS, "-tag:v")[0][0].startswith("tag:vip")
