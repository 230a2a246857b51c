"""A list that is read page by page, of whatever kind: its cursor, its marks, and which page is wanted next."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from cairnloop.tui.state.listing import NEAR, WINDOW, Edge
from cairnloop.tui.state.trouble import Trouble


class Item(Protocol):
    """What a list can hold: `id` tells it apart, `haystack` is what a narrowing looks at, in small letters."""

    @property
    def id(self) -> str: ...
    @property
    def haystack(self) -> str: ...


T = TypeVar("T", bound=Item)


@dataclass(frozen=True)
class Leaf(Generic[T]):
    """One page as it was read: `after` is where it begins, `next` where the one below it does.

    A `short` one was cut off: much was looked at for it, and little of that fits.
    """

    after: str | None
    rows: tuple[T, ...]
    next: str | None
    short: bool = False


@dataclass(frozen=True)
class Paged(Generic[T]):
    """A window of leaves, so that a long list costs no more than a short one. `asked` is the question that the rows
    answer, `above` where the leaves begin that were pushed out at the top, `whole` whether one row is read in full,
    `further` the wish to look on below a short leaf.
    """

    asked: str = ""
    leaves: tuple[Leaf[T], ...] = ()
    above: tuple[str | None, ...] = ()
    before: int = 0
    cursor: str | None = None
    marked: Mapping[str, T] = field(default_factory=dict)
    needle: str = ""
    read_at: datetime | None = None
    trouble: Trouble | None = None
    whole: bool = False
    further: bool = False

    @cached_property
    def all_rows(self) -> tuple[T, ...]:
        return tuple(row for leaf in self.leaves for row in leaf.rows)

    @cached_property
    def rows(self) -> tuple[T, ...]:
        """What is shown: all rows, or those that a narrowing leaves."""
        if not self.needle:
            return self.all_rows
        needle = self.needle.casefold()
        return tuple(row for row in self.all_rows if needle in row.haystack)

    @cached_property
    def places(self) -> dict[str, int]:
        return {row.id: at for at, row in enumerate(self.rows)}

    @property
    def index(self) -> int:
        return self.places.get(self.cursor or "", 0)

    @property
    def row(self) -> T | None:
        return self.rows[self.index] if self.rows else None

    @property
    def chosen(self) -> tuple[T, ...]:
        """What an action is about: everything that is marked, or else the row under the cursor."""
        if self.marked:
            return tuple(self.marked.values())
        return () if self.row is None else (self.row,)

    @property
    def more(self) -> bool:
        return bool(self.leaves) and self.leaves[-1].next is not None

    @property
    def position(self) -> str:
        """`3/31`, with a plus while there is more below."""
        if not self.rows:
            return "0/0"
        plus = "+" if self.more and not self.needle else ""
        before = 0 if self.needle else self.before
        return f"{before + self.index + 1}/{before + len(self.rows)}{plus}"

    def wants(self) -> tuple[Edge, str | None] | None:
        """The page that should be read now, and where it begins."""
        if not self.leaves or self.needle or self.trouble is not None:
            return None
        if self.more and self.index >= len(self.rows) - NEAR and (self.further or not self.leaves[-1].short):
            return Edge.BELOW, self.leaves[-1].next
        if self.above and self.index < NEAR:
            return Edge.ABOVE, self.above[-1]
        return None

    @property
    def looks_short(self) -> bool:
        """There may be more below, and only the operator knows whether it is worth looking."""
        return self.more and self.leaves[-1].short and not self.needle

    def moved(self, steps: int) -> "Paged[T]":
        """Moving on at the end of a short leaf looks further."""
        if steps > 0 and self.looks_short and self.index >= len(self.rows) - 1:
            return replace(self, further=True)
        at = max(0, min(len(self.rows) - 1, self.index + steps))
        return self.at(self.rows[at].id) if self.rows else self

    def at(self, row_id: str | None) -> "Paged[T]":
        return replace(self, cursor=row_id)

    def narrowed(self, needle: str) -> "Paged[T]":
        found = replace(self, needle=needle)
        return found if not found.rows or found.cursor in found.places else found.at(found.rows[0].id)

    def toggled(self) -> "Paged[T]":
        """Mark the row under the cursor, or take its mark away, and go to the next."""
        row = self.row
        if row is None:
            return self
        others = {key: one for key, one in self.marked.items() if key != row.id}
        marked = others if row.id in self.marked else {**others, row.id: row}
        return replace(self, marked=marked).moved(1)

    def all_marked(self) -> "Paged[T]":
        """Mark all that is shown; where all of it is marked, take these marks away."""
        shown = {row.id: row for row in self.rows}
        if shown.keys() <= self.marked.keys():
            return self.unmarked(frozenset(shown))
        return replace(self, marked={**self.marked, **shown})

    def unmarked(self, ids: frozenset[str] | None = None) -> "Paged[T]":
        """Without these marks, or without any."""
        return replace(
            self, marked={key: row for key, row in self.marked.items() if ids is not None and key not in ids}
        )

    def read(self, edge: Edge, leaf: Leaf[T], now: datetime) -> "Paged[T]":
        """Take in a page. A page that no longer fits where it was asked for is dropped."""
        match edge:
            case Edge.ANEW:
                return self._anew(leaf, now)
            case Edge.BELOW if self.leaves and self.leaves[-1].next == leaf.after:
                leaves = (*self.leaves, self._without_known(leaf))
                over = max(0, len(leaves) - WINDOW)
                gone = leaves[:over]
                above = (*self.above, *(one.after for one in gone))
                before = self.before + sum(len(one.rows) for one in gone)
                return replace(self, leaves=leaves[over:], above=above, before=before, further=False)
            case Edge.ABOVE if self.above and self.above[-1] == leaf.after:
                fresh = self._without_known(leaf)
                before = max(0, self.before - len(fresh.rows)) if self.above[:-1] else 0
                return replace(self, leaves=(fresh, *self.leaves)[:WINDOW], above=self.above[:-1], before=before)
            case _:
                return self

    def restarted(self) -> "Paged[T]":
        """Nothing is read yet; the question, the marks and the narrowing stay."""
        return replace(self, leaves=(), above=(), before=0, cursor=None, read_at=None, trouble=None)

    def _anew(self, leaf: Leaf[T], now: datetime) -> "Paged[T]":
        ids = {row.id: row for row in leaf.rows}
        cursor = self.cursor
        if cursor not in ids:
            cursor = leaf.rows[min(self.index, len(leaf.rows) - 1)].id if leaf.rows else None
        marked = {key: ids[key] for key in self.marked if key in ids}
        fresh = replace(
            self, leaves=(leaf,), above=(), before=0, cursor=cursor, marked=marked, read_at=now, trouble=None
        )
        return fresh.narrowed(self.needle)

    def _without_known(self, leaf: Leaf[T]) -> Leaf[T]:
        known = {row.id for row in self.all_rows}
        return replace(leaf, rows=tuple(row for row in leaf.rows if row.id not in known))

    def without(self, gone: frozenset[str]) -> "Paged[T]":
        """These rows are no more; the cursor goes to the one that moves up."""
        at = self.index
        leaves = tuple(replace(one, rows=tuple(row for row in one.rows if row.id not in gone)) for one in self.leaves)
        marked = {key: row for key, row in self.marked.items() if key not in gone}
        found = replace(self, leaves=leaves, marked=marked)
        if self.cursor not in gone or not found.rows:
            return found
        return found.at(found.rows[min(at, len(found.rows) - 1)].id)

    def renewed(self, row: T) -> "Paged[T]":
        """One row is known better now; it stays where it is."""
        leaves = tuple(
            replace(leaf, rows=tuple(row if one.id == row.id else one for one in leaf.rows)) for leaf in self.leaves
        )
        return replace(self, leaves=leaves)
