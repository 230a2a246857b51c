"""Reports as the console knows them: which one is asked for, over how many days, and what was read of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cairnloop.tui.state.events import Event
from cairnloop.tui.state.trouble import Trouble

if TYPE_CHECKING:
    from cairnloop.tui.state.desk import Desk

NAMES = ("volumes", "replies", "resolution", "people", "tags", "drafts")
PERIODS = (7, 30, 90)


@dataclass(frozen=True, slots=True)
class Wish:
    """A report over the last so many days."""

    name: str = NAMES[0]
    days: int = 30


@dataclass(frozen=True, slots=True)
class Read:
    """A report as the wire has it; whoever shows it makes names harmless."""

    report: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Reports:
    """What was read stays while another is looked at; `trouble` is why the wish could not be read (again)."""

    wish: Wish = field(default_factory=Wish)
    read: Mapping[Wish, Read] = field(default_factory=dict)
    trouble: Trouble | None = None

    @property
    def shown(self) -> Read | None:
        return self.read.get(self.wish)


@dataclass(frozen=True, slots=True)
class ReportWanted(Event):
    wish: Wish


@dataclass(frozen=True, slots=True)
class ReportRead(Event):
    wish: Wish
    read: Read


@dataclass(frozen=True, slots=True)
class ReportUnread(Event):
    """News of a wish that is not looked at any more says nothing about the one that is."""

    wish: Wish
    trouble: Trouble


def _wanted(desk: "Desk", event: ReportWanted) -> "Desk":
    return replace(desk, reports=replace(desk.reports, wish=event.wish, trouble=None))


def _read(desk: "Desk", event: ReportRead) -> "Desk":
    reports = desk.reports
    trouble = None if event.wish == reports.wish else reports.trouble
    return replace(desk, reports=replace(reports, read={**reports.read, event.wish: event.read}, trouble=trouble))


def _unread(desk: "Desk", event: ReportUnread) -> "Desk":
    if event.wish != desk.reports.wish:
        return desk
    return replace(desk, reports=replace(desk.reports, trouble=event.trouble))


REPORTS: dict[type[Event], Callable[["Desk", Any], "Desk"]] = {
    ReportWanted: _wanted,
    ReportRead: _read,
    ReportUnread: _unread,
}
