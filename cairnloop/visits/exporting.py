"""Everything we hold of one customer's visits, as JSON, a portion at a time."""

from collections.abc import AsyncIterator
from uuid import UUID

import orjson
from sqlalchemy import select

from cairnloop.kernel.database import Database
from cairnloop.visits.queries import events_of
from cairnloop.visits.shapes import event_out, visit_out
from cairnloop.visits.tables import Visit

VISITS_AT_ONCE = 100


async def documents(db: Database, customer_id: UUID) -> AsyncIterator[bytes]:
    """The visits one after the other with commas between them, each with what was recorded."""
    after: UUID | None = None
    between = b""
    while True:
        query = select(Visit).where(Visit.customer_id == customer_id)
        async with db.read() as tx:
            some = query if after is None else query.where(Visit.id > after)
            found = (await tx.session.execute(some.order_by(Visit.id).limit(VISITS_AT_ONCE))).scalars().all()
        for visit in found:
            yield between
            async for piece in _document(db, visit):
                yield piece
            between = b","
        if len(found) < VISITS_AT_ONCE:
            return
        after = found[-1].id


async def _document(db: Database, visit: Visit) -> AsyncIterator[bytes]:
    yield orjson.dumps(visit_out(visit))[:-1] + b',"browser_replay_events":['
    after: int | None = 0
    between = b""
    while after is not None:
        async with db.read() as tx:
            some = await events_of(tx, visit.id, after=after)
        for row in some.rows:
            yield between + orjson.dumps(event_out(row))
            between = b","
        after = some.after
    yield b"]}"
