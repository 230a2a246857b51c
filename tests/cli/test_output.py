"""The shapes of results: safe for terminals, pipes and spreadsheets, and exact for programs."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.cli.output import (
    Columns,
    Out,
    Shape,
    as_json,
    cell,
    fields,
    say,
    spread,
)

COLUMNS: Columns = {"id": lambda row: row["id"], "name": lambda row: row["name"]}
ROWS = [{"id": "1", "name": "Ada\nPark"}, {"id": "2", "name": "\x1b[31mred\u202e"}, {"id": "3", "name": None}]


def test_plain_is_a_line_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    Out(Shape.PLAIN).listing(COLUMNS, ROWS, empty="nothing")
    assert capsys.readouterr().out == "1\tAda Park\n2\t␛[31mred‹U+202E›\n3\t-\n"


def test_csv_has_headings_and_no_formulas(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"id": "1", "name": "=HYPERLINK(1)"}, {"id": "2", "name": None}, {"id": "3", "name": 'a "b", c'}]
    Out(Shape.CSV).listing(COLUMNS, rows, empty="nothing")
    read = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert read == [["id", "name"], ["1", "'=HYPERLINK(1)"], ["2", ""], ["3", 'a "b", c']]


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠"])
def test_whatever_a_spreadsheet_would_run_is_text(begins: str) -> None:
    assert spread(f"{begins}1+1") == f"'{begins}1+1"


def test_json_keeps_rows_and_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    Out(Shape.JSON).listing(COLUMNS, ROWS, empty="nothing", next="abc")
    said = capsys.readouterr()
    assert json.loads(said.out) == {"data": ROWS, "next": "abc"}
    assert said.err == ""


def test_an_empty_list_says_so_beside_the_result(capsys: pytest.CaptureFixture[str]) -> None:
    Out(Shape.PLAIN).listing(COLUMNS, [], empty="Nothing waits.")
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "Nothing waits.\n")


def test_more_pages_are_announced_with_their_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    Out(Shape.PLAIN).listing(COLUMNS, ROWS, empty="", next="abc")
    assert "--after abc" in capsys.readouterr().err


def test_fields_leave_out_what_is_not_there() -> None:
    assert fields({"id": 7, "none": None, "longer": "x\x07"}) == ["id      7", "longer  x␇"]


def test_what_is_said_is_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    say("no such \x1b[2J thing")
    assert capsys.readouterr().err == "no such ␛[2J thing\n"


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_json_is_exact_and_obeyed_by_no_terminal(value: object) -> None:
    said = as_json(value)
    assert json.loads(said) == value
    assert not any(ord(one) < 0x20 or 0x7F <= ord(one) < 0xA0 or one in "\u202e\u2066\u200f\u2028" for one in said)


@given(st.text())
def test_a_cell_is_one_harmless_line(text: str) -> None:
    said = cell(text)
    assert said
    assert not any(ord(one) < 0x20 or 0x7F <= ord(one) < 0xA0 or one in "\u202e\u2066\u200f\u2028" for one in said)


@given(st.text())
def test_a_spreadsheet_gets_no_formula(text: str) -> None:
    assert not spread(cell(text)).startswith(("=", "+", "-", "@"))
