"""Reading visits and what was recorded of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_

from cairnloop.errors import NotFound
from cairnloop.kernel.database import Tx
from cairnloop.people.account_settings import settings_of
from cairnloop.people.accounts import get_account
from cairnloop.people.tables import Customer
from cairnloop.visits.rules import records
from cairnloop.visits.tables import ReplayEvent, Visit

COUNTED = 10_000
# One page of events ends after so many bytes, or with its first event.
PAGE_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """Which visits: of one customer, only those that go on or are over, or these."""

    customer_id: UUID | None = None
    active: bool | None = None
    ids: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class Some:
    """One page of a visit's events; `after` is the number behind which the next one goes on."""

    rows: Sequence[ReplayEvent]
    after: int | None


async def known_visit(tx: Tx, visit_id: UUID, *, lock: bool = False) -> Visit:
    """The visit of this id, of whatever account: for its page, which knows the id and nothing else. Raises NotFound."""
    return await _one(tx, select(Visit).where(Visit.id == visit_id), lock=lock)


async def get_visit(tx: Tx, account_id: UUID, visit_id: UUID, *, lock: bool = False) -> Visit:
    """Raises NotFound, also for another account's visit."""
    return await _one(tx, select(Visit).where(Visit.account_id == account_id, Visit.id == visit_id), lock=lock)


async def _one(tx: Tx, query: Select[Visit], *, lock: bool) -> Visit:
    visit = (await tx.session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
    if visit is None:
        raise NotFound("no such visit")
    return visit


async def account_of(tx: Tx, visit_id: UUID) -> UUID:
    """Where a visit is, without looking at it. Raises NotFound."""
    account_id = (await tx.session.execute(select(Visit.account_id).where(Visit.id == visit_id))).scalar_one_or_none()
    if account_id is None:
        raise NotFound("no such visit")
    return account_id


async def exists(tx: Tx, visit_id: UUID) -> bool:
    return (await tx.session.execute(select(Visit.id).where(Visit.id == visit_id))).first() is not None


async def recording(tx: Tx, account_id: UUID, *, house: bool) -> bool:
    """Whether this account's visits are recorded, in a house that does so or does not."""
    return records(house, settings_of(await get_account(tx, account_id))["record_visits"])


async def customer_of(tx: Tx, visit: Visit) -> Customer | None:
    """Whose visit it is, if anybody knows."""
    return None if visit.customer_id is None else await tx.session.get(Customer, visit.customer_id)


async def list_visits(
    tx: Tx, account_id: UUID, asked: Asked, *, before: tuple[datetime, UUID] | None = None, limit: int = 50
) -> Sequence[tuple[Visit, Customer | None]]:
    """Newest first, each with its customer."""
    query = _asked(select(Visit, Customer).outerjoin(Customer, Visit.customer_id == Customer.id), account_id, asked)
    if before is not None:
        query = query.where(tuple_(Visit.started_at, Visit.id) < before)
    query = query.order_by(Visit.started_at.desc(), Visit.id.desc()).limit(limit)
    return [(row[0], row[1]) for row in await tx.session.execute(query)]


async def count_visits(tx: Tx, account_id: UUID, asked: Asked) -> int:
    """Up to COUNTED."""
    some = _asked(select(Visit.id), account_id, asked).limit(COUNTED).subquery()
    found: int = (await tx.session.execute(select(func.count()).select_from(some))).scalar_one()
    return found


def _asked(query: Any, account_id: UUID, asked: Asked) -> Any:
    if asked.customer_id is not None:
        # That the customer is the account's says so of their visits; with both, SQLite would walk through all of them.
        theirs = select(Customer.id).where(Customer.account_id == account_id, Customer.id == asked.customer_id)
        query = query.where(Visit.customer_id == theirs.correlate(None).scalar_subquery())
    else:
        query = query.where(Visit.account_id == account_id)
    if asked.active is not None:
        query = query.where(Visit.finished_at.is_(None) if asked.active else Visit.finished_at.is_not(None))
    return query.where(Visit.id.in_(asked.ids)) if asked.ids else query


async def events_of(tx: Tx, visit_id: UUID, *, after: int = 0, limit: int = 500) -> Some:
    """What was recorded, in the order it came."""
    theirs = ReplayEvent.visit_id == visit_id
    sizes = select(ReplayEvent.number, ReplayEvent.size).where(theirs, ReplayEvent.number > after)
    found = (await tx.session.execute(sizes.order_by(ReplayEvent.number).limit(limit + 1))).all()
    last, size, shown = 0, 0, 0
    for number, bytes_ in found[:limit]:
        size += bytes_
        if shown and size > PAGE_BYTES:
            break
        last, shown = number, shown + 1
    if not shown:
        return Some((), None)
    query = select(ReplayEvent).where(theirs, ReplayEvent.number > after, ReplayEvent.number <= last)
    rows = (await tx.session.execute(query.order_by(ReplayEvent.number))).scalars().all()
    return Some(rows, last if len(found) > shown else None)
