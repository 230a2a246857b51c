"""What a visitor's page does with its own visit: begun, identified, finished, taken up again. Who knows its id may."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update

from cairnloop.errors import NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.tables import table
from cairnloop.people.accounts import get_account
from cairnloop.people.customer.customers import get_customer, known_customer
from cairnloop.people.proof import vouching
from cairnloop.people.proof.vouching import Claim
from cairnloop.visits.queries import account_of, known_visit
from cairnloop.visits.rules import began, page_of, visited
from cairnloop.visits.tables import Visit
from cairnloop.wire.visits import NewVisitFields

visits = table(Visit)


async def begin(db: Database, said: NewVisitFields, claim: Claim) -> Visit:
    """A new visit. Raises NotFound for an unknown account.

    A page may remember a customer who is gone: that is no reason to send the visitor away, so it begins without one.
    """
    async with db.begin() as tx:
        await get_account(tx, said.account_id)
        details = said.metadata.model_dump(exclude_none=True)
        visit = Visit(
            id=tx.new_id(),
            account_id=said.account_id,
            customer_id=await _remembered(tx, said.account_id, said.customer_id, claim),
            details=details,
            pages=visited([], page_of(details.get("current_url"))),
            events=0,
            size=0,
            started_at=began(said.started_at, tx.now),
            finished_at=None,
            last_seen_at=tx.now,
            created_at=tx.now,
            updated_at=tx.now,
        )
        tx.session.add(visit)
        return visit


async def identify(db: Database, visit_id: UUID, customer_id: UUID, claim: Claim) -> Visit:
    """Whose visit it is. Raises NotFound, also for another account's customer; NotProved, FalseProof."""
    async with db.begin() as tx:
        # The customer first, as those do who merge or forget one: nobody waits for each other.
        customer = await get_customer(tx, await account_of(tx, visit_id), customer_id, lock=True)
        await vouching.admit(tx, customer, claim)
        visit = await known_visit(tx, visit_id, lock=True)
        if visit.customer_id != customer.id:
            visit.customer_id, visit.updated_at = customer.id, tx.now
        return visit


async def finish(db: Database, visit_id: UUID) -> Visit:
    """The visitor left. Said twice it changes nothing."""
    async with db.begin() as tx:
        visit = await known_visit(tx, visit_id, lock=True)
        if visit.finished_at is None:
            visit.finished_at = visit.last_seen_at = visit.updated_at = tx.now
        return visit


async def restart(db: Database, visit_id: UUID) -> Visit:
    """The visitor is there again. Said twice it changes nothing."""
    async with db.begin() as tx:
        visit = await known_visit(tx, visit_id, lock=True)
        if visit.finished_at is not None:
            visit.finished_at = None
            visit.last_seen_at = visit.updated_at = tx.now
        return visit


async def seen_all(db: Database, ids: Sequence[UUID]) -> Sequence[None]:
    """Pages are there, so their visits go on: one statement, however many come back at once."""
    async with db.begin() as tx:
        # In one order, so that two daemons never wait for each other.
        some = select(visits.c.id).where(visits.c.id.in_(ids)).order_by(visits.c.id).with_for_update()
        there = list((await tx.session.execute(some)).scalars())
        still = update(visits).where(visits.c.id.in_(there)).values(finished_at=None, last_seen_at=tx.now)
        await tx.session.execute(still)
    return [None] * len(ids)


async def _remembered(tx: Tx, account_id: UUID, customer_id: UUID | None, claim: Claim) -> UUID | None:
    customer = None if customer_id is None else await known_customer(tx, customer_id)
    if customer is None or customer.account_id != account_id:
        return None
    # Held until the visit is there: somebody who is being forgotten must not come back by it.
    try:
        customer = await get_customer(tx, account_id, customer.id, lock=True)
    except NotFound:
        return None
    await vouching.admit(tx, customer, claim)
    return customer.id
