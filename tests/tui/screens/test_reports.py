"""The reports screen: each report with its pictures and numbers, and honest words where there are none."""

from dataclasses import replace
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from cairnloop.client import Unreachable
from cairnloop.tui.state.reducing import apply
from cairnloop.tui.state.reports import Read, ReportRead, Reports, ReportUnread, Wish
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.terminal.lines import width_of
from cairnloop.tui.view.reports import report_lines
from tests.reports.samples import READ_AT, SAMPLES, nothing
from tests.tui.desk import Desk
from tests.tui.make import live
from tests.tui.pictures import picture
from tests.tui.running import SMALL, press, running, shown
from tests.tui.test_look import Picture


class ReportingDesk(Desk):
    """A desk that reports."""

    async def report(self, name: str, *, from_date: str | None = None, to_date: str | None = None) -> dict[str, Any]:
        self._called("report", name, from_date, to_date)
        return SAMPLES[name]() if name in SAMPLES else nothing(name)


def lines(wish: Wish, report: dict[str, Any], width: int) -> list[str]:
    desk = replace(live(), reports=Reports(wish, {wish: Read(report, READ_AT)}))
    found = report_lines(desk, width)
    assert all(width_of(line.spans) <= width for line in found)
    return [line.text for line in found]


@pytest.mark.parametrize("width", [70, 76, 116, 200])
@pytest.mark.parametrize("name", SAMPLES)
def test_no_line_is_wider_than_the_screen_nor_dangerous(name: str, width: int) -> None:
    text = "\n".join(lines(Wish(name), SAMPLES[name](), width))
    assert "\x1b" not in text


def test_what_is_not_exact_or_not_complete_says_so() -> None:
    report = {**SAMPLES["replies"](), "complete": False}
    text = "\n".join(lines(Wish("replies"), report, 100))
    assert "▲ Not everything is counted yet" in text
    assert "at most 2 % off" in text


@pytest.mark.parametrize("name", ["people", "tags"])
def test_without_rows_it_says_what_will_stand_there(name: str) -> None:
    assert any("in this period" in line or "Put one on" in line for line in lines(Wish(name), nothing(name), 100))


def test_trouble_is_said_and_what_was_read_before_stays() -> None:
    wish = Wish()
    desk = apply(live(), ReportRead(wish, Read(SAMPLES["volumes"](), READ_AT)))
    desk = apply(desk, ReportUnread(wish, Trouble("It could not be read.", "All is safe.", "Press .")))
    text = "\n".join(line.text for line in report_lines(desk, 100))
    assert "✕ It could not be read." in text
    assert "received" in text
    assert apply(desk, ReportUnread(Wish("tags"), Trouble("Old news.", "", ""))).reports == desk.reports


async def test_keys_choose_the_report_and_the_period() -> None:
    desk = ReportingDesk()
    async with running(desk, size=SMALL, keys=["ctrl+r"]) as pilot:
        assert "Conversations and messages by day" in shown(pilot)
        await press(pilot, "4", "q")
        assert "▸4 people" in shown(pilot)
        assert "Lin Osei" in shown(pilot)
        await press(pilot, "tab", "w")
        assert "There are no tags." in shown(pilot)
        desk.fails["report"] = [Unreachable("The daemon does not answer.")]
        await press(pilot, ".")
        assert "✕ This report could not be read: The daemon does not answer." in shown(pilot)
        await press(pilot, "escape", ":", *"reports", "enter")
        assert "▸5 tags" in shown(pilot)
    asked = [(call[1], call[2]) for call in desk.calls if call[0] == "report"]
    assert asked[:3] == [("volumes", "2026-02-01"), ("people", "2026-02-01"), ("people", "2025-12-03")]


async def test_it_looks_as_it_did(snapshot: SnapshotAssertion) -> None:
    async with running(ReportingDesk(), keys=["ctrl+r"]) as pilot:
        assert picture(pilot.app) == snapshot.use_extension(Picture)
