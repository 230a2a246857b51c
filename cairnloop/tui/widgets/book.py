"""The list of a book: draws the rows in sight, keeps the cursor in sight."""

from datetime import datetime
from typing import Any

from textual.events import Click
from textual.geometry import Size

from cairnloop.tui.messages import Happened
from cairnloop.tui.state import leafing as b
from cairnloop.tui.state.book import Book
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.paged import Paged
from cairnloop.tui.state.shelf import paged_of
from cairnloop.tui.terminal.lines import BLANK, Ground, Line
from cairnloop.tui.view.books import LOOKS, instead
from cairnloop.tui.widgets.pane import Pane


class BookPane(Pane):
    """Rows are made when they are drawn, so a full window costs no more than a screen of it."""

    def __init__(self, book: Book, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._book = book
        self._desk: Desk | None = None
        self._shown: tuple[object, ...] = ()
        self._instead: list[Line] = []

    def show_book(self, desk: Desk) -> None:
        paged = paged_of(desk, self._book)
        # Ages are in minutes: rows need no new paint within one.
        minute = desk.now.replace(second=0, microsecond=0)
        shown = (paged, minute, desk.articles.kept, self.has_focus, desk.presence, desk.papers)
        self._desk = desk
        if shown == self._shown and self.virtual_size.width == self.room:
            return
        self._shown, self._instead = shown, [] if paged.rows else instead(paged, self._book, self.room)
        self.virtual_size = Size(self.room, max(len(paged.rows), len(self._instead)))
        self.keep_in_sight(paged.index)
        self.refresh()

    def line_at(self, y: int) -> Line:
        paged = self._paged
        if self._desk is None or paged is None or not 0 <= y < len(paged.rows):
            return self._instead[y] if 0 <= y < len(self._instead) else BLANK
        ground = Ground.PLAIN
        if y == paged.index:
            ground = Ground.CURSOR if self.has_focus else Ground.RESTING
        return LOOKS[self._book].row(self._desk, paged.rows[y], self.room, ground, self._now)

    @property
    def _paged(self) -> Paged[Any] | None:
        return None if self._desk is None else paged_of(self._desk, self._book)

    @property
    def _now(self) -> datetime:
        assert self._desk is not None
        return self._desk.now

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_click(self, event: Click) -> None:
        paged, y = self._paged, event.y + self.scroll_offset.y
        if paged is not None and 0 <= y < len(paged.rows):
            self.post_message(Happened(b.RowMoved(to=paged.rows[y].id)))
