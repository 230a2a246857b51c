"""What is done with words kept at hand: canned replies and tags."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cairnloop.tui.performing.papers import fill_in
from cairnloop.tui.remote.checking import problems
from cairnloop.tui.screens.choosing import Choice, Choose
from cairnloop.tui.screens.dialog import Confirm
from cairnloop.tui.screens.filling import Fill
from cairnloop.tui.screens.house_dialogs import TypeName
from cairnloop.tui.state.book import Book
from cairnloop.tui.state.house_papers import canned_paper, tag_paper
from cairnloop.tui.state.housing import shelf_of
from cairnloop.tui.state.things import Thing
from cairnloop.tui.view.house_words import carried_by

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

COLOURS = ("red", "orange", "gold", "green", "cyan", "blue", "purple", "pink", "gray")


def _row(app: "ConsoleApp", book: Book) -> Thing:
    row = shelf_of(app.desk, book).row
    assert row is not None  # the ground of every action here
    return row


async def new_canned(app: "ConsoleApp") -> None:
    async def save(words: Mapping[str, Any]) -> None:
        await app.daemon.add_canned(dict(words))

    await fill_in(app, canned_paper(None), "new canned", save, "The reply is kept at hand.")


async def edit_canned(app: "ConsoleApp") -> None:
    canned = _row(app, Book.CANNED)

    async def save(words: Mapping[str, Any]) -> None:
        await app.daemon.change_canned(canned.id, dict(words))

    await fill_in(app, canned_paper(canned), "canned", save, f"“{canned.name}” is changed.")


async def remove_canned(app: "ConsoleApp") -> None:
    canned = _row(app, Book.CANNED)
    words = "It is gone for everybody. What was said with it stays in its conversations."
    if await app.ask(Confirm(f"Remove “{canned.name}”?", words, yes="removes it")) is not None:
        asked = app.daemon.remove_canned(canned.id)
        await app.books.house.do("It is still there", asked, lambda said: f"“{canned.name}” is removed.")


def _wrong(name: str) -> str | None:
    said = problems("new tag", {"name": name})
    return next((one for found in said.values() for one in found), None)


async def new_tag(app: "ConsoleApp") -> None:
    name = await app.ask(Fill("A new tag", hint="what it is called", check=_wrong))
    if name is not None:
        asked = app.daemon.add_tag({"name": name})
        await app.books.house.do("No tag was made", asked, lambda said: f"The tag “{said['name']}” is there.")


async def edit_tag(app: "ConsoleApp") -> None:
    tag = _row(app, Book.TAGS)

    async def save(words: Mapping[str, Any]) -> None:
        await app.daemon.change_tag(tag.id, dict(words))

    await fill_in(app, tag_paper(tag), "tag", save, f"“{tag.name}” is changed.")


async def rename_tag(app: "ConsoleApp") -> None:
    tag = _row(app, Book.TAGS)
    name = await app.ask(Fill(f"Rename “{tag.name}”", tag.name, hint="it keeps all it is on", check=_wrong))
    if name is not None and name != tag.name:
        asked = app.daemon.change_tag(tag.id, {"name": name})
        await app.books.house.do("It is called as before", asked, lambda said: f"“{tag.name}” is now “{said['name']}”.")


async def colour_tag(app: "ConsoleApp") -> None:
    tag = _row(app, Book.TAGS)
    choices = [*(Choice(one, one) for one in COLOURS), Choice("", "none"), Choice("#", "another…", "as #rrggbb")]
    colour = await app.ask(Choose(f"Which colour has “{tag.name}”?", choices))
    if colour == "#":
        known = str(tag.wire.get("color") or "#")
        colour = await app.ask(Fill("Which colour?", known, hint="#rrggbb", check=_no_colour))
    if colour is not None:
        asked = app.daemon.change_tag(tag.id, {"color": colour or None})
        await app.books.house.do("Its colour is as before", asked, lambda said: f"“{tag.name}” has its colour.")


def _no_colour(text: str) -> str | None:
    said = problems("tag", {"color": text})
    return next((one for found in said.values() for one in found), None)


async def remove_tag(app: "ConsoleApp") -> None:
    """It goes from everything that carries it, so how much that is stands there, and its name is typed."""
    tag = _row(app, Book.TAGS)
    more = shelf_of(app.desk, Book.TAGS).known(tag)
    carries = f"{' and '.join(carried_by(more))} carry it" if more else "How much carries it could not be counted"
    words = (f"{carries}; it goes from all of them, and from the archive. What was said stays.",)
    if await app.ask(TypeName(f"Remove the tag “{tag.name}”?", words, tag.name)) is not None:
        asked = app.daemon.remove_tag(tag.id)
        await app.books.house.do("It is still there", asked, lambda said: f"The tag “{tag.name}” is removed.")


PERFORM = {"rename-tag": rename_tag, "colour-tag": colour_tag}
