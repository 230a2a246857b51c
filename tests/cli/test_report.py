"""`report`: a table for people, lines for pipes, data for programs, and a picture that anybody can look at."""

import re
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from cairnloop.cli.chart import COLOURS, GROUND, INK, chart_of, svg
from cairnloop.cli.exits import Exit, Usage
from cairnloop.cli.output import Out, Shape
from cairnloop.cli.report import NAMES, day
from cairnloop.cli.report_lines import heading, print_report
from cairnloop.tui.terminal.palette import contrast
from cairnloop.tui.view import report_figures
from cairnloop.wire import reports as wire
from tests.cli.conftest import Command
from tests.reports.samples import SAMPLES, nothing

SVG = "{http://www.w3.org/2000/svg}"


def test_all_agree_on_which_reports_there_are() -> None:
    assert tuple(NAMES) == wire.NAMES == tuple(report_figures.NAMES) == tuple(report_figures.COLUMNS)


def ends(report: dict[str, Any]) -> tuple[str, str]:
    return report["from_date"], report["to_date"]


def test_the_desk_is_reported_in_every_shape(written: str, cairnloop: Command, tmp_path: Path) -> None:
    today = str(date.today())  # noqa: DTZ011 - as the command has it
    picture = tmp_path / "volumes.svg"
    told = cairnloop("report", "--json", "--from", "yesterday", "--svg", picture).json["data"]
    # Others of this desk may have set its hours a moment ago: then it is being counted again, and is a day ahead of us.
    assert (told["name"], told["rows"][0]["date"], told["rows"][-1]["date"]) == ("volumes", *ends(told))
    assert ends(told) == (day("yesterday", "--from", today=date.fromisoformat(today)), max(today, told["to_date"]))
    assert told["total"]["received"] >= 1
    assert ElementTree.parse(picture).getroot().tag == f"{SVG}svg"
    lines = cairnloop("report", "--from", "2d", "--plain").out
    assert lines.isascii()
    assert [row[0] for row in cairnloop("report", "--from", "2d").rows if not row[0].startswith("#")][-1] >= today
    assert cairnloop("report", "replies", "--csv").out.startswith("date,asked,answered,first_reply_count,")
    for name in NAMES:
        assert cairnloop("report", name, "--inbox", "primary").code == Exit.OK, name
    assert cairnloop("report", "--rebuild", "--json").json["object"] == "rebuilding"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["weather"], "there is no report 'weather'; choose one of volumes"),
        (["--from", "soon"], "--from: 'soon' is no day; write 2026-03-01"),
        (["--inbox", "attic"], "there is no inbox 'attic'"),
        (["--tag", "attic"], "there is no tag 'attic'"),
        (["--svg", "/nowhere/at/all.svg"], "--svg: /nowhere/at/all.svg cannot be written"),
    ],
)
def test_what_is_wrong_is_named(written: str, cairnloop: Command, arguments: list[str], said: str) -> None:
    ended = cairnloop("report", *arguments)
    assert (ended.code, said in ended.err) == (Exit.USAGE, True)


def test_days_are_written_as_people_do() -> None:
    today = date(2026, 3, 2)
    assert day("7d", "--from", today=today) == "2026-02-24"
    assert day("yesterday", "--to", today=today) == "2026-03-01"
    with pytest.raises(Usage):
        day("0d", "--from", today=today)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_without_rows_has_the_heading_of_one_with_rows(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    report = SAMPLES[name]()
    print_report(Out(Shape.CSV), name, report)
    filled = capsys.readouterr().out.splitlines()
    print_report(Out(Shape.CSV), name, {**report, "rows": []})
    assert capsys.readouterr().out.splitlines() == filled[:1] == [",".join(wire.columns(wire.ROWS[name]))]


@pytest.mark.parametrize("name", SAMPLES)
def test_plain_headings_are_plain_and_others_are_drawn(name: str) -> None:
    report = SAMPLES[name]()
    assert all(line.replace("␛", "").isascii() for line in heading(name, report, plain=True))
    assert re.search("[▁-█]", "\n".join(heading(name, report, plain=False)))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_picture_is_well_formed_described_and_harmless(name: str) -> None:
    text = svg(chart_of(name, SAMPLES[name]()))
    root = ElementTree.fromstring(text)
    assert root.find(f"{SVG}title") is not None
    described = root.find(f"{SVG}desc")
    assert described is not None
    assert "at most" in (described.text or "")
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
        *("svg", "title", "desc", "rect", "text", "line", "polyline", "circle"),
    }
    assert not any(name.startswith("on") or "href" in name for one in root.iter() for name in one.attrib)
    assert "\x1b" not in text
    for one in root.iter():
        numbers = (float(one.attrib[name]) for name in ("x", "y", "width", "height") if name in one.attrib)
        assert all(-1 <= number <= 1000 for number in numbers)


@pytest.mark.parametrize("name", NAMES)
def test_of_nothing_there_is_a_picture_too(name: str) -> None:
    assert ElementTree.fromstring(svg(chart_of(name, nothing(name)))) is not None


def test_a_picture_can_be_read_by_everybody() -> None:
    assert contrast(INK, GROUND) >= 7
    assert all(contrast(colour, GROUND) >= 4.5 for colour in COLOURS)
