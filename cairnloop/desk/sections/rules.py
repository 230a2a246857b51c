"""In which order sections of one kind stand, when one of them is moved."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

# Of each kind; a list of sections with more would be one that nobody can read.
MOST_SECTIONS = 20


def moved(order: Sequence[T], one: T, place: int) -> list[T]:
    """The order with `one` at this place, or at the end where there are not so many."""
    others = [other for other in order if other != one]
    return [*others[:place], one, *others[place:]]
