"""Forgetting a customer: asked for once, worked off in portions, and written down without saying who it was."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select, update

from cairnloop.errors import NotFound
from cairnloop.kernel.audit import SYSTEM, Actor
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.tables import Row, table
from cairnloop.people.access.sessions import operator_of
from cairnloop.people.customer.customers import get_customer
from cairnloop.people.customer.tables import CustomerErasure
from cairnloop.people.events import CustomerErased, CustomerErasing
from cairnloop.people.identity import Operator
from cairnloop.people.tables import Customer, User

ERASE_CUSTOMER = "erase_customer"
customers = table(Customer)
# What a row must keep as long as something refers to it.
KEPT = ("id", "account_id", "merged_into", "erased_at", "first_seen", "last_seen_at", "created_at", "updated_at")
NOTHING = {column.name: None for column in customers.columns if column.name not in KEPT}


@dataclass(frozen=True, slots=True)
class Erasing:
    """A customer who is being forgotten, by all their ids, and on whose behalf."""

    account_id: UUID
    customer_id: UUID
    ids: tuple[UUID, ...]
    by: Actor


async def erase(db: Database, customer_id: UUID, by: Operator) -> UUID:
    """Forget a customer: gone for everybody at once; a job removes what belonged to them. Raises NotFound."""
    async with db.begin() as tx:
        customer = await get_customer(tx, by.account_id, customer_id, lock=True)
        tx.session.add(
            CustomerErasure(
                customer_id=customer.id,
                account_id=by.account_id,
                user_id=by.user_id,
                counts={},
                created_at=tx.now,
            )
        )
        await tx.session.flush()
        theirs = update(customers).where((customers.c.id == customer.id) | (customers.c.merged_into == customer.id))
        await tx.session.execute(theirs.values(**NOTHING, erased_at=tx.now, updated_at=tx.now))
        key = f"{ERASE_CUSTOMER}:{customer.id}"
        tx.enqueue(ERASE_CUSTOMER, unique_key=key, account_id=by.account_id, customer_id=customer.id)
        await tx.emit(CustomerErasing(by.account_id, customer.id))
        return customer.id


async def under_way(tx: Tx, account_id: UUID, customer_id: UUID) -> Erasing:
    """Raises NotFound when this customer is not being forgotten, or is gone."""
    query = (
        select(CustomerErasure, User)
        .outerjoin(User, CustomerErasure.user_id == User.id)
        .where(CustomerErasure.account_id == account_id, CustomerErasure.customer_id == customer_id)
        .with_for_update(of=CustomerErasure)
    )
    found = (await tx.session.execute(query)).one_or_none()
    if found is None:
        raise NotFound("this customer is not being erased")
    also = (await tx.session.execute(select(customers.c.id).where(customers.c.merged_into == customer_id))).scalars()
    by = SYSTEM if found[1] is None else operator_of(found[1]).actor
    return Erasing(account_id, customer_id, (customer_id, *also), by)


async def count(tx: Tx, erasing: Erasing, **gone: int) -> None:
    """Add to what went so far; a job that is killed goes on counting where it was."""
    row = await tx.session.get_one(CustomerErasure, erasing.customer_id)
    row.counts = {**row.counts, **{name: row.counts.get(name, 0) + number for name, number in gone.items()}}


async def finish(tx: Tx, erasing: Erasing) -> None:
    """The customer's own rows go last; one line of the trail stays, with numbers and a hash of the id."""
    row = await tx.session.get_one(CustomerErasure, erasing.customer_id)
    counts: dict[str, int] = {"conversations": 0, "messages": 0, "files": 0}
    await tx.emit(CustomerErased(erasing.account_id, erasing.ids))
    for other in reversed(Row.metadata.sorted_tables):
        for column in other.columns:
            if any(key.target_fullname == "customers.id" for key in column.foreign_keys) and other is not customers:
                erased = await tx.session.execute(delete(other).where(column.in_(erasing.ids)).returning(column))
                counts[str(other.name)] = len(erased.all())
    others = [one for one in erasing.ids if one != erasing.customer_id]
    await tx.session.execute(delete(customers).where(customers.c.id.in_(others)))
    await tx.session.execute(delete(customers).where(customers.c.id == erasing.customer_id))
    counts.pop(CustomerErasure.__tablename__)
    gone = {**counts, **row.counts}
    tx.audit(erasing.by, erasing.account_id, "customer.erased", "customer", hash_of(erasing.customer_id), gone=gone)


def hash_of(customer_id: UUID) -> str:
    """By which the line in the trail is found by who still knows the id, and says nothing to anybody else."""
    return f"sha256:{hashlib.sha256(str(customer_id).encode()).hexdigest()}"
