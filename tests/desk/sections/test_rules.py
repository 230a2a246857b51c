"""The order of sections: one is moved, and the others stay as they stood."""

from hypothesis import given
from hypothesis import strategies as st

from cairnloop.desk.sections.rules import moved


@given(st.lists(st.integers(), unique=True, min_size=1), st.data(), st.integers(min_value=0, max_value=1000))
def test_a_section_stands_where_it_was_put_and_the_others_as_they_did(
    order: list[int], data: st.DataObject, place: int
) -> None:
    one = data.draw(st.sampled_from(order))
    found = moved(order, one, place)
    assert found.index(one) == min(place, len(order) - 1)
    assert [other for other in found if other != one] == [other for other in order if other != one]
