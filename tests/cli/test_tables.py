"""Tables: no wider than the terminal, ids whole, and times as they are where one sits."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.cli.output import Columns, Listing, Out, Shape
from cairnloop.cli.tables import fitted, placed, short_time, table_lines

COLUMNS: Columns = {"id": lambda row: row["id"], "name": lambda row: row["name"]}
NOW = datetime(2026, 3, 2, 10, 30, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-03-02T09:05:58Z", "10:05:58"),
        ("2026-03-02T09:05:58", "10:05:58"),
        ("2026-03-01T23:30:00.123456Z", "00:30:00"),
        ("2026-03-04T09:05:58Z", "04 Mar 10:05"),
        ("2025-12-31T09:05:58Z", "2025-12-31"),
        ("-", "-"),
        ("soon", "soon"),
    ],
)
def test_times_are_short_and_local(text: str, shown: str) -> None:
    assert short_time(text, NOW) == shown


def test_only_columns_of_times_are_read_as_times() -> None:
    columns: Columns = {"id": lambda row: row[0], "due": lambda row: row[1], "preview": lambda row: row[1]}
    row = ["1", "2026-03-02T09:05:58Z"]
    heading, line = table_lines(Listing(columns, [row], "", {}), 80, NOW)
    assert heading.split() == ["id", "due", "preview"]
    assert line.split() == ["1", "10:05:58", "2026-03-02T09:05:58Z"]


def test_a_table_is_for_people(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    rows = [{"id": "7f9c24e8-3b12", "name": "[red]" + "long " * 20}]
    Out(Shape.TABLE).listing(COLUMNS, rows, empty="nothing")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["id", "name"]
    assert lines[1].startswith("7f9c24e8-3b12  [red]long")
    assert lines[1].rstrip().endswith("…")
    assert len(lines) == 2


def test_a_narrow_terminal_leaves_out_what_one_misses_least_and_says_so() -> None:
    columns: Columns = {name: lambda row, name=name: row[name] for name in ("id", "kind", "question", "draft")}  # type: ignore[misc]
    row = {"id": "7" * 36, "kind": "reply", "question": "long " * 9, "draft": "long " * 9}
    heading, line = table_lines(Listing(columns, [row], "", {}), 64, NOW)
    assert heading.split() == ["id", "kind", "question", "…"]
    assert len(line) <= 64
    assert table_lines(Listing(columns, [row], "", {}), 50, NOW)[0].split() == ["id", "question", "…"]
    assert table_lines(Listing(columns, [row], "", {}), 160, NOW)[0].split() == ["id", "kind", "question", "draft"]


@given(st.lists(st.integers(1, 200), min_size=2, max_size=8), st.integers(1, 200))
def test_columns_that_are_placed_fit_and_the_id_is_among_them(widths: list[int], room: int) -> None:
    headings = ["id", "assignee", "draft", "due", "a", "b", "c", "d"][: len(widths)]
    some = placed(headings, widths, room)
    assert some[0] == 0
    assert some == sorted(some)
    assert widths[0] + sum(2 + min(widths[one], 8) for one in some[1:]) <= room or len(some) == 2


@given(st.lists(st.integers(1, 200), min_size=2, max_size=8), st.integers(20, 200))
def test_columns_give_way_from_the_widest_and_the_id_stays_whole(widths: list[int], room: int) -> None:
    fit = fitted(widths, room)
    assert fit[0] == widths[0]
    assert all(now <= before for now, before in zip(fit, widths, strict=True))
    assert sum(fit) <= room or all(width <= 8 for width in fit[1:])
