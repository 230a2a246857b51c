"""Words as the index sees them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cairnloop.knowledge.words import LONGEST, is_everyday, stem_of, stems, words


def test_forms_of_a_word_share_a_stem() -> None:
    assert len({stem_of(word) for word in ("region", "Regions", "REGION")}) == 1
    assert len({stem_of(word) for word in ("import", "imported", "importing", "imports")}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("paid", "pay"),
        ("forgot", "forget"),
        ("children", "child"),
        ("colour", "color"),
        ("organise", "organize"),
        ("centre", "center"),
        ("licence", "license"),
        ("cancelled", "canceled"),
        ("grey", "gray"),
    ],
)
def test_irregular_and_british_forms_meet_their_base(one: str, other: str) -> None:
    assert stem_of(one) == stem_of(other)


def test_words_that_carry_nothing_are_not_indexed() -> None:
    assert stems("What is it that you can't do with the?") == []


def test_a_compound_yields_its_parts_and_its_joined_form() -> None:
    assert stems("e-mail") == ["mail", "email"]
    assert stems("read_only") == ["read", "readon"]
    joined = [word.joined for word in words("sign-up")]
    assert joined == [False, False, True] or joined == [False, True]


def test_possessives_and_contractions_lose_their_tail() -> None:
    assert stems("Dave's club’s") == [stem_of("dave"), stem_of("club")]


def test_accents_do_not_hide_a_word() -> None:
    assert stem_of("Zürich") == stem_of("zurich")


def test_languages_without_spaces_are_read_in_pairs() -> None:
    assert stems("日本語") == ["日本", "本語"]


def test_another_language_uses_its_own_stemmer() -> None:
    assert stem_of("Häuser", "german") == stem_of("Hauses", "german")
    assert stem_of("running", "klingon") == stem_of("running")


def test_everyday_words_and_small_numbers_say_little() -> None:
    assert is_everyday(stem_of("please"))
    assert is_everyday("20")
    assert not is_everyday("404")
    assert not is_everyday(stem_of("invoice"))


def test_blobs_are_left_out() -> None:
    assert stems("a" * (LONGEST + 1)) == []


@given(st.text(max_size=300))
@example("⑴ ㊙ ½ ﷺ")
def test_every_word_lies_in_the_text_and_its_stem_is_fit_for_the_index(text: str) -> None:
    for word in words(text):
        assert 0 <= word.start < word.end <= len(text)
        assert word.stem
        assert not any(char.isspace() or char in "\"'\\:*()&|!" for char in word.stem)


@given(st.text(max_size=200))
def test_reading_twice_reads_the_same(text: str) -> None:
    assert stems(text) == stems(text)
