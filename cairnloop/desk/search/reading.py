"""Searching: the conversations in which something was found, the best first, a page at a time."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select

from cairnloop.desk.lists.pages import rows_of
from cairnloop.desk.search.matching import Sought, hits_in, shown_in, stretch_of
from cairnloop.desk.search.rules import Hit, Ranked, ranked
from cairnloop.desk.search.shapes import found_out
from cairnloop.desk.tables import Conversation, Message
from cairnloop.errors import Invalid
from cairnloop.kernel.database import Tx
from cairnloop.people.tables import Customer, User
from cairnloop.wire.found import FoundOut

# Above every key.
TOP = 2**62


@dataclass(frozen=True, slots=True)
class Found:
    """A page: conversations, how many were found together with it, and the cursor of the next. `more`: at least."""

    rows: list[FoundOut]
    count: int
    more: bool
    next: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: so many conversations into those found below this key, as they were ranked then.

    `first` is where the first page began; what stands between has been shown.
    """

    below: int
    first: int
    skipped: int
    now: datetime


async def search(tx: Tx, sought: Sought, *, after: str | None = None, limit: int = 20) -> Found:
    """The conversations that match. A page may be short, even empty, and still have a next one."""
    place = Place(TOP, TOP, 0, tx.now) if after is None else read_cursor(after)
    stretch = await stretch_of(tx, sought, place.below)
    if stretch is None:
        return Found([], 0, more=False, next=None)
    hits, to = await hits_in(tx, sought, stretch)
    ranks = ranked(hits, sought.words, place.now)
    chosen = ranks[place.skipped : place.skipped + limit]
    if place.below < place.first:
        ids = [one.conversation_id for one in chosen]
        shown = await shown_in(tx, sought, replace(stretch, below=place.first, above=place.below), ids)
        fresh = [one for one in chosen if one.conversation_id not in shown]
    else:
        fresh = chosen
    rows = await _rows(tx, sought, fresh)
    onward = _onward(place, hits, to, place.skipped + len(chosen) if place.skipped + len(chosen) < len(ranks) else None)
    return Found(rows, len(ranks), to is not None, None if onward is None else write_cursor(onward))


def _onward(place: Place, hits: Sequence[Hit], to: int | None, skipped: int | None) -> Place | None:
    """Where the next page begins; from the first page on nothing new comes in from above."""
    first = hits[0].key + 1 if place.first == TOP and hits else place.first
    if skipped is not None:
        return Place(min(place.below, first), first, skipped, place.now)
    return None if to is None else Place(to, first, 0, place.now)


async def _rows(tx: Tx, sought: Sought, chosen: Sequence[Ranked]) -> list[FoundOut]:
    query = (
        select(Conversation, Customer, User)
        .join(Customer, Conversation.customer_id == Customer.id)
        .outerjoin(User, Conversation.assignee_id == User.id)
        # By their ids alone: given the account as well, SQLite would go through all that it has.
        .where(Conversation.id.in_([one.conversation_id for one in chosen]))
    )
    rows_read = [(row[0], row[1], row[2]) for row in await tx.session.execute(query)] if chosen else []
    found = [row for row in rows_read if row[0].account_id == sought.which.account_id]
    rows = {UUID(row["id"]): row for row in await rows_of(tx, found)}
    best = select(Message).where(Message.seq.in_([one.best.key for one in chosen]))
    messages = {row.seq: row for row in (await tx.session.execute(best)).scalars()} if chosen else {}
    # One that was erased in between is on no page.
    there = [one for one in chosen if one.conversation_id in rows and one.best.key in messages]
    return [found_out(rows[one.conversation_id], messages[one.best.key], one, sought.clauses) for one in there]


def write_cursor(place: Place) -> str:
    said = f"{place.below}|{place.first}|{place.skipped}|{place.now.isoformat()}"
    return base64.urlsafe_b64encode(said.encode()).decode()


def read_cursor(cursor: str) -> Place:
    """Raises Invalid for a cursor that we did not write."""
    try:
        below, first, skipped, now = base64.urlsafe_b64decode(cursor.encode()).decode().split("|")
        place = Place(int(below), int(first), int(skipped), datetime.fromisoformat(now))
        if place.now.tzinfo is None or not 0 <= place.below <= place.first <= TOP or not 0 <= place.skipped <= TOP:
            raise ValueError("no place of ours")
        return replace(place, now=place.now.astimezone(UTC))
    except (ValueError, OverflowError, binascii.Error) as error:
        raise Invalid.field("after", "use the value of `next` from the page before") from error
