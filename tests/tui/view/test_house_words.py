"""What carries a tag, in words."""

import pytest

from cairnloop.tui.view.house_words import carried_by


@pytest.mark.parametrize(
    ("conversations", "customers", "words"),
    [
        (1, 0, ("1 conversation that is not archived", "0 customers")),
        (2, 1, ("2 conversations that are not archived", "1 customer")),
    ],
)
def test_one_is_not_told_as_several(conversations: int, customers: int, words: tuple[str, str]) -> None:
    assert carried_by({"conversations": conversations, "customers": customers}) == words
