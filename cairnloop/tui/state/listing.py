"""One section's list: a window of pages whose rows change in place while the cursor stays on its conversation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from cairnloop.tui.state.rows import Row, row_of
from cairnloop.tui.state.sections import NOBODY_KNOWN, Place, Saved, Section, belongs
from cairnloop.tui.state.trouble import Trouble

PAGE = 50
# At most this many pages are kept; further ones push the farthest out, and it is read again when needed.
WINDOW = 6
# The next page is asked for when the cursor is this near to the end.
NEAR = 10


@dataclass(frozen=True)
class Sheet:
    """One page as it was read: `after` is where it begins, `next` where the one below it does.

    A `short` one was cut off: so many conversations were looked at for it, and few of them belong.
    """

    after: str | None
    rows: tuple[Row, ...]
    next: str | None
    short: bool = False


class Edge(StrEnum):
    """Where a page is put."""

    ANEW = "anew"
    BELOW = "below"
    ABOVE = "above"


@dataclass(frozen=True)
class Listing:
    """`left` are rows that no longer belong but stay where they are, and why, until the operator moves on;
    `arrivals` belong but are not shown yet; `taken` remembers where the operator's own act removed a row.

    `above` is where the pages begin that were pushed out at the top, `before` how many rows they hold. `found` are the
    rows that the filter left when it was set: what is said in them later takes none of them away. `marked` are those
    that the next act is about, `anchor` the last one of them. `further` is the wish to look on below a short page.
    """

    section: Place
    sheets: tuple[Sheet, ...] = ()
    above: tuple[str | None, ...] = ()
    before: tuple[int, ...] = ()
    cursor: str | None = None
    arrivals: frozenset[str] = frozenset()
    left: Mapping[str, str] = field(default_factory=dict)
    taken: Mapping[str, int] = field(default_factory=dict)
    needle: str = ""
    found: frozenset[str] = frozenset()
    marked: frozenset[str] = frozenset()
    anchor: str | None = None
    further: bool = False
    was_read: bool = False
    trouble: Trouble | None = None
    # When the cursor last moved without the operator's hand.
    moved_by_itself: datetime | None = None

    @cached_property
    def all_rows(self) -> tuple[Row, ...]:
        return tuple(row for sheet in self.sheets for row in sheet.rows)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """What is shown: all rows, or those the filter leaves."""
        if not self.needle:
            return self.all_rows
        return tuple(row for row in self.all_rows if row.id in self.found)

    @cached_property
    def places(self) -> dict[str, int]:
        return {row.id: at for at, row in enumerate(self.rows)}

    @property
    def index(self) -> int:
        return self.places.get(self.cursor or "", 0)

    @property
    def row(self) -> Row | None:
        return self.rows[self.index] if self.rows else None

    @property
    def more(self) -> bool:
        """There are rows that were not read, or are not at hand any more."""
        return bool(self.above) or (bool(self.sheets) and self.sheets[-1].next is not None)

    @property
    def position(self) -> str:
        """`3/31`, with a plus while there is more below."""
        if not self.rows:
            return "0/0"
        more = "+" if self.sheets[-1].next is not None and not self.needle else ""
        before = 0 if self.needle else sum(self.before)
        return f"{before + self.index + 1}/{before + len(self.rows)}{more}"

    def find(self, conversation_id: str) -> Row | None:
        return next((row for row in self.all_rows if row.id == conversation_id), None)

    def wants(self) -> tuple[Edge, str | None] | None:
        """The page that should be read now, and where it begins."""
        if not self.sheets or self.needle or self.trouble is not None:
            return None
        last = self.sheets[-1]
        if last.next is not None and self.index >= len(self.rows) - NEAR and (self.further or not last.short):
            return Edge.BELOW, last.next
        if self.above and self.index < NEAR:
            return Edge.ABOVE, self.above[-1]
        return None

    @property
    def looks_short(self) -> bool:
        """There may be more below, and only the operator knows whether it is worth looking."""
        return bool(self.sheets) and self.sheets[-1].short and self.sheets[-1].next is not None and not self.needle

    def moved(self, steps: int) -> "Listing":
        """Moving on at the end of a short page looks further."""
        further = self.further or (steps > 0 and self.looks_short and self.index >= len(self.rows) - 1)
        at = max(0, min(len(self.rows) - 1, self.index + steps))
        moved = self.at(self.rows[at].id) if self.rows else self
        return moved if moved.further == further else replace(moved, further=further)

    def at(self, conversation_id: str | None) -> "Listing":
        return replace(self, cursor=conversation_id, moved_by_itself=None)

    def filtered(self, needle: str) -> "Listing":
        """Only rows with this text, and only marks that can be seen."""
        sought = needle.casefold()
        ids = frozenset(row.id for row in self.all_rows if needle and sought in _haystack(row))
        marked = self.marked & ids if needle else self.marked
        found = replace(self, needle=needle, found=ids, marked=marked)
        return found if not found.rows or found.cursor in found.places else found.at(found.rows[0].id)

    def read(self, edge: Edge, sheet: Sheet, *, keep_cursor: bool) -> "Listing":
        """Take in a page. A page that no longer fits where it was asked for is dropped."""
        match edge:
            case Edge.ANEW:
                return self._anew(sheet, keep_cursor)
            case Edge.BELOW if self.sheets and self.sheets[-1].next == sheet.after:
                sheets = (*self.sheets, self._unknown_of(sheet))
                gone, kept = sheets[:-WINDOW], sheets[-WINDOW:]
                above = (*self.above, *(one.after for one in gone))
                before = (*self.before, *(len(one.rows) for one in gone))
                return self._windowed(gone, replace(self, sheets=kept, above=above, before=before, further=False))
            case Edge.ABOVE if self.above and self.above[-1] == sheet.after:
                sheets = (self._unknown_of(sheet), *self.sheets)
                found = replace(self, sheets=sheets[:WINDOW], above=self.above[:-1], before=self.before[:-1])
                return self._windowed(sheets[WINDOW:], found)
            case _:
                return self

    def _unknown_of(self, sheet: Sheet) -> Sheet:
        known = {row.id for row in self.all_rows}
        return replace(sheet, rows=tuple(row for row in sheet.rows if row.id not in known))

    def _windowed(self, gone: tuple[Sheet, ...], found: "Listing") -> "Listing":
        """The listing without the pages that are gone; a page that would push out the cursor has come too late."""
        lost = {row.id for sheet in gone for row in sheet.rows}
        if self.cursor in lost:
            return self
        arrivals = found.arrivals - {row.id for row in found.all_rows}
        return replace(found, marked=found.marked - lost, arrivals=arrivals)

    def _anew(self, sheet: Sheet, keep_cursor: bool) -> "Listing":
        at, before = self.index, self.row
        newer = {row.id: row for row in self.all_rows}
        rows = [row.or_newer(newer.get(row.id)) for row in sheet.rows]
        left: dict[str, str] = {}
        cursor = self.cursor
        if cursor not in {row.id for row in rows}:
            if keep_cursor and before is not None:
                rows.insert(min(at, len(rows)), before)
                left = {before.id: self.left.get(before.id, "moved on")}
            else:
                cursor = rows[min(at, len(rows) - 1)].id if rows else None
        marked = self.marked & {row.id for row in rows}
        sheets = (replace(sheet, rows=tuple(rows)),)
        fresh = Listing(self.section, sheets, cursor=cursor, left=left, marked=marked, was_read=True)
        if keep_cursor and self.needle and before is not None:
            # The row under the cursor stays, whatever it says by now.
            found = fresh.filtered(self.needle)
            return replace(found, found=found.found | {before.id}).at(before.id)
        return fresh.filtered(self.needle)

    def checked(self, rows: tuple[Row, ...]) -> "Listing":
        """A page read again in the background: known rows are renewed in place, others announced."""
        fresh = {row.id: row for row in rows}
        renewed = self.each(lambda row: fresh[row.id].or_newer(row) if row.id in fresh else row)
        arrived = (self.arrivals | fresh.keys()) - {row.id for row in self.all_rows}
        back = {row_id: why for row_id, why in self.left.items() if row_id not in fresh}
        return replace(renewed, arrivals=arrived, left=back)

    def changed(
        self,
        basic: Mapping[str, Any],
        *,
        me: int | None,
        names: Mapping[int, str],
        own: bool,
        now: datetime,
        emails: Mapping[str, int] = NOBODY_KNOWN,
    ) -> "Listing":
        """One conversation was announced to have changed."""
        row = self.find(str(basic["id"]))
        if row is not None:
            return self.renewed(row.changed(basic, names), me=me, own=own, now=now, emails=emails)
        if not self.was_read:
            return self
        row_id, comes = str(basic["id"]), belongs(row_of(basic), self.section, me, emails=emails, now=now)
        return replace(self, arrivals=self.arrivals | {row_id} if comes else self.arrivals - {row_id})

    def renewed(
        self, new: Row, *, me: int | None, own: bool, now: datetime, emails: Mapping[str, int] = NOBODY_KNOWN
    ) -> "Listing":
        """A row that is shown is known better now. It leaves its place only by the operator's own hand."""
        row_id = new.id
        if self.find(row_id) is None:
            return self
        stays = self.each(lambda one: new if one.id == row_id else one)
        if self.section is Section.MENTIONS or belongs(new, self.section, me, emails=emails, now=now):
            return replace(stays, left={one: why for one, why in self.left.items() if one != row_id})
        if own:
            return stays.without(row_id, now)
        return replace(stays, left={**self.left, row_id: _why(new, self.section)})

    def without(self, row_id: str, now: datetime) -> "Listing":
        """The operator's own act took the row away; the cursor goes to the one that moves up."""
        at = self.places.get(row_id)
        sheets = tuple(replace(one, rows=tuple(row for row in one.rows if row.id != row_id)) for one in self.sheets)
        left = {one: why for one, why in self.left.items() if one != row_id}
        found = replace(self, sheets=sheets, left=left, marked=self.marked - {row_id})
        if at is not None:
            found = replace(found, taken={**self.taken, row_id: at})
        if row_id != self.cursor:
            return found
        cursor = found.rows[min(at or 0, len(found.rows) - 1)].id if found.rows else None
        return replace(found, cursor=cursor, moved_by_itself=now)

    def restored(self, row: Row) -> "Listing":
        """Undone: the row comes back to where it was, under the cursor."""
        at = self.taken.get(row.id)
        if at is None or self.find(row.id) is not None or not self.sheets:
            return self
        first = self.sheets[0]
        rows = (*first.rows[:at], row, *first.rows[at:])
        taken = {one: place for one, place in self.taken.items() if one != row.id}
        sheets = (replace(first, rows=rows), *self.sheets[1:])
        found = self.found | {row.id}
        return replace(self, sheets=sheets, taken=taken, found=found, arrivals=self.arrivals - {row.id}).at(row.id)

    def late(self, conversation_id: str, target: str, now: datetime) -> "Listing":
        return self.each(
            lambda row: (
                replace(row, late=True, target=target, due_at=row.due_at or now) if row.id == conversation_id else row
            )
        )

    def each(self, change: Callable[[Row], Row]) -> "Listing":
        sheets = tuple(replace(sheet, rows=tuple(map(change, sheet.rows))) for sheet in self.sheets)
        return replace(self, sheets=sheets)


def _haystack(row: Row) -> str:
    return " ".join((row.customer, row.email, row.subject, row.preview, row.source, row.assignee)).casefold()


def _why(row: Row, section: Place) -> str:
    if row.merged_into is not None:
        return "merged"
    if isinstance(section, Saved) and section.query.status is None and not row.archived:
        return "moved on"
    if row.snoozed:
        return "snoozed"
    if not row.open:
        return "archived" if row.archived else "resolved"
    match section:
        case Saved():
            return "moved on"
        case Section.DECISION:
            return "decided"
        case Section.MINE | Section.UNASSIGNED:
            return f"→ {row.assignee}" if row.assignee else "nobody's"
        case _:
            return "open again"
