"""Families of words, and spellings."""

import pytest

from cairnloop.knowledge.spelling import base_form
from cairnloop.knowledge.synonyms import relatives, spoken_phrases
from cairnloop.knowledge.words import stem_of


def test_relatives_know_each_other() -> None:
    for word in ("refund", "delete", "invoice", "password"):
        for relative in relatives(stem_of(word)):
            assert stem_of(word) in relatives(relative)


def test_most_words_have_no_relatives_and_other_languages_none() -> None:
    assert relatives("giraff") == frozenset()
    assert relatives(stem_of("refund"), "german") == frozenset()


def test_phrases_mean_what_one_word_means() -> None:
    assert spoken_phrases("How do I  GET rid\nof it?") == ["delete"]
    assert spoken_phrases("nothing here") == []


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("broken", "break"),
        ("colours", "colors"),
        ("organisation", "organization"),
        ("cancelled", "canceled"),
        ("called", "called"),
        ("hour", "hour"),
        ("children", "child"),
        ("catalogue", "catalog"),
        ("wise", "wise"),
    ],
)
def test_forms_no_stemmer_joins_are_joined(form: str, base: str) -> None:
    assert base_form(form) == base


def test_a_base_form_is_its_own() -> None:
    for form in ("broken", "colours", "organised", "travelling", "centre", "people"):
        assert base_form(base_form(form)) == base_form(form)
