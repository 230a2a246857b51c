"""Reciprocal rank fusion."""

from hypothesis import given
from hypothesis import strategies as st

from cairnloop.knowledge.evidence import Source
from cairnloop.knowledge.fusion import PUBLISHED_BOOST, Entry, fuse

A, C = Source.ARTICLE, Source.CASE


def test_both_legs_add_up_and_canon_is_lifted() -> None:
    [one] = fuse([Entry(1, A, "x")], {1: 1}, {1: 2})
    assert one.score == PUBLISHED_BOOST + 1 / 61 + 1 / 62


def test_what_no_leg_found_is_left_out() -> None:
    assert fuse([Entry(1, A, "x")], {}, {}) == []


def test_published_guidance_comes_before_a_case_of_equal_rank() -> None:
    found = fuse([Entry(1, C, "a"), Entry(2, A, "b")], {1: 1, 2: 1}, {})
    assert [one.key for one in found] == [2, 1]


def test_ties_fall_to_the_keyword_rank_then_the_title_then_the_key() -> None:
    legs = fuse([Entry(1, A, "a"), Entry(2, A, "b")], {1: 2, 2: 1}, {1: 1, 2: 2})
    assert [one.key for one in legs] == [2, 1]
    titles = fuse([Entry(1, A, "b"), Entry(2, A, "a")], {1: 1, 2: 1}, {})
    assert [one.key for one in titles] == [2, 1]
    keys = fuse([Entry("z", A, "a"), Entry("y", A, "a")], {"z": 1, "y": 1}, {})
    assert [one.key for one in keys] == ["y", "z"]


@given(st.permutations(range(6)), st.dictionaries(st.integers(0, 5), st.integers(1, 9)))
def test_the_order_does_not_depend_on_the_order_of_arrival(order: list[int], keyword: dict[int, int]) -> None:
    entries = [Entry(at, A if at % 2 else C, f"t{at // 2}") for at in range(6)]
    assert fuse([entries[at] for at in order], keyword, {}) == fuse(entries, keyword, {})
