"""Searching every conversation: asked in a dialog or behind `:search`, and shown in a book of what was found."""

from typing import TYPE_CHECKING

from cairnloop.errors import Invalid
from cairnloop.tui.screens.wording import SEARCH_HINTS, Wording
from cairnloop.tui.state.book import Book
from cairnloop.wire.search import parse

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp


async def search(app: "ConsoleApp") -> None:
    """What was searched last stands there, to be changed."""
    await _ask(app, app.desk.found.paged.asked)


async def _ask(app: "ConsoleApp", standing: str) -> None:
    asked = await app.ask(Wording("Search every conversation", standing, SEARCH_HINTS, parse))
    if asked:
        await _show(app, asked)


async def search_for(app: "ConsoleApp", asked: str) -> None:
    """Words that were written behind the command; those that cannot be searched can be mended."""
    try:
        parse(asked)
    except Invalid:
        await _ask(app, asked)
    else:
        await _show(app, asked)


async def _show(app: "ConsoleApp", asked: str) -> None:
    if app.desk.book is Book.FOUND:
        app.books.ask(asked)
    elif app.desk.book is None:
        await app.books.open(Book.FOUND, asked)
    else:
        await app.books.people.stack(Book.FOUND, asked)


PERFORM = {"search": search, "search-again": search}
# Commands that take words behind their name.
WITH_WORDS = {"search": search_for}
