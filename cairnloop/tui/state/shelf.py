"""How each event changes the books: one function per kind, gathered in one table."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cairnloop.tui.state import leafing as b
from cairnloop.tui.state.articles import Articles
from cairnloop.tui.state.book import HOUSE, Book
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.events import Event
from cairnloop.tui.state.found import Found
from cairnloop.tui.state.housing import HOUSING, shelf_of, with_shelf
from cairnloop.tui.state.jobs import Jobs
from cairnloop.tui.state.listing import Edge
from cairnloop.tui.state.paged import Paged
from cairnloop.tui.state.people_books import Companies, Customers
from cairnloop.tui.state.person import Person
from cairnloop.tui.state.things import Shelf
from cairnloop.tui.state.trail import Trail


def book_of(desk: Desk, book: Book) -> Articles | Trail | Jobs | Shelf | Customers | Companies | Person | Found:
    match book:
        case Book.ARTICLES:
            return desk.articles
        case Book.AUDIT:
            return desk.audit
        case Book.JOBS:
            return desk.jobs
        case Book.CUSTOMERS:
            return desk.customers
        case Book.COMPANIES:
            return desk.companies
        case Book.PERSON:
            return desk.person
        case Book.FOUND:
            return desk.found
        case _:
            return shelf_of(desk, book)


def paged_of(desk: Desk, book: Book) -> Paged[Any]:
    """The list of one book."""
    return book_of(desk, book).paged


def with_paged(desk: Desk, book: Book, paged: Paged[Any]) -> Desk:
    match book:
        case Book.ARTICLES:
            moved = paged.cursor != desk.articles.paged.cursor
            face = None if moved else desk.articles.face
            return replace(desk, articles=replace(desk.articles, paged=paged, face=face))
        case Book.AUDIT:
            return replace(desk, audit=replace(desk.audit, paged=paged))
        case Book.JOBS:
            return replace(desk, jobs=replace(desk.jobs, paged=paged))
        case Book.CUSTOMERS:
            return replace(desk, customers=replace(desk.customers, paged=paged))
        case Book.COMPANIES:
            return replace(desk, companies=replace(desk.companies, paged=paged))
        case Book.PERSON:
            return replace(desk, person=replace(desk.person, paged=paged))
        case Book.FOUND:
            return replace(desk, found=replace(desk.found, paged=paged))
        case _:
            return with_shelf(desk, book, replace(shelf_of(desk, book), paged=paged))


def _in_open(desk: Desk, change: Callable[[Paged[Any]], Paged[Any]]) -> Desk:
    """Change the list that is on screen."""
    return desk if desk.book is None else with_paged(desk, desk.book, change(paged_of(desk, desk.book)))


def _asked(desk: Desk, event: b.Asked) -> Desk:
    return with_paged(desk, event.book, Paged(asked=event.asked))


def _leaf_read(desk: Desk, event: b.LeafRead) -> Desk:
    paged = paged_of(desk, event.book)
    if paged.asked != event.asked:
        return desk  # the answer to a question that is no longer asked
    if event.book is Book.ARTICLES and event.edge is Edge.ANEW:
        desk = replace(desk, articles=desk.articles.with_news(event.leaf.rows))
    if event.book in HOUSE and event.edge is Edge.ANEW:
        desk = with_shelf(desk, event.book, shelf_of(desk, event.book).outdated())
    return with_paged(desk, event.book, paged.read(event.edge, event.leaf, desk.now))


def _leaf_unread(desk: Desk, event: b.LeafUnread) -> Desk:
    paged = paged_of(desk, event.book)
    return desk if paged.asked != event.asked else with_paged(desk, event.book, replace(paged, trouble=event.trouble))


def _row_moved(desk: Desk, event: b.RowMoved) -> Desk:
    def move(paged: Paged[Any]) -> Paged[Any]:
        if event.to is None:
            return paged.moved(event.steps)
        return paged.at(event.to) if event.to in paged.places else paged

    return _in_open(desk, move)


def _article_read(desk: Desk, event: b.ArticleRead) -> Desk:
    return replace(desk, articles=desk.articles.with_article(event.article))


def _article_unread(desk: Desk, event: b.ArticleUnread) -> Desk:
    troubles = {**desk.articles.unreadable, event.article_id: event.trouble}
    return replace(desk, articles=replace(desk.articles, unreadable=troubles))


def _words_kept(desk: Desk, event: b.WordsKept) -> Desk:
    return replace(desk, articles=desk.articles.with_kept(event.article_id, event.text))


def _jobs_counted(desk: Desk, event: b.JobsCounted) -> Desk:
    counts = desk.jobs.counts if event.counts is None else dict(event.counts)
    return replace(desk, jobs=replace(desk.jobs, counts=counts, uncounted=event.counts is None))


def _jobs_gone(desk: Desk, event: b.JobsGone) -> Desk:
    return with_paged(desk, Book.JOBS, desk.jobs.paged.without(event.ids))


SHELF: dict[type[Event], Callable[[Desk, Any], Desk]] = {
    b.Asked: _asked,
    b.TriedAgain: lambda desk, event: _in_open(desk, lambda paged: replace(paged, trouble=None)),
    b.LeafRead: _leaf_read,
    b.LeafUnread: _leaf_unread,
    b.Restarted: lambda desk, event: _in_open(desk, Paged.restarted),
    b.RowMoved: _row_moved,
    b.Narrowed: lambda desk, event: _in_open(desk, lambda paged: paged.narrowed(event.needle)),
    b.Turned: lambda desk, event: _in_open(desk, lambda paged: replace(paged, whole=event.whole)),
    b.Marked: lambda desk, event: _in_open(desk, Paged.toggled),
    b.AllMarked: lambda desk, event: _in_open(desk, Paged.all_marked),
    b.Unmarked: lambda desk, event: _in_open(desk, lambda paged: paged.unmarked(event.ids)),
    b.ArticleRead: _article_read,
    b.ArticleUnread: _article_unread,
    b.FaceChosen: lambda desk, event: replace(desk, articles=replace(desk.articles, face=event.face)),
    b.WordsKept: _words_kept,
    b.JobsCounted: _jobs_counted,
    b.JobsGone: _jobs_gone,
    **HOUSING,
}
