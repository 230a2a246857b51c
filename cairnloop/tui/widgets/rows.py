"""The list of conversations: draws the rows in sight, keeps the cursor in sight."""

from dataclasses import dataclass, replace

from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message

from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.listing import Listing
from cairnloop.tui.state.rows import Row
from cairnloop.tui.state.sections import empty_of
from cairnloop.tui.state.thread import LONG_AGO
from cairnloop.tui.terminal.lines import BLANK, Ground, Line, Span, line, muted, wrap
from cairnloop.tui.view.rows import flags, row_line
from cairnloop.tui.view.trouble import trouble_lines
from cairnloop.tui.widgets.pane import Pane


class RowsPane(Pane):
    """One section of the inbox."""

    @dataclass
    class Clicked(Message):
        conversation_id: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._listing: Listing | None = None
        self._shown: tuple[object, ...] = ()
        self._unsent: frozenset[str] = frozenset()
        self._flags: dict[str, Span] = {}
        self._instead: list[Line] = []
        self._now = LONG_AGO
        self._made: dict[tuple[Row, Ground, str | None, bool, bool], Line] = {}

    def show_listing(self, desk: Desk) -> None:
        before, listing = self._listing, desk.listing
        unsent, flagged = frozenset(desk.unsent), flags(desk)
        instead = [] if listing.rows else _instead(listing, self.room)
        # Ages are in minutes: rows need no new paint within one.
        minute = desk.now.replace(second=0, microsecond=0)
        shown = (unsent, flagged, instead, minute, self.room)
        same = shown == self._shown and self.virtual_size.width == self.room
        if same and listing == before:
            return
        self._listing, self._shown = listing, shown
        if same and before is not None and listing == replace(before, cursor=listing.cursor, moved_by_itself=None):
            self._move(before.index, listing.index)
            return
        self._unsent, self._flags, self._instead, self._now = unsent, flagged, instead, desk.now
        self._made.clear()
        self.virtual_size = Size(self.room, max(len(listing.rows), len(instead)))
        self.keep_in_sight(listing.index)
        self.refresh()

    def _move(self, was: int, now: int) -> None:
        """Only the cursor is elsewhere: two rows look different, unless others have to come into sight."""
        top = self.scroll_offset.y
        for y in (was, now):
            if top <= y < top + self.size.height:
                self.refresh(Region(0, y - top, self.size.width, 1))
        self.keep_in_sight(now)

    def line_at(self, y: int) -> Line:
        listing = self._listing
        if listing is None or not 0 <= y < len(listing.rows):
            return self._instead[y] if 0 <= y < len(self._instead) else BLANK
        row = listing.rows[y]
        ground = Ground.PLAIN
        if y == listing.index:
            ground = Ground.CURSOR if self.has_focus else Ground.RESTING
        look = (row, ground, listing.left.get(row.id), row.id in self._unsent, row.id in listing.marked)
        if look not in self._made:
            self._made[look] = self._make(*look)
        return self._made[look]

    def _make(self, row: Row, ground: Ground, left: str | None, unsent: bool, marked: bool) -> Line:
        now, width = self._now, self.room
        flag = self._flags.get(row.id)
        return row_line(row, width=width, now=now, ground=ground, left=left, unsent=unsent, marked=marked, flag=flag)

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
        return [BLANK, *trouble_lines(listing.trouble, width, indent=2)]
    if not listing.was_read:
        return [BLANK, line(muted("  Reading…"))]
    if listing.needle:
        then = "Esc shows all again; G there reads further ones." if listing.more else "Esc shows all again."
        return [BLANK, line(f"  No loaded row contains “{listing.needle}”."), line(muted(f"  {then}"))]
    if listing.looks_short:
        words = "None of the newest conversations match.", "Press j to look further back."
    else:
        words = empty_of(listing.section)
    first, then = words
    found = [BLANK, *(line(f"  {text}") for text in wrap(first, width - 4))]
    return [*found, *(line(muted(f"  {text}")) for text in wrap(then, width - 4))]
