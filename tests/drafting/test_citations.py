"""Citation marks, taken out and remembered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.drafting.citations import MARK, take_citations

KNOWN = {1, 2, 3}


def read(text: str) -> tuple[str, list[tuple[str, tuple[int, ...]]]]:
    cited = take_citations(text, KNOWN)
    return cited.body, [(cited.body[one.start : one.end], one.evidence) for one in cited.citations]


@pytest.mark.parametrize(
    ("text", "body", "citations"),
    [
        ("Open it [1]. Wait [2][3].", "Open it. Wait.", [("Open it.", (1,)), ("Wait.", (2, 3))]),
        ("Open it. [1] Wait.[2]", "Open it. Wait.", [("Open it.", (1,)), ("Wait.", (2,))]),
        ("[1] Open it. Wait.", "Open it. Wait.", [("Open it.", (1,))]),
        ("Both [1, 3].", "Both.", [("Both.", (1, 3))]),
        ("All [1-3].", "All.", [("All.", (1, 2, 3))]),
        ("Twice [1] and again [1].", "Twice and again.", [("Twice and again.", (1,))]),
        ("Foot [^2]. Lens 【1†source】. Word [source 3].", "Foot. Lens. Word.", None),
        ("Steps:\n1. Open it [1].\n2. Close it. [2]", "Steps:\n1. Open it.\n2. Close it.", None),
        ("No marks.", "No marks.", []),
        ("[1]", "", []),
    ],
)
def test_marks_belong_to_the_sentence_they_stand_by(
    text: str, body: str, citations: list[tuple[str, tuple[int, ...]]] | None
) -> None:
    seen, found = read(text)
    assert seen == body
    if citations is not None:
        assert found == citations


def test_list_items_keep_their_own_evidence() -> None:
    assert read("1. Open it [1].\n2. Close it. [2]")[1] == [("Open it.", (1,)), ("Close it.", (2,))]


def test_a_citation_of_evidence_that_does_not_exist_is_dropped_and_noted() -> None:
    cited = take_citations("It is free [7]. It is quick [1, 9].", KNOWN)
    assert cited.body == "It is free. It is quick."
    assert [one.evidence for one in cited.citations] == [(1,)]
    assert [note for note in cited.notes if "[7]" in note or "[9]" in note] == list(cited.notes)
    assert len(cited.notes) == 2


@pytest.mark.parametrize(
    "text", ["`rows[1]` stays", "```\na[1]\n```", "[1](https://a.example)", "In [2024] we", "[x] [ ]"]
)
def test_what_only_looks_like_a_mark_stays(text: str) -> None:
    assert take_citations(text, KNOWN).body == text


@given(st.text("a [1]2,-.\n3^", max_size=40))
def test_no_mark_is_left_and_spans_hold(text: str) -> None:
    cited = take_citations(text, KNOWN)
    assert not MARK.search(cited.body)
    assert cited.body == cited.body.strip()
    for one in cited.citations:
        assert 0 <= one.start < one.end <= len(cited.body)
        assert set(one.evidence) <= KNOWN
