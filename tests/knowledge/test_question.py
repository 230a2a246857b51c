"""From messages to a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.knowledge.question import CHARACTERS, TERMS, essence, question_from
from cairnloop.knowledge.words import stem_of


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Hi there!\nHow do I pay?\nThanks,\nEva", "How do I pay?"),
        ("Good morning, how do I pay?\n\nKind regards\nEva Smith", "how do I pay?"),
        ("How do I pay? Thank you in advance!", "How do I pay?"),
        ("How do I pay?\n-- \nEva\nACME Inc.", "How do I pay?"),
        ("How do I pay?\n\nOn Mon, 2 Mar 2026 Robin wrote:\n> What do you mean?", "How do I pay?"),
        ("How do I pay?\nSent from my phone", "How do I pay?"),
    ],
)
def test_greetings_signatures_and_quotes_are_left_out(said: str, meant: str) -> None:
    assert essence(said) == meant


@pytest.mark.parametrize("said", ["hello", "Thanks!", "Hi", "thank you so much"])
def test_a_message_that_is_all_greeting_is_kept(said: str) -> None:
    assert essence(said) == said


def test_the_newest_message_weighs_most() -> None:
    question = question_from(["The invoice is wrong", "It is about the region"])
    weights = {one.stem: one.weight for one in question.asked}
    assert weights[stem_of("region")] > weights[stem_of("invoice")] > 0
    assert question.text == "The invoice is wrong It is about the region"


def test_the_subject_helps_and_stands_alone_when_nothing_else_is_there() -> None:
    both = {one.stem: one.weight for one in question_from(["It fails"], "Webhook retries").asked}
    assert 0 < both[stem_of("webhook")] < 1
    assert question_from([], "Webhook retries").asked[0].weight == 1


def test_common_phrases_carry_their_meaning() -> None:
    assert stem_of("refund") in {one.stem for one in question_from(["I want my money back"]).asked}


def test_neighbours_are_also_asked_for_as_one_word() -> None:
    assert "timezon" in {one.stem for one in question_from(["wrong time zone"]).asked if one.joined}


def test_nothing_said_asks_nothing() -> None:
    assert question_from([]).asked == ()
    assert question_from(["", "   "]).asked == ()


@given(st.lists(st.text(max_size=300), max_size=6), st.text(max_size=60))
def test_a_query_is_always_bounded(messages: list[str], subject: str) -> None:
    question = question_from(messages, subject)
    assert len(question.asked) <= TERMS
    assert all(one.stem and 0 < one.weight <= 1 for one in question.asked)
    assert len({one.stem for one in question.asked}) == len(question.asked)


def test_a_megabyte_is_not_read_to_its_end() -> None:
    assert len(essence("word " * 200_000)) <= CHARACTERS
