"""Choosing a section of the inbox: by its key, by name, or one after the other in their list."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from cairnloop.tui.screens.choosing import Choice, Choose
from cairnloop.tui.state import events as e
from cairnloop.tui.state.listing import Edge
from cairnloop.tui.state.sections import Place, Saved, Section, title_of
from cairnloop.tui.view.top import count

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp


def choose(app: "ConsoleApp", section: Place) -> None:
    app.take(e.SectionChosen(section))
    app.run_aside(app.reader.page(section, Edge.ANEW, None, keep_cursor=False))


def step_section(app: "ConsoleApp", steps: int) -> None:
    """So many further down in the list of sections, or up."""
    sections = app.desk.sections
    here = sections.index(app.desk.section)
    to = sections[max(0, min(len(sections) - 1, here + steps))]
    if to != app.desk.section:
        choose(app, to)


def _house(section: Section) -> Callable[["ConsoleApp"], None]:
    return lambda app: choose(app, section)


def _saved(number: int) -> Callable[["ConsoleApp"], None]:
    return lambda app: choose(app, app.desk.saved[number - 1])


async def sections(app: "ConsoleApp") -> None:
    """By name: where there are more than keys, or no room for their list."""
    known = app.desk.sections
    choices = [
        Choice(str(at), title_of(one), " · ".join(part for part in (count(app.desk, one), _query(one)) if part))
        for at, one in enumerate(known)
    ]
    chosen = await app.ask(Choose("Which section?", choices))
    if chosen is not None:
        choose(app, known[int(chosen)])


def _query(section: Place) -> str:
    return section.text if isinstance(section, Saved) else ""


PERFORM = {
    "needs-decision": _house(Section.DECISION),
    "mine": _house(Section.MINE),
    "unassigned": _house(Section.UNASSIGNED),
    "all-open": _house(Section.OPEN),
    "mentions": _house(Section.MENTIONS),
    "snoozed": _house(Section.SNOOZED),
    "resolved": _house(Section.RESOLVED),
    "archived": _house(Section.ARCHIVED),
    **{f"saved-{number}": _saved(number) for number in (1, 2, 3)},
    "sections": sections,
}
