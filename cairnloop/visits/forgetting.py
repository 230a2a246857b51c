"""Visits that are over, too old, or of somebody who is forgotten or turned out to be somebody else; in portions."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, tuple_, update

from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.tables import table
from cairnloop.people.events import CustomersMerged
from cairnloop.visits.rules import GONE_AFTER
from cairnloop.visits.tables import ReplayEvent, Visit, VisitUsage

FORGET_VISITS = "forget_visits"
# Rows of one transaction: deleting must not hold up those who write.
VISITS_AT_ONCE, EVENTS_AT_ONCE = 200, 2_000
visits, events, usage = table(Visit), table(ReplayEvent), table(VisitUsage)


async def forget_old(db: Database, keep: timedelta) -> None:
    """Those that nobody was seen in for so long; and before that, those whose visitor left without a word are over."""
    await _end_left(db)
    before = db.clock.now() - keep
    while True:
        async with db.begin() as tx:
            if await _forget(tx, visits.c.last_seen_at < before) is None:
                return


async def forget_some(tx: Tx, customer_ids: Collection[UUID]) -> int | None:
    """One portion of what these customers left: how many visits went with it, or None when nothing is left."""
    return await _forget(tx, visits.c.customer_id.in_(customer_ids))


async def merged(tx: Tx, happened: Sequence[CustomersMerged]) -> None:
    """A reaction: the visits of somebody who was merged are those of whom they turned out to be."""
    for event in happened:
        theirs = update(visits).where(visits.c.customer_id == event.merged, visits.c.account_id == event.account_id)
        await tx.session.execute(theirs.values(customer_id=event.customer_id))


async def give_back(tx: Tx, sizes: Mapping[UUID, int]) -> None:
    """These accounts hold so many bytes less."""
    for account_id, size in sorted(sizes.items()):
        less = update(usage).where(usage.c.account_id == account_id).values(size=usage.c.size - size)
        await tx.session.execute(less)


async def _end_left(db: Database) -> None:
    left = visits.c.finished_at.is_(None), visits.c.last_seen_at < db.clock.now() - GONE_AFTER
    some = select(visits.c.id).where(*left).order_by(visits.c.last_seen_at).limit(VISITS_AT_ONCE).scalar_subquery()
    over = update(visits).where(visits.c.id.in_(some), *left).values(finished_at=visits.c.last_seen_at)
    while True:
        async with db.begin() as tx:
            if len((await tx.session.execute(over.returning(visits.c.id))).all()) < VISITS_AT_ONCE:
                return


async def _forget(tx: Tx, which: ColumnElement[bool]) -> int | None:
    chosen = select(visits.c.id).where(which).order_by(visits.c.last_seen_at, visits.c.id).limit(VISITS_AT_ONCE)
    ids = list((await tx.session.execute(chosen.with_for_update())).scalars())
    if not ids:
        return None
    key = tuple_(events.c.visit_id, events.c.number)
    some = select(events.c.visit_id, events.c.number).where(events.c.visit_id.in_(ids)).limit(EVENTS_AT_ONCE)
    gone = delete(events).where(key.in_(some)).returning(events.c.account_id, events.c.size)
    rows = (await tx.session.execute(gone)).all()
    sizes: Counter[UUID] = Counter()
    for row in rows:
        sizes[row.account_id] += row.size
    await give_back(tx, sizes)
    if len(rows) == EVENTS_AT_ONCE:
        return 0
    await tx.session.execute(delete(visits).where(visits.c.id.in_(ids)))
    return len(ids)
