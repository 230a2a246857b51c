"""Events on their way from a visitor's page: kept as far as there is room, and passed on to whoever watches."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from cairnloop.errors import Invalid, TooLarge
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.tables import table
from cairnloop.people.tables import Account
from cairnloop.visits import topics
from cairnloop.visits.rules import Bounds, Room, full, happened, page_in, records, visited
from cairnloop.visits.tables import ReplayEvent, Visit, VisitUsage

EMITTED = "replay:event:emitted"
GONE = "this visit was removed"
OFF = "recording was switched off in this account"
visits, usage, accounts = table(Visit), table(VisitUsage), table(Account)
GROWN = (
    update(visits)
    .where(visits.c.id == bindparam("visit"))
    .values(
        events=bindparam("new_events"),
        size=bindparam("new_size"),
        pages=bindparam("new_pages"),
        last_seen_at=bindparam("now"),
        finished_at=None,
    )
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a recorder saw. `kept` and `watched` say what is to become of it."""

    account_id: UUID
    visit_id: UUID
    customer_id: UUID | None
    event: dict[str, Any]
    written: bytes
    kept: bool
    watched: bool


def read_event(event: object, bounds: Bounds) -> tuple[dict[str, Any], bytes]:
    """An event as it came and as it is kept. Raises Invalid, TooLarge."""
    if not isinstance(event, dict):
        raise Invalid.field("event", "is not an object")
    try:
        written = orjson.dumps(event)
    except TypeError as error:
        raise Invalid.field("event", "is nested too deep") from error
    if len(written) > bounds.event:
        raise TooLarge(f"An event may take {bounds.event} bytes; this one has {len(written)}.")
    return event, written


async def take_all(db: Database, bounds: Bounds, seen: Sequence[Seen]) -> Sequence[str | None]:
    """For each why it was not kept, or None: one statement a table for the whole group, however many visits."""
    async with db.begin() as tx:
        kept = [one for one in seen if one.kept]
        why = await _keep(tx, bounds, kept) if kept else []
        for one in seen:
            if one.watched:
                whose = None if one.customer_id is None else str(one.customer_id)
                topic = topics.watching(one.account_id, one.visit_id)
                tx.announce(topic, EMITTED, {"event": one.event, "customer_id": whose})
    answers = iter(why)
    return [next(answers) if one.kept else None for one in seen]


async def _keep(tx: Tx, bounds: Bounds, seen: Sequence[Seen]) -> list[str | None]:
    # In one order, so that two daemons never wait for each other.
    ids = sorted({one.visit_id for one in seen})
    query = select(visits.c.id, visits.c.events, visits.c.size, visits.c.pages).where(visits.c.id.in_(ids))
    found = {row.id: row for row in await tx.session.execute(query.order_by(visits.c.id).with_for_update())}
    held = await _held(tx, {one.account_id for one in seen})
    rooms = {id_: Room(row.events, row.size, 0) for id_, row in found.items()}
    pages = {id_: list(row.pages) for id_, row in found.items()}
    grown: dict[UUID, int] = defaultdict(int)
    rows, why = [], list[str | None]()
    for one in seen:
        size, own, account = len(one.written), rooms.get(one.visit_id), held.get(one.account_id)
        if own is None or account is None:
            why.append(GONE if own is None else OFF)
            continue
        room = Room(own.events, own.visit, account + grown[one.account_id])
        why.append(full(room, size, bounds))
        if why[-1] is not None:
            continue
        rooms[one.visit_id] = room.with_one(size)
        grown[one.account_id] += size
        pages[one.visit_id] = visited(pages[one.visit_id], page_in(one.event))
        rows.append(_row(one, room.events + 1, tx))
    if rows:
        await tx.session.execute(insert(table(ReplayEvent)), rows)
        touched = {row["visit_id"] for row in rows}
        changed = [
            {"visit": id_, "new_events": room.events, "new_size": room.visit, "new_pages": pages[id_], "now": tx.now}
            for id_, room in sorted(rooms.items())
            if id_ in touched
        ]
        await (await tx.session.connection()).execute(GROWN, changed)
        await _grow(tx, grown)
    return why


def _row(one: Seen, number: int, tx: Tx) -> dict[str, Any]:
    return {
        "visit_id": one.visit_id,
        "number": number,
        "account_id": one.account_id,
        "at": happened(one.event, tx.now),
        "event": one.written.decode(),
        "size": len(one.written),
    }


async def _held(tx: Tx, ids: set[UUID]) -> dict[UUID, int]:
    """How much each of these accounts holds; those that record no more are left out, whatever their pages heard."""
    query = select(accounts.c.id, accounts.c.settings, usage.c.size)
    query = query.outerjoin(usage, usage.c.account_id == accounts.c.id).where(accounts.c.id.in_(ids))
    rows = await tx.session.execute(query)
    return {row.id: row.size or 0 for row in rows if records(True, (row.settings or {}).get("record_visits"))}


async def _grow(tx: Tx, grown: dict[UUID, int]) -> None:
    made: Any = (sqlite.insert if tx.dialect == "sqlite" else postgresql.insert)(usage)
    more = made.on_conflict_do_update(index_elements=["account_id"], set_={"size": usage.c.size + made.excluded.size})
    rows = [{"account_id": account, "size": size} for account, size in sorted(grown.items()) if size]
    await tx.session.execute(more, rows)
