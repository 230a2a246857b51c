"""What can happen to the house's own books, and how each of it changes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cairnloop.tui.state.book import Book
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.events import Event
from cairnloop.tui.state.things import Shelf
from cairnloop.tui.state.trouble import Trouble


@dataclass(frozen=True, slots=True)
class MoreRead(Event):
    """What the list does not tell of a row."""

    book: Book
    thing_id: str
    found: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MoreUnread(Event):
    book: Book
    thing_id: str
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class PaperKept(Event):
    """Words that were written for something and could not be saved; None when there are none any more."""

    key: str
    text: str | None = None


def shelf_of(desk: Desk, book: Book) -> Shelf:
    return desk.shelves.get(book) or Shelf()


def with_shelf(desk: Desk, book: Book, shelf: Shelf) -> Desk:
    return replace(desk, shelves={**desk.shelves, book: shelf})


def _more_read(desk: Desk, event: MoreRead) -> Desk:
    return with_shelf(desk, event.book, shelf_of(desk, event.book).with_more(event.thing_id, event.found))


def _more_unread(desk: Desk, event: MoreUnread) -> Desk:
    shelf = shelf_of(desk, event.book)
    troubles = {**shelf.unreadable, event.thing_id: event.trouble}
    return with_shelf(desk, event.book, replace(shelf, unreadable=troubles))


def _paper_kept(desk: Desk, event: PaperKept) -> Desk:
    others = {key: one for key, one in desk.papers.items() if key != event.key}
    return replace(desk, papers=others if event.text is None else {**others, event.key: event.text})


HOUSING: dict[type[Event], Callable[[Desk, Any], Desk]] = {
    MoreRead: _more_read,
    MoreUnread: _more_unread,
    PaperKept: _paper_kept,
}
