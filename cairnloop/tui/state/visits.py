"""How each event changes where the operator is among books and conversations, and what is known of customers."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cairnloop.tui.state import leafing as b
from cairnloop.tui.state import visiting as v
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.events import Event
from cairnloop.tui.state.layers import Layer, laid, over, without_books
from cairnloop.tui.state.paged import Paged
from cairnloop.tui.state.sections import Saved, Section
from cairnloop.tui.state.shelf import paged_of, with_paged


def opened(desk: Desk, event: b.BookOpened) -> Desk:
    """In place of the book that is open, if any."""
    behind = without_books(desk.behind, desk.book) if event.book is not desk.book else desk.behind
    return replace(desk, book=event.book, behind=behind)


def closed(desk: Desk, event: b.BookClosed) -> Desk:
    """Back to what it lay over."""
    layer = over(desk.behind, desk.book.value if desk.book else None)
    return replace(desk, book=None) if layer is None else _back_to(desk, layer)


def left(desk: Desk, conversation_id: str | None) -> Desk:
    """A conversation was left: the book that it was opened from comes back."""
    layer = over(desk.behind, conversation_id)
    if layer is not None:
        return _back_to(desk, layer)
    return desk if desk.open is not None else replace(desk, behind=())


def _back_to(desk: Desk, layer: Layer) -> Desk:
    desk = replace(desk, book=layer.book, behind=desk.behind[:-1])
    if paged_of(desk, layer.book).asked == layer.asked:
        return desk
    return with_paged(desk, layer.book, Paged(asked=layer.asked))


def _lent(desk: Desk, event: v.Lent) -> Desk:
    if desk.book is None:
        return desk
    layer = Layer(desk.book, paged_of(desk, desk.book).asked, event.conversation_id)
    return replace(desk, book=None, behind=laid(desk.behind, layer))


def _stacked(desk: Desk, event: v.Stacked) -> Desk:
    behind = desk.behind
    if desk.book is not None:
        behind = laid(behind, Layer(desk.book, paged_of(desk, desk.book).asked, event.book.value))
    desk = replace(desk, book=event.book, behind=behind)
    if paged_of(desk, event.book).asked == event.asked:
        return desk
    return with_paged(desk, event.book, Paged(asked=event.asked))


def _sections_read(desk: Desk, event: v.SectionsRead) -> Desk:
    """Whoever has one of them open stays in it, whatever it is called by now; one that is gone is left."""
    desk = replace(desk, saved=(*(one for one in desk.saved if not one.id), *event.sections))
    before = desk.section
    if not isinstance(before, Saved) or not before.id or before in event.sections:
        return desk
    now = next((one for one in event.sections if one.id == before.id), None)
    if now is None:
        return replace(desk, section=Section.OPEN)
    if now.text != before.text or before not in desk.listings:
        return replace(desk, section=now)
    return replace(desk.with_listing(replace(desk.listings[before], section=now)), section=now)


VISITS: dict[type[Event], Callable[[Desk, Any], Desk]] = {
    b.BookOpened: opened,
    b.BookClosed: closed,
    v.Lent: _lent,
    v.Stacked: _stacked,
    v.Sought: lambda desk, event: replace(desk, sought=event.message_id),
    v.CardRead: lambda desk, event: replace(desk, people=desk.people.with_card(event.customer_id, event.card)),
    v.CardUnread: lambda desk, event: replace(desk, people=desk.people.without(event.customer_id, event.trouble)),
    v.CustomerChanged: lambda desk, event: replace(desk, people=desk.people.outdated(event.customer_id)),
    v.SectionsRead: _sections_read,
    v.SectionNews: lambda desk, event: desk,
    v.UnreadCounted: lambda desk, event: replace(desk, unread=dict(event.counts)),
    v.SplitSet: lambda desk, event: replace(desk, split=event.on),
    v.Settled: lambda desk, event: replace(desk, glancing=False) if desk.glancing else desk,
}
