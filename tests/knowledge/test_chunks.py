"""Cutting articles into passages."""

from hypothesis import given
from hypothesis import strategies as st

from cairnloop.knowledge.chunks import LONGEST_PASSAGE, passages, pieces
from cairnloop.knowledge.markdown import read_body


def test_each_section_is_a_passage_with_its_heading_path() -> None:
    found = passages(read_body("intro\n\n## A\n\none\n\n### B\n\ntwo", title="T"))
    assert [(piece.position, piece.heading, piece.text) for piece in found] == [
        (0, "", "intro"),
        (1, "A", "one"),
        (2, "A › B", "two"),
    ]


def test_a_long_section_is_cut_between_paragraphs() -> None:
    paragraphs = [f"{at} " + "word " * 100 for at in range(6)]
    found = passages(read_body("## Long\n\n" + "\n\n".join(paragraphs), title="T"))
    assert len(found) == 2
    assert all(piece.heading == "Long" and len(piece.text) <= LONGEST_PASSAGE for piece in found)
    assert found[1].text.startswith("3 ")


def test_a_section_without_text_gives_no_passage() -> None:
    assert passages(read_body("## Empty\n\n### Full\n\nhere", title="T"))[0].heading == "Empty › Full"


def test_one_endless_word_is_cut_where_it_must_be() -> None:
    assert [len(piece) for piece in pieces(["x" * 250], 100)] == [100, 100, 50]


@given(st.lists(st.text(alphabet="ab .\n", max_size=200), max_size=8), st.integers(20, 80))
def test_nothing_is_lost_and_nothing_is_too_long(blocks: list[str], longest: int) -> None:
    cut = list(pieces(blocks, longest))
    assert all(len(piece) <= longest for piece in cut)
    assert "".join("".join(cut).split()) == "".join("".join(blocks).split())
