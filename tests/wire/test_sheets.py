"""Cells that spreadsheets open: whatever somebody wrote there is text and never a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.wire.sheets import FORMULA, csv_line, tame


@pytest.mark.parametrize("begins", FORMULA)
def test_no_cell_begins_a_formula(begins: str) -> None:
    assert tame(f"{begins}1+1") == f"'{begins}1+1"


@pytest.mark.parametrize("begins", ["=", "+", "-", "@"])
def test_a_gap_before_it_hides_no_formula(begins: str) -> None:
    assert tame(f" {begins}1") == f"' {begins}1"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), min_size=1, max_size=4))
def test_a_line_of_csv_is_read_as_what_was_written(cells: list[str]) -> None:
    [read] = csv.reader(io.StringIO(csv_line(cells), newline=""))
    assert read == [tame(cell) for cell in cells]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in read)
