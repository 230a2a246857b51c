"""Ranking candidates."""

from hypothesis import given
from hypothesis import strategies as st

from cairnloop.knowledge.question import question_from
from cairnloop.knowledge.ranking import Candidate, Ranked, Surroundings, rank
from cairnloop.knowledge.vocabulary import Vocabulary, concepts
from cairnloop.knowledge.words import stems


def ranked(query: str, *texts: tuple[str, str, str]) -> list[Ranked]:
    """Rank (title, heading, body) triples, each its own document; keys count from 0."""
    candidates = [
        Candidate(at, at, tuple(stems(title)), tuple(stems(heading)), tuple(stems(body)))
        for at, (title, heading, body) in enumerate(texts)
    ]
    held = [{*one.title, *one.heading, *one.body} for one in candidates]
    counts = {stem: sum(stem in words for words in held) for stem in set().union(*held)}
    vocabulary = Vocabulary(40, 10, counts, counts, {}, 3, 2, 8)
    around = {at: Surroundings(1, dict.fromkeys(words, 1)) for at, words in enumerate(held)}
    return rank(concepts(question_from([query]).asked, vocabulary), candidates, around, vocabulary)


def test_a_word_in_the_title_outweighs_the_same_word_in_the_text() -> None:
    found = ranked("region", ("Club", "Start", "move the region soon"), ("Region", "Start", "move the club soon"))
    assert [one.key for one in found] == [1, 0]
    assert found[0].titled
    assert not found[1].titled


def test_holding_both_words_beats_holding_one_twice() -> None:
    found = ranked("webhook signature", ("A", "", "webhook webhook webhook"), ("B", "", "webhook with a signature"))
    assert found[0].key == 1
    assert found[0].coverage > found[1].coverage


def test_words_that_stand_together_are_closer() -> None:
    far = "webhook " + "filler " * 20 + "signature"
    near = "webhook signature " + "filler " * 20
    found = ranked("webhook signature", ("A", "", far), ("B", "", near))
    assert [one.key for one in found] == [1, 0]
    assert found[0].closeness > found[1].closeness


def test_a_short_title_that_is_all_asked_for_fits_better() -> None:
    found = ranked("refunds", ("Refunds invoices taxes and purchase orders", "", "x"), ("Refunds", "", "x"))
    assert found[0].key == 1
    assert found[0].title_fit > found[1].title_fit


def test_passages_that_hold_nothing_asked_are_left_out() -> None:
    assert ranked("giraffe", ("Refunds", "", "money")) == []


def test_equal_passages_keep_their_order() -> None:
    assert [one.key for one in ranked("refund", ("Refund", "", "a"), ("Refund", "", "a"))] == [0, 1]


@given(st.lists(st.text("abc ", max_size=60), min_size=1, max_size=4), st.text("abc ", min_size=1, max_size=40))
def test_signals_stay_between_nothing_and_all(bodies: list[str], query: str) -> None:
    for one in ranked(query, *(("abc", "ab", body) for body in bodies)):
        assert one.score > 0
        assert 0 <= one.coverage <= 1
        assert 0 <= one.title_fit <= 1
        assert 0 <= one.closeness <= 1
