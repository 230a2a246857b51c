"""Opening the books, and moving about in them."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from cairnloop.tui.remote.books import FAR
from cairnloop.tui.screens.dialog import Ask
from cairnloop.tui.screens.wording import TRAIL_HINTS, Wording
from cairnloop.tui.state import events as e
from cairnloop.tui.state import leafing as b
from cairnloop.tui.state.book import TABS, Book
from cairnloop.tui.state.layers import over
from cairnloop.tui.state.shelf import paged_of
from cairnloop.wire.trail import parse

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp


async def articles(app: "ConsoleApp") -> None:
    await app.books.open(Book.ARTICLES)


async def audit(app: "ConsoleApp") -> None:
    """From a conversation its own trail, from elsewhere all of it."""
    asked = f"conversation:{app.desk.open}" if app.desk.open is not None and app.desk.book is None else None
    await app.books.open(Book.AUDIT, asked)


async def jobs(app: "ConsoleApp") -> None:
    await app.books.open(Book.JOBS)


def _by(steps: int, *, pages: bool = False) -> Callable[["ConsoleApp"], None]:
    """Rows move the cursor; what is read in full scrolls."""

    def move(app: "ConsoleApp") -> None:
        pane = app.place.pane
        amount = steps * max(1, pane.size.height - 2) if pages else steps
        if pane.id == "rows":
            app.take(b.RowMoved(amount))
        else:
            pane.scroll_by_lines(amount)

    return move


def first(app: "ConsoleApp") -> None:
    pane = app.place.pane
    if pane.id == "rows":
        app.books.to_top()
    else:
        pane.scroll_to(y=0, animate=False, force=True)


def read(app: "ConsoleApp") -> None:
    app.take(b.Turned(True))


def turn(app: "ConsoleApp") -> None:
    """To the other pane and back."""
    book = app.desk.book
    if book is not None:
        app.take(b.Turned(not paged_of(app.desk, book).whole))


async def back(app: "ConsoleApp") -> None:
    """The nearest thing that can be closed: what was said, the full view, marks, a narrowing, a search, the book."""
    book = app.desk.book
    if book is None:
        return
    paged = paged_of(app.desk, book)
    if app.desk.trouble is not None:
        app.take(e.Dismissed())
    elif paged.whole:
        app.take(b.Turned(False))
    elif paged.marked:
        app.take(b.Unmarked())
    elif paged.needle:
        app.take(b.Narrowed(""))
    elif book is Book.AUDIT and paged.asked and app.desk.open is None:
        app.books.ask("")
    elif book is Book.WEBHOOKS and paged.asked:
        app.books.ask("")  # from deliveries back to the subscriptions
    elif book is Book.CUSTOMERS and paged.asked and over(app.desk.behind, book.value) is None:
        app.books.ask("")
    else:
        await app.books.close()


def refresh(app: "ConsoleApp") -> None:
    app.books.refresh()


async def narrow(app: "ConsoleApp") -> None:
    book = app.desk.book
    if book is None:
        return
    rows = len(paged_of(app.desk, book).all_rows)
    needle = await app.ask(Ask("Narrow the list", hint=f"show only those of the {rows} loaded rows that contain…"))
    if needle is not None:
        app.take(b.Narrowed(needle))


async def search(app: "ConsoleApp") -> None:
    standing = app.desk.audit.paged.asked
    line = Wording(
        "Search the trail", standing, TRAIL_HINTS, lambda text: parse(text, app.now()), empty="shows all of it"
    )
    asked = await app.ask(line)
    if asked is not None:
        app.books.ask(asked)


async def conversation(app: "ConsoleApp") -> None:
    """What an entry or a job is about; the book is left for it."""
    conversation_id = conversation_of(app)
    if conversation_id is not None:
        await app.books.close()
        await app.enter(conversation_id)


def conversation_of(app: "ConsoleApp") -> str | None:
    desk = app.desk
    row = desk.audit.paged.row if desk.book is Book.AUDIT else desk.jobs.paged.row
    return row.conversation_id if row is not None else None


def _tab(book: Book, at: int) -> Callable[["ConsoleApp"], None]:
    def ask(app: "ConsoleApp") -> None:
        app.books.ask(TABS[book][at][0])

    return ask


PERFORM: dict[str, Callable[["ConsoleApp"], Coroutine[Any, Any, None] | None]] = {
    "articles": articles,
    "audit": audit,
    "jobs": jobs,
    "read": read,
    "narrow": narrow,
    "search-trail": search,
    "to-conversation": conversation,
    "all-articles": _tab(Book.ARTICLES, 0),
    "published-articles": _tab(Book.ARTICLES, 1),
    "draft-articles": _tab(Book.ARTICLES, 2),
    "archived-articles": _tab(Book.ARTICLES, 3),
    "dead-jobs": _tab(Book.JOBS, 0),
    "waiting-jobs": _tab(Book.JOBS, 1),
    "running-jobs": _tab(Book.JOBS, 2),
}
# What some actions do instead while a book is on screen.
IN_BOOKS: dict[str, Callable[["ConsoleApp"], Coroutine[Any, Any, None] | None]] = {
    "down": _by(1),
    "up": _by(-1),
    "page-down": _by(1, pages=True),
    "page-up": _by(-1, pages=True),
    "first": first,
    "last": _by(FAR),
    "next-pane": turn,
    "previous-pane": turn,
    "back": back,
    "refresh": refresh,
}
