"""Which messages match: the newest of an account, no more than can be looked at, on either database."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    text,
    true,
)

from cairnloop.desk.lists.filters import Filter
from cairnloop.desk.search.rules import Hit
from cairnloop.desk.search.tables import Entry, Segment, Shelf
from cairnloop.desk.search.words import LEAD, Clause, asked_of_postgres, asked_of_sqlite, inbox, loose
from cairnloop.desk.sight import hidden, unhidden
from cairnloop.desk.tables import Conversation, Message
from cairnloop.kernel.database import Tx
from cairnloop.wire.query import Standing

# So many messages are ranked together, the newest that match; the next page goes on with older ones.
RANKED = 500
# Where the conversation decides, so many messages that match are looked at for it at most.
LOOKED_AT = 2_000
# So many segments are walked for one page: about two million messages of the account.
SEGMENTS = 128

# FTS5 walks its list from the newest on and stops when it has enough. Postgres' index knows no order, so the segments
# are asked one after the other, and no further than is needed. Its statements are planned once for all parameters: the
# keys stand in sums and the limits in the text, or it would rather walk along the keys past everything else.
MATCHING = {
    "sqlite": (
        "SELECT rowid AS key FROM message_index WHERE message_index MATCH :asked AND rowid >= :above "
        "AND rowid < :below ORDER BY rowid DESC LIMIT {most}"
    ),
    "postgresql": (
        "SELECT hit.key FROM unnest(CAST(:leads AS text[])) WITH ORDINALITY AS lead (said, place) "  # noqa: S608
        f"CROSS JOIN LATERAL (SELECT key FROM message_entries WHERE words @@ CAST(replace(:asked, '{LEAD}', lead.said) "
        "AS tsquery) AND key + 0 >= :above AND key + 0 < :below ORDER BY key + 0 DESC LIMIT {most}) AS hit LIMIT {most}"
    ),
}
# Whether one entry matches, to the letter.
MATCHES = {
    "sqlite": text("EXISTS (SELECT 1 FROM message_index WHERE message_index MATCH :exactly AND rowid = messages.seq)"),
    "postgresql": text(
        f"message_entries.words @@ CAST(replace(:exactly, '{LEAD}', message_entries.shelf || '.' || "
        "message_entries.segment) AS tsquery)"
    ),
}
FOUND = (
    select(Entry.key, Message.conversation_id, Message.created_at, Entry.size, Entry.about)
    .join(Message, Message.seq == Entry.key)
    .order_by(Entry.key.desc())
    .limit(RANKED)
)


@dataclass(frozen=True, slots=True)
class Sought:
    """What is searched: words in the index, and what must be so of a conversation and of its messages' time."""

    which: Filter
    clauses: tuple[Clause, ...] = ()
    conditions: tuple[ColumnElement[bool], ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """What is to be marked where it is found."""
        return tuple(word for clause in self.clauses if not clause.excluded for word in clause.words)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part of the account's shelf that one page walks. Without `ends` it is all that there is."""

    shelf: int
    segments: tuple[int, ...]
    below: int
    above: int
    ends: bool


async def stretch_of(tx: Tx, sought: Sought, below: int) -> Stretch | None:
    query = (
        select(Shelf.number, Segment.number, Segment.last_key)
        .join(Segment, Segment.shelf == Shelf.number)
        .where(Shelf.account_id == sought.which.account_id, Segment.first_key < below)
        .order_by(Segment.number.desc())
        .limit(SEGMENTS + 1)
    )
    if sought.until is not None:
        query = query.where(Segment.first_at < sought.until)
    if sought.since is not None:
        query = query.where(Segment.last_at >= sought.since)
    found = (await tx.session.execute(query)).all()
    if not found:
        return None
    walked = found[:SEGMENTS]
    above = max((row[2] for row in found[SEGMENTS:]), default=-1) + 1
    below = min(below, max(row[2] for row in walked) + 1)
    return Stretch(walked[0][0], tuple(row[1] for row in walked), below, above, len(found) > SEGMENTS)


async def hits_in(tx: Tx, sought: Sought, stretch: Stretch) -> tuple[list[Hit], int | None]:
    """The newest messages that match, and below which key there may be more; None when these are all."""
    conditions = _conditions(sought)
    found = FOUND.where(*conditions) if conditions else FOUND
    if tx.dialect == "postgresql" and any(len(clause.words) > 1 for clause in sought.clauses):
        # Its index knows which words an entry has, and not where: that is looked up in the entry.
        found = found.where(MATCHES[tx.dialect])
    most = LOOKED_AT if found is not FOUND else RANKED
    matching = text(MATCHING[tx.dialect].format(most=most)).columns(key=BigInteger).cte("matching")
    hits = found.join(matching, matching.c.key == Entry.key).subquery("hits")
    looked = select(func.count().label("count"), func.min(matching.c.key).label("last")).subquery("looked")
    query = select(looked, hits).select_from(looked.outerjoin(hits, true())).order_by(hits.c.key.desc())
    rows = (await tx.session.execute(query, _asked(tx.dialect, sought, stretch))).all()
    count, last = rows[0][:2]
    found_hits = [Hit(*row[2:]) for row in rows if row.key is not None]
    if len(found_hits) == RANKED:
        return found_hits, found_hits[-1].key
    if count == most:
        return found_hits, last
    return found_hits, stretch.above if stretch.ends else None


async def shown_in(tx: Tx, sought: Sought, stretch: Stretch, ids: Collection[UUID]) -> set[UUID]:
    """Those of these conversations that have a match where earlier pages looked."""
    query = (
        select(Message.conversation_id)
        .join(Entry, Entry.key == Message.seq)
        .where(Message.conversation_id.in_(ids), Message.seq >= bindparam("above"), Message.seq < bindparam("below"))
        .where(MATCHES[tx.dialect], *_conditions(sought))
    )
    return set((await tx.session.execute(query, _asked(tx.dialect, sought, stretch))).scalars())


def _asked(dialect: str, sought: Sought, stretch: Stretch) -> dict[str, Any]:
    """The parameters of these statements."""
    # What is hidden does not even take the place of something else.
    clauses = (*sought.clauses, *(Clause((inbox(one),), excluded=True) for one in sorted(hidden())))
    within = {"below": stretch.below, "above": stretch.above}
    if dialect == "sqlite":
        asked = asked_of_sqlite(stretch.shelf, clauses)
        return {**within, "asked": asked, "exactly": asked}
    leads = [f"{stretch.shelf}.{number}" for number in stretch.segments]
    loosely = asked_of_postgres(loose(clauses))
    return {**within, "asked": loosely, "exactly": asked_of_postgres(clauses), "leads": leads}


def _conditions(sought: Sought) -> list[ColumnElement[bool]]:
    """What only the rows themselves can tell, each along its key: joined, SQLite would begin with the conversations."""
    asked = list(sought.conditions)
    if sought.which != Filter(sought.which.account_id, me=sought.which.me):
        # A list leaves out what is archived unless it is asked for; a search goes through everything.
        stands = [sought.which.standing] if sought.which.standing else list(Standing)
        asked.append(or_(*(_so(replace(sought.which, standing=one)) for one in stands)))
    if hidden():
        asked.append(unhidden(Conversation.inbox_id))
    its = exists().where(Conversation.id == Message.conversation_id, *asked).correlate(Message)
    found: list[ColumnElement[bool]] = [its] if asked else []
    if sought.since is not None:
        found.append(Message.created_at >= sought.since)
    if sought.until is not None:
        found.append(Message.created_at < sought.until)
    return found


def _so(which: Filter) -> ColumnElement[bool]:
    search = which.search()
    return and_(or_(false(), *(and_(*road) for road in search.roads)), *search.rest)
