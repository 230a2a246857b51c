"""One section's list: a window of pages whose rows change in place while the cursor stays on its conversation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from cairnloop.tui.state.rows import Row, row_of
from cairnloop.tui.state.sections import Section, belongs
from cairnloop.tui.state.trouble import Trouble

PAGE = 50
# At most this many pages are kept; further ones push the farthest out, and it is read again when needed.
WINDOW = 6
# The next page is asked for when the cursor is this near to the end.
NEAR = 10


@dataclass(frozen=True)
class Sheet:
    """One page as it was read: `after` is where it begins, `next` where the one below it does."""

    after: str | None
    rows: tuple[Row, ...]
    next: str | None


class Edge(StrEnum):
    """Where a page is put."""

    ANEW = "anew"
    BELOW = "below"
    ABOVE = "above"


@dataclass(frozen=True)
class Listing:
    """`left` are rows that no longer belong but stay where they are, and why, until the operator moves on;
    `arrivals` belong but are not shown yet; `taken` remembers where the operator's own act removed a row.
    """

    section: Section
    sheets: tuple[Sheet, ...] = ()
    above: tuple[str | None, ...] = ()
    cursor: str | None = None
    arrivals: frozenset[str] = frozenset()
    left: Mapping[str, str] = field(default_factory=dict)
    taken: Mapping[str, int] = field(default_factory=dict)
    needle: str = ""
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
        needle = self.needle.casefold()
        return tuple(row for row in self.all_rows if needle in _haystack(row))

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
    def position(self) -> str:
        """`3/31`, with a plus while there is more below."""
        if not self.rows:
            return "0/0"
        more = "+" if self.sheets[-1].next is not None and not self.needle else ""
        before = len(self.above) * PAGE
        return f"{before + self.index + 1}/{before + len(self.rows)}{more}"

    def find(self, conversation_id: str) -> Row | None:
        return next((row for row in self.all_rows if row.id == conversation_id), None)

    def wants(self) -> tuple[Edge, str | None] | None:
        """The page that should be read now, and where it begins."""
        if not self.sheets or self.needle or self.trouble is not None:
            return None
        if self.sheets[-1].next is not None and self.index >= len(self.rows) - NEAR:
            return Edge.BELOW, self.sheets[-1].next
        if self.above and self.index < NEAR:
            return Edge.ABOVE, self.above[-1]
        return None

    def moved(self, steps: int) -> "Listing":
        at = max(0, min(len(self.rows) - 1, self.index + steps))
        return self.at(self.rows[at].id) if self.rows else self

    def at(self, conversation_id: str | None) -> "Listing":
        return replace(self, cursor=conversation_id, moved_by_itself=None)

    def filtered(self, needle: str) -> "Listing":
        found = replace(self, needle=needle)
        return found if not found.rows or found.cursor in found.places else found.at(found.rows[0].id)

    def read(self, edge: Edge, sheet: Sheet, *, keep_cursor: bool) -> "Listing":
        """Take in a page. A page that no longer fits where it was asked for is dropped."""
        match edge:
            case Edge.ANEW:
                return self._anew(sheet, keep_cursor)
            case Edge.BELOW if self.sheets and self.sheets[-1].next == sheet.after:
                known = {row.id for row in self.all_rows}
                sheets = (*self.sheets, _without(sheet, known))
                over = max(0, len(sheets) - WINDOW)
                above = (*self.above, *(one.after for one in sheets[:over]))
                return replace(self, sheets=sheets[over:], above=above)
            case Edge.ABOVE if self.above and self.above[-1] == sheet.after:
                known = {row.id for row in self.all_rows}
                return replace(self, sheets=(_without(sheet, known), *self.sheets)[:WINDOW], above=self.above[:-1])
            case _:
                return self

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
        fresh = Listing(self.section, (replace(sheet, rows=tuple(rows)),), cursor=cursor, left=left, was_read=True)
        return fresh.filtered(self.needle)

    def checked(self, rows: tuple[Row, ...]) -> "Listing":
        """A page read again in the background: known rows are renewed in place, others announced."""
        fresh = {row.id: row for row in rows}
        renewed = self._each(lambda row: fresh[row.id].or_newer(row) if row.id in fresh else row)
        arrived = (self.arrivals | fresh.keys()) - {row.id for row in self.all_rows}
        back = {row_id: why for row_id, why in self.left.items() if row_id not in fresh}
        return replace(renewed, arrivals=arrived, left=back)

    def changed(
        self, basic: Mapping[str, Any], *, me: int | None, names: Mapping[int, str], own: bool, now: datetime
    ) -> "Listing":
        """One conversation was announced to have changed."""
        row = self.find(str(basic["id"]))
        if row is None:
            return self._stranger(str(basic["id"]), basic, me)
        return self.renewed(row.changed(basic, names), me=me, own=own, now=now)

    def renewed(self, new: Row, *, me: int | None, own: bool, now: datetime) -> "Listing":
        """A row that is shown is known better now. It leaves its place only by the operator's own hand."""
        row_id = new.id
        if self.find(row_id) is None:
            return self
        stays = self._each(lambda one: new if one.id == row_id else one)
        if belongs(new, self.section, me):
            return replace(stays, left={one: why for one, why in self.left.items() if one != row_id})
        if own:
            return stays.without(row_id, now)
        return replace(stays, left={**self.left, row_id: _why(new, self.section)})

    def _stranger(self, row_id: str, basic: Mapping[str, Any], me: int | None) -> "Listing":
        if not self.was_read:
            return self
        if belongs(row_of(basic), self.section, me):
            return replace(self, arrivals=self.arrivals | {row_id})
        return replace(self, arrivals=self.arrivals - {row_id})

    def without(self, row_id: str, now: datetime) -> "Listing":
        """The operator's own act took the row away; the cursor goes to the one that moves up."""
        at = self.places.get(row_id)
        sheets = tuple(replace(one, rows=tuple(row for row in one.rows if row.id != row_id)) for one in self.sheets)
        found = replace(self, sheets=sheets, left={one: why for one, why in self.left.items() if one != row_id})
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
        return replace(self, sheets=sheets, taken=taken, arrivals=self.arrivals - {row.id}).at(row.id)

    def late(self, conversation_id: str, target: str, now: datetime) -> "Listing":
        return self._each(
            lambda row: (
                replace(row, late=True, target=target, due_at=row.due_at or now) if row.id == conversation_id else row
            )
        )

    def _each(self, change: Callable[[Row], Row]) -> "Listing":
        sheets = tuple(replace(sheet, rows=tuple(map(change, sheet.rows))) for sheet in self.sheets)
        return replace(self, sheets=sheets)


def _haystack(row: Row) -> str:
    return " ".join((row.customer, row.email, row.subject, row.preview, row.source, row.assignee)).casefold()


def _without(sheet: Sheet, known: set[str]) -> Sheet:
    return replace(sheet, rows=tuple(row for row in sheet.rows if row.id not in known))


def _why(row: Row, section: Section) -> str:
    if not row.open:
        return "archived" if row.archived else "resolved"
    match section:
        case Section.DECISION:
            return "decided"
        case Section.MINE | Section.UNASSIGNED:
            return f"→ {row.assignee}" if row.assignee else "nobody's"
        case _:
            return "open again"
