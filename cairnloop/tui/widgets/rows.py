"""The list of conversations: draws the rows in sight, keeps the cursor in sight."""

from dataclasses import dataclass
from datetime import datetime

from textual.events import Click
from textual.geometry import Size
from textual.message import Message

from cairnloop.tui.lines import BLANK, Ground, Line, Span, Tone, line, muted, wrap
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.listing import Listing
from cairnloop.tui.state.sections import empty_of
from cairnloop.tui.state.thread import LONG_AGO
from cairnloop.tui.view.rows import row_line
from cairnloop.tui.widgets.pane import Pane


class RowsPane(Pane):
    """One section of the inbox."""

    @dataclass
    class Clicked(Message):
        conversation_id: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._listing: Listing | None = None
        self._unsent: frozenset[str] = frozenset()
        self._now: datetime | None = None
        self._exact = LONG_AGO
        self._instead: list[Line] = []

    def show_listing(self, desk: Desk) -> None:
        listing = desk.listing
        unsent = frozenset(desk.unsent)
        instead = [] if listing.rows else _instead(listing, self.room)
        # Ages are in minutes: rows need no new paint within one.
        now = desk.now.replace(second=0, microsecond=0)
        same = listing == self._listing and unsent == self._unsent and instead == self._instead and now == self._now
        if same and self.virtual_size.width == self.room:
            return
        self._listing, self._unsent, self._instead, self._now = listing, unsent, instead, now
        self._exact = desk.now
        self.virtual_size = Size(self.room, max(len(listing.rows), len(instead)))
        self.keep_in_sight(listing.index)
        self.refresh()

    def line_at(self, y: int) -> Line:
        listing = self._listing
        if listing is None or not 0 <= y < len(listing.rows):
            return self._instead[y] if 0 <= y < len(self._instead) else BLANK
        row = listing.rows[y]
        ground = Ground.PLAIN
        if y == listing.index:
            ground = Ground.CURSOR if self.has_focus else Ground.RESTING
        return row_line(
            row,
            width=self.room,
            now=self._exact,
            ground=ground,
            left=listing.left.get(row.id),
            unsent=row.id in self._unsent,
            marked=row.id in listing.marked,
        )

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_click(self, event: Click) -> None:
        y = event.y + self.scroll_offset.y
        if self._listing is not None and 0 <= y < len(self._listing.rows):
            self.post_message(self.Clicked(self._listing.rows[y].id))


def _instead(listing: Listing, width: int) -> list[Line]:
    """What an empty list says: that it is being read, why it could not be, or what will appear here and how."""
    if listing.trouble is not None:
        said = (
            (f"✕ {listing.trouble.what}", Tone.DANGER),
            (listing.trouble.safe, Tone.MUTED),
            (listing.trouble.press, Tone.INK),
        )
        return [BLANK, *(line(Span(f"  {text}", tone)) for words, tone in said for text in wrap(words, width - 4))]
    if not listing.was_read:
        return [BLANK, line(muted("  Reading…"))]
    if listing.needle:
        return [BLANK, line(f"  No loaded row contains “{listing.needle}”."), line(muted("  Esc shows all again."))]
    if listing.looks_short:
        words = "None of the newest conversations match.", "Press j to look further back."
    else:
        words = empty_of(listing.section)
    first, then = words
    found = [BLANK, *(line(f"  {text}") for text in wrap(first, width - 4))]
    return [*found, *(line(muted(f"  {text}")) for text in wrap(then, width - 4))]
