"""Counting an account anew from nothing: the sums are emptied at once and made again in portions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from cairnloop.desk import topics
from cairnloop.desk.hours.calendars import Calendars
from cairnloop.desk.rules import Status
from cairnloop.desk.tables import Conversation
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.tables import table
from cairnloop.people.identity import Operator
from cairnloop.reports.counting import locked_progress
from cairnloop.reports.recounting import recount
from cairnloop.reports.tables import Cell, Era

REBUILD_REPORTS = "rebuild_reports"
PORTION = 100

cells, conversations = table(Cell), table(Conversation)


async def rebuild(db: Database, by: Operator) -> int:
    """Begin; returns the era that has begun. What was begun before and goes on is overtaken by this one."""
    async with db.begin() as tx:
        await locked_progress(tx)
        upsert: Any = (sqlite_insert if tx.dialect == "sqlite" else postgres_insert)(Era)
        upsert = upsert.values(account_id=by.account_id, era=1, rebuilding=True)
        again = upsert.on_conflict_do_update(
            index_elements=["account_id"], set_={"era": Era.era + 1, "rebuilding": True}
        )
        era: int = (await tx.session.execute(again.returning(Era.era))).scalar_one()
        await tx.session.execute(delete(cells).where(cells.c.account_id == by.account_id))
        _go_on(tx, by.account_id, era, Status.OPEN, None)
        tx.audit(by.actor, by.account_id, "reports.rebuilt", "account", by.account_id, era=era)
        _tell(tx, by.account_id, True)
        return era


async def rebuild_portion(db: Database, calendars: Calendars, args: Mapping[str, Any]) -> None:
    """Count some conversations, the liveliest first, and ask for the next ones; what has changed since is counted
    because it has changed."""
    account_id, era = UUID(args["account_id"]), int(args["era"])
    status = Status(args["status"])
    async with db.begin() as tx:
        await locked_progress(tx)
        row = await tx.session.get(Era, account_id)
        if row is None or row.era != era:
            return
        c = conversations.c
        query = select(c.id, c.last_activity_at).where(c.account_id == account_id, c.status == status.value)
        if args["at"] is not None:
            place = (datetime.fromisoformat(args["at"]), UUID(args["last"]))
            query = query.where(tuple_(c.last_activity_at, c.id) < place)
        query = query.order_by(c.last_activity_at.desc(), c.id.desc()).limit(PORTION)
        found = (await tx.session.execute(query)).all()
        await recount(tx, calendars, [one.id for one in found])
        if len(found) == PORTION:
            _go_on(tx, account_id, era, status, (found[-1].last_activity_at, found[-1].id))
        elif status is not LAST:
            _go_on(tx, account_id, era, NEXT[status], None)
        else:
            row.rebuilding = False
            _tell(tx, account_id, False)


LAST = Status.CLOSED
NEXT = {Status.OPEN: Status.SNOOZED, Status.SNOOZED: Status.CLOSED}


def _go_on(tx: Tx, account_id: UUID, era: int, status: Status, after: tuple[datetime, UUID] | None) -> None:
    at, last = (None, None) if after is None else (after[0].isoformat(), after[1])
    tx.enqueue(REBUILD_REPORTS, account_id=account_id, era=era, status=status.value, at=at, last=last)


def _tell(tx: Tx, account_id: UUID, rebuilding: bool) -> None:
    tx.announce(topics.operators(account_id), "reports:rebuilt", {"rebuilding": rebuilding})
