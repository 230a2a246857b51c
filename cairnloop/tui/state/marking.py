"""Marks on rows: which conversations the next act is about."""

from dataclasses import replace

from cairnloop.tui.state.listing import Listing
from cairnloop.tui.state.rows import Row


def toggled(listing: Listing) -> Listing:
    """Mark the row under the cursor, or take its mark away, and go on to the next."""
    row = listing.row
    if row is None:
        return listing
    return replace(listing, marked=listing.marked ^ {row.id}, anchor=row.id).moved(1)


def stretched(listing: Listing) -> Listing:
    """Mark everything from the last mark to the cursor; where nothing is marked, all rows that are shown."""
    if listing.row is None:
        return listing
    start = listing.places.get(listing.anchor or "") if listing.marked else None
    if start is None:
        return replace(listing, marked=frozenset(listing.places), anchor=None)
    first, last = sorted((start, listing.index))
    marked = listing.marked | {row.id for row in listing.rows[first : last + 1]}
    return replace(listing, marked=marked, anchor=listing.row.id)


def unmarked(listing: Listing, ids: frozenset[str] | None = None) -> Listing:
    """Without these marks, or without any."""
    marked = frozenset() if ids is None else listing.marked - ids
    return replace(listing, marked=marked, anchor=listing.anchor if listing.anchor in marked else None)


def marked_rows(listing: Listing) -> tuple[Row, ...]:
    """In the order of the list."""
    return tuple(row for row in listing.rows if row.id in listing.marked) if listing.marked else ()
