"""Excerpts with marked words."""

from hypothesis import given
from hypothesis import strategies as st

from cairnloop.knowledge.excerpts import excerpt
from cairnloop.knowledge.words import stem_of
from cairnloop.wire.excerpts import END, LENGTH, START


def test_matched_words_are_marked_in_every_form() -> None:
    marked = excerpt("Refunds: ask for a refund.", {stem_of("refund")})
    assert marked == f"{START}Refunds{END}: ask for a {START}refund{END}."


def test_a_long_text_is_cut_around_the_matches_with_ellipses() -> None:
    text = "before " * 80 + "the webhook signature " + "after " * 80
    marked = excerpt(text, {stem_of("webhook"), stem_of("signature")})
    assert marked.startswith("… ")
    assert marked.endswith(" …")
    assert f"{START}webhook{END} {START}signature{END}" in marked


def test_marks_in_the_text_itself_cannot_pretend_to_be_ours() -> None:
    assert excerpt(f"a {START}forged{END} word", set()) == "a forged word"


def test_a_compound_is_marked_once() -> None:
    marked = excerpt("your e-mail", {stem_of("email"), stem_of("mail")})
    assert marked.count(START) == marked.count(END) == 1


@given(st.text(max_size=900), st.sets(st.sampled_from(["a", "b", "refund"]), max_size=3))
def test_an_excerpt_is_short_one_line_and_its_marks_pair_up(text: str, found: set[str]) -> None:
    marked = excerpt(text, found)
    assert len(marked.replace(START, "").replace(END, "")) <= LENGTH + 4
    assert "\n" not in marked
    depth = 0
    for char in marked:
        depth += (char == START) - (char == END)
        assert depth in (0, 1)
    assert depth == 0
