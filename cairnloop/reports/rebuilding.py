"""Counting an account anew, in portions: from nothing when asked to, in place when hours or days have changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from cairnloop.desk import topics
from cairnloop.desk.rules import Status
from cairnloop.desk.tables import Conversation
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.jobs.port import OnDuplicate
from cairnloop.kernel.tables import table
from cairnloop.people.identity import Operator
from cairnloop.reports.counting import locked_progress
from cairnloop.reports.recounting import recount
from cairnloop.reports.tables import Cell, Era

REBUILD_REPORTS = "rebuild_reports"
PORTION = 100
# Who sets hours seldom sets only one of them: counting begins so long after the last.
CALM = timedelta(seconds=30)

cells, conversations = table(Cell), table(Conversation)


async def rebuild(db: Database, by: Operator) -> int:
    """Empty the sums and begin; returns the era that has begun. What was under way begins again with it."""
    async with db.begin() as tx:
        await locked_progress(tx)
        era = await _begin(tx, by.account_id, emptied=True)
        await tx.session.execute(delete(cells).where(cells.c.account_id == by.account_id))
        tx.audit(by.actor, by.account_id, "reports.rebuilt", "account", by.account_id, era=era)
        return era


async def count_in_new_hours(tx: Tx, account_id: UUID) -> None:
    """The sums stay while one conversation after the other is taken out of them and put in as it counts now."""
    await _begin(tx, account_id, emptied=False)


async def _begin(tx: Tx, account_id: UUID, *, emptied: bool) -> int:
    upsert: Any = (sqlite_insert if tx.dialect == "sqlite" else postgres_insert)(Era)
    upsert = upsert.values(account_id=account_id, era=int(emptied), rebuilding=True, place=_start(FIRST))
    again = upsert.on_conflict_do_update(
        index_elements=["account_id"], set_={"era": Era.era + int(emptied), "rebuilding": True, "place": _start(FIRST)}
    )
    era: int = (await tx.session.execute(again.returning(Era.era))).scalar_one()
    _go_on(tx, account_id, OnDuplicate.POSTPONE, None if emptied else tx.now + CALM)
    _tell(tx, account_id, True)
    return era


async def rebuild_portion(db: Database, account_id: UUID) -> None:
    """Count some conversations, the liveliest first, and ask for the next ones; what has changed since is counted
    because it has changed. How far it has come stands in the account's row: to be run twice does no harm."""
    async with db.begin() as tx:
        await locked_progress(tx)
        row = await tx.session.get(Era, account_id, with_for_update=True)
        if row is None or not row.rebuilding:
            return
        found = await _next(tx, account_id, row.place)
        await recount(tx, [one.id for one in found])
        status = Status(row.place["status"])
        if len(found) == PORTION:
            row.place = {**_start(status), "at": found[-1].last_activity_at.isoformat(), "last": str(found[-1].id)}
        elif status in FOLLOWING:
            row.place = _start(FOLLOWING[status])
        else:
            row.rebuilding = False
            _tell(tx, account_id, False)
            return
        _go_on(tx, account_id, OnDuplicate.KEEP)


async def _next(tx: Tx, account_id: UUID, place: Mapping[str, Any]) -> Sequence[Row[UUID, datetime]]:
    c = conversations.c
    query = select(c.id, c.last_activity_at).where(c.account_id == account_id, c.status == place["status"])
    if place["last"] is not None:
        behind = (datetime.fromisoformat(place["at"]), UUID(place["last"]))
        query = query.where(tuple_(c.last_activity_at, c.id) < behind)
    query = query.order_by(c.last_activity_at.desc(), c.id.desc()).limit(PORTION)
    return (await tx.session.execute(query)).all()


FIRST = Status.OPEN
FOLLOWING = {Status.OPEN: Status.SNOOZED, Status.SNOOZED: Status.CLOSED}


def _start(status: Status) -> dict[str, Any]:
    return {"status": status.value, "at": None, "last": None}


def _go_on(tx: Tx, account_id: UUID, others: OnDuplicate, at: datetime | None = None) -> None:
    key = f"{REBUILD_REPORTS}:{account_id}"
    tx.enqueue(REBUILD_REPORTS, run_at=at, unique_key=key, on_duplicate=others, account_id=account_id)


def _tell(tx: Tx, account_id: UUID, rebuilding: bool) -> None:
    tx.announce(topics.operators(account_id), "reports:rebuilt", {"rebuilding": rebuilding})
