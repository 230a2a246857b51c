"""What words are worth and what they may mean."""

from hypothesis import given
from hypothesis import strategies as st

from cairnloop.knowledge.question import Asked, question_from
from cairnloop.knowledge.vocabulary import Vocabulary, concepts, halves, repair, slips

KNOWN = Vocabulary(100, 20, in_passages={"region": 5, "refund": 2, "club": 90}, in_documents={"region": 3})


def test_rare_words_are_worth_more_and_unknown_ones_most() -> None:
    assert KNOWN.rarity("club") < KNOWN.rarity("region") < KNOWN.rarity("refund") < KNOWN.rarity("unheard")


def test_a_relative_stands_for_an_unknown_word() -> None:
    [concept] = concepts([Asked("reimburs", "reimburse", 1.0, everyday=False)], KNOWN)
    assert concept.meanings.keys() == {"refund"}
    assert 0 < concept.meanings["refund"] < 1


def test_an_unknown_word_keeps_its_place_without_a_meaning() -> None:
    [concept] = concepts([Asked("raffl", "raffle", 1.0, everyday=False)], KNOWN)
    assert not concept.meanings
    assert concept.telling == KNOWN.rarity("raffl")


def test_an_unknown_compound_is_asked_by_its_parts_alone() -> None:
    assert concepts([Asked("onpremis", "onpremise", 1.0, everyday=False, joined=True)], KNOWN) == []


def test_everyday_words_hardly_tell() -> None:
    asked = question_from(["please reimburse"]).asked
    tell = {concept.asked.word: concept.telling for concept in concepts(asked, KNOWN)}
    assert tell["please"] < tell["reimburse"] / 3


def test_a_slip_of_the_keyboard_finds_its_word() -> None:
    assert repair("regoin", ["region", "regist", "reset"]).keys() == {"region"}
    assert repair("authent", ["authenticator"]).keys() == {"authenticator"}
    assert repair("cat", ["car"]) == {}
    assert repair("12345", ["12346"]) == {}


def test_a_compound_is_read_as_its_halves() -> None:
    assert ("sign", "post") in halves("signpost")
    assert halves("short") == []


@given(st.text("abcd", max_size=8), st.text("abcd", max_size=8))
def test_slips_count_alike_in_both_directions(one: str, other: str) -> None:
    assert slips(one, other) == slips(other, one)
    assert slips(one, one) == 0
    assert abs(len(one) - len(other)) <= slips(one, other) <= max(len(one), len(other))


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_rarity_is_never_negative(holding: int, total: int) -> None:
    assert Vocabulary(total, 1, in_passages={"x": holding}).rarity("x") >= 0
