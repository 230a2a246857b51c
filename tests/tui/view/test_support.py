"""Which sentence of the evidence supports a sentence of the answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.tui.state.drafts import Citation
from cairnloop.tui.view.support import claims, sentences, support, supported
from tests.tui.trailmark import BODY, CASE, DRAFTS, REGION

CITED = tuple(
    Citation(one["start"], one["end"], tuple(one["evidence"]))
    for one in DRAFTS["Moving our data to the EU"]["citations"]
)
WORDS = st.text(alphabet="abcdefg .!?\n-1", max_size=80)


def said(claim: str, passage: str) -> str | None:
    span = support(claim, passage)
    return None if span is None else passage[span[0] : span[1]]


def test_each_sentence_of_an_answer_is_linked_to_the_sentence_that_says_it() -> None:
    found = claims(BODY, CITED)
    spans = supported(BODY, found, 1, REGION["text"])
    assert [REGION["text"][start:end] for start, end in spans.values()] == [
        "Owners can ask for a move under Settings → Data → Region.",
        "We agree on a night; the club is read-only for one to three hours.",
        "Addresses, QR codes and API keys stay the same.",
    ]
    assert list(supported(BODY, found, 2, CASE["text"])) == [2]


def test_sentences_without_a_citation_are_claims_that_name_nothing() -> None:
    body = "Hello Ada.\n\nIt is free. Best wishes"
    found = claims(body, (Citation(12, 23, (1,)),))
    assert [(body[one.start : one.end], one.evidence) for one in found] == [
        ("Hello Ada.", ()),
        ("It is free.", (1,)),
        ("Best wishes", ()),
    ]


def test_citations_that_lie_outside_or_over_each_other_are_left_out() -> None:
    found = claims("One. Two.", (Citation(0, 4, (1,)), Citation(2, 9, (2,)), Citation(5, 99, (3,))))
    assert [one.evidence for one in found] == [(1,), ()]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Costs 3.50 a month, e.g. for clubs.", ["Costs 3.50 a month, e.g. for clubs."]),
        ("- first thing\n- second thing\n1. third", ["first thing", "second thing", "third"]),
        ("はい。いいえ。", ["はい。", "いいえ。"]),
        ("\n\n--\n", []),
    ],
)
def test_where_sentences_end(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == parts


def test_endings_may_differ_and_figures_count_most() -> None:
    assert (
        said("Download the area again.", "The area was downloaded again. Zoom out.") == "The area was downloaded again."
    )
    assert said("It takes 14 days.", "You wait some days. After 14 days it is there.") == "After 14 days it is there."


def test_of_two_that_share_the_same_words_the_shorter_one_is_shown() -> None:
    passage = "Codes stay the same, and so does much else that we do not list. Codes stay the same."
    assert said("Codes stay the same.", passage) == "Codes stay the same."


def test_a_passage_that_shares_too_little_supports_nothing() -> None:
    assert said("Refunds take five working days.", "The map shows huts and springs.") is None
    assert said("Refunds take five working days to the card.", "You have five huts on the map.") is None
    assert said("", "Anything.") is None
    assert said("Anything.", "") is None


@given(WORDS, WORDS)
def test_what_is_found_lies_within_the_passage_and_is_one_of_its_sentences(claim: str, passage: str) -> None:
    span = support(claim, passage)
    assert span is None or span in set(sentences(passage))


@given(
    st.lists(st.sampled_from(["alpha beta.", "gamma delta!", "epsilon zeta?", "eta theta."]), min_size=1, max_size=6)
)
def test_a_sentence_that_stands_there_word_for_word_is_found(parts: list[str]) -> None:
    passage = " ".join(part.capitalize() for part in parts)
    for part in parts:
        assert said(part, passage) == part.capitalize()


@given(WORDS, st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), max_size=4))
def test_claims_follow_each_other_and_never_overlap(body: str, spans: list[tuple[int, int]]) -> None:
    found = claims(body, tuple(Citation(start, end, (1,)) for start, end in spans))
    edges = [edge for one in found for edge in (one.start, one.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(body) for edge in edges)
