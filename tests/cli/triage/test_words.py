"""The words of the line mode: each is understood in all its forms, and nothing is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.cli.exits import Usage
from cairnloop.cli.triage.deeds import DEEDS
from cairnloop.cli.triage.words import WORDS, Command, Takes, Word, help_lines, understood


@pytest.mark.parametrize("word", Word)
def test_every_word_is_understood_in_full_and_in_short_and_explained(word: Word) -> None:
    rest = "" if WORDS[word].takes is Takes.NOTHING else "sam@acme.example because"
    for form in (word.value, word.value.upper(), *WORDS[word].short):
        assert understood(f"  {form} {rest}  ") == Command(word, rest)
    assert any(line.startswith(word.value) for line in help_lines())
    assert word in DEEDS


def test_no_two_words_share_a_short_form() -> None:
    forms = [form for word, entry in WORDS.items() for form in (word.value, *entry.short)]
    assert len(forms) == len(set(forms))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("aprove", "Do you mean approve?"),
        ("xyzzy", "Try help."),
        ("discard", "say why"),
        ("escalate sam@acme.example", "say to whom and why"),
        ("approve it", "approve stands alone; nothing was done."),
        ("quit now", "quit stands alone"),
    ],
)
def test_what_is_not_understood_comes_with_what_would_be(line: str, said: str) -> None:
    with pytest.raises(Usage) as caught:
        understood(line)
    assert said in caught.value.detail


@given(st.text())
def test_whatever_is_typed_is_a_word_or_a_calm_refusal(line: str) -> None:
    try:
        command = understood(line)
    except Usage:
        return
    first = line.strip().partition(" ")[0].lower()
    assert first in (command.word, *WORDS[command.word].short)
