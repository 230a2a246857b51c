"""Sections that are kept: made from what is shown, renamed, shared, moved, removed."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from cairnloop.errors import Invalid
from cairnloop.tui.performing.sections import choose
from cairnloop.tui.screens.choosing import Choice, Choose
from cairnloop.tui.screens.dialog import Ask, Confirm
from cairnloop.tui.screens.filling import Fill
from cairnloop.tui.screens.wording import SECTION_HINTS, Wording
from cairnloop.tui.state.book import Book
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.sections import Saved, Section
from cairnloop.tui.terminal.lines import cut
from cairnloop.wire.query import parse

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

# What the house's own sections would be as queries.
AS_QUERY: dict[Section, str] = {
    Section.DECISION: "draft:yes",
    Section.MINE: "status:open assignee:me",
    Section.UNASSIGNED: "status:open assignee:none",
    Section.OPEN: "status:open",
    Section.SNOOZED: "status:snoozed",
    Section.RESOLVED: "status:resolved",
    Section.ARCHIVED: "status:archived",
}
OWN, ALL = "own", "all"
WHO = (
    Choice(OWN, "only me", "nobody else sees it"),
    Choice(ALL, "all colleagues", "everybody sees it and may change it"),
)


def present_query(desk: Desk) -> str:
    """What is shown right now, as a query; empty where no query says the same."""
    if desk.book is Book.FOUND:
        return desk.found.paged.asked if _is_query(desk.found.paged.asked) else ""
    return desk.section.text if isinstance(desk.section, Saved) else AS_QUERY.get(desk.section, "")


def _is_query(text: str) -> bool:
    try:
        parse(text)
    except Invalid:
        return False
    return True


def kept_one(desk: Desk) -> Saved | None:
    """The chosen section, where the daemon keeps it."""
    return desk.section if isinstance(desk.section, Saved) and desk.section.id else None


async def new(app: "ConsoleApp") -> None:
    text = await app.ask(Wording("New section: what belongs to it?", present_query(app.desk), SECTION_HINTS, parse))
    if not text:
        return
    title = await app.ask(Ask("What is it called?", hint="a short name", may_be_empty=False))
    if not title:
        return
    who = await app.ask(Choose(f"Who sees “{cut(title, 40)}”?", WHO))
    if who is None:
        return
    asked = app.daemon.add_section(title, text, shared=who == ALL)
    if await app.sections.do("No section was made", asked, f"“{cut(title, 40)}” is there."):
        made = next((one for one in reversed(app.desk.saved) if one.text == text and one.id), None)
        if made is not None and app.desk.book is None:
            choose(app, made)


async def change(app: "ConsoleApp") -> None:
    section = kept_one(app.desk)
    if section is None:
        return
    other = "only me" if section.shared else "all colleagues"
    what = await app.ask(
        Choose(
            f"What changes of “{cut(section.title, 40)}”?",
            [
                Choice("title", "its name", section.title),
                Choice("query", "what belongs to it", section.text),
                Choice(
                    "shared", f"who sees it: {other}", "now all colleagues do" if section.shared else "now only you do"
                ),
            ],
        )
    )
    changes: dict[str, Any] = {}
    if what == "title":
        changes = {"title": await app.ask(Fill("Its name", section.title, hint="a short name", check=_named))}
    elif what == "query":
        changes = {"query": await app.ask(Wording("What belongs to it?", section.text, SECTION_HINTS, parse))}
    elif what == "shared":
        changes = {"shared": not section.shared}
    if changes and None not in changes.values():
        asked = app.daemon.change_section(section.id, **changes)
        await app.sections.do("The section was not changed", asked, "The section is changed.")


def _named(text: str) -> str | None:
    return None if text else "Without a name nobody would find it."


def _moved(steps: int) -> Callable[["ConsoleApp"], Coroutine[Any, Any, None]]:
    async def move(app: "ConsoleApp") -> None:
        section = kept_one(app.desk)
        if section is not None:
            place = max(0, section.place + steps)
            asked = app.daemon.change_section(section.id, place=place)
            await app.sections.do("The section was not moved", asked, f"“{cut(section.title, 40)}” is moved.")

    return move


async def remove(app: "ConsoleApp") -> None:
    section = kept_one(app.desk)
    if section is None:
        return
    whose = "It goes for all colleagues." if section.shared else "Nobody else sees it."
    words = f"“{cut(section.title, 60)}” goes; its conversations stay. {whose}"
    if await app.ask(Confirm("Remove this section?", words, yes="removes it")) is not None:
        asked = app.daemon.remove_section(section.id)
        await app.sections.do("The section was not removed", asked, "The section is gone; its conversations stay.")


PERFORM = {
    "new-section": new,
    "change-section": change,
    "section-up": _moved(-1),
    "section-down": _moved(1),
    "remove-section": remove,
}
