"""Customers: met, recognised, and kept up to date by what their page says of them, or by operators."""

import re
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, func, select

from cairnloop.errors import Invalid, NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.tables import plain
from cairnloop.people.accounts import get_account
from cairnloop.people.customer.companies import get_company
from cairnloop.people.events import CustomerChanged, CustomerMet
from cairnloop.people.identity import Operator
from cairnloop.people.proof import vouching
from cairnloop.people.proof.vouching import Claim
from cairnloop.people.shapes import customer_basic_out
from cairnloop.people.tables import Customer
from cairnloop.wire.customers import CustomerWords
from cairnloop.wire.people import CustomerFields

UUID_TEXT = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What colleagues are told of at once. Where a page is just now is no news: it changes with every click.
NEWS = ("external_id", "email", "name", "phone", "profile_photo_url", "details", "company_id")


def _columns(said: dict[str, Any]) -> dict[str, Any]:
    """By the names of the row."""
    if "metadata" in said:
        said["details"] = said.pop("metadata")
    return said


def _by_page(fields: CustomerFields) -> dict[str, Any]:
    return _columns(fields.model_dump(include=set(CustomerFields.model_fields), exclude_none=True))


async def meet(
    db: Database, account_id: UUID, fields: CustomerFields, *, ip: str | None, claim: Claim | None = None
) -> Customer:
    """A new customer of this account. Raises NotFound for an unknown account."""
    async with db.begin() as tx:
        await get_account(tx, account_id)
        said, proof = await vouching.hear(tx, account_id, None, _by_page(fields), claim)
        customer = Customer(
            id=tx.new_id(),
            account_id=account_id,
            ip=ip,
            first_seen=tx.now,
            last_seen_at=tx.now,
            created_at=tx.now,
            updated_at=tx.now,
            **said,
        )
        vouching.mark(tx, customer, proof)
        tx.session.add(customer)
        await tx.session.flush()
        await tx.emit(CustomerMet(account_id, customer.id, customer_basic_out(customer)))
        return customer


async def remember(
    db: Database, customer_id: UUID, fields: CustomerFields, *, ip: str | None, claim: Claim | None = None
) -> Customer:
    """Update what the customer's page said about them. Nothing said earlier is erased by silence."""
    async with db.begin() as tx:
        customer = await somebody(tx, customer_id, lock=True)
        said = _by_page(fields)
        said, proof = await vouching.hear(tx, customer.account_id, customer, said, claim)
        before = _news(customer)
        for name, value in said.items():
            setattr(customer, name, value)
        vouching.mark(tx, customer, proof)
        customer.ip = ip or customer.ip
        customer.last_seen_at = customer.updated_at = tx.now
        await _tell(tx, customer, before)
        return customer


async def change(db: Database, customer_id: UUID, words: CustomerWords, by: Operator) -> Customer:
    """What an operator knows better. Raises NotFound, also for a company that is not the account's."""
    async with db.begin() as tx:
        customer = await get_customer(tx, by.account_id, customer_id, lock=True)
        said = _columns(words.model_dump(exclude_unset=True))
        if said.get("company_id") is not None:
            await get_company(tx, by.account_id, said["company_id"], keep=True)
        changed = {name: value for name, value in said.items() if getattr(customer, name) != value}
        if changed:
            before = _news(customer)
            for name, value in changed.items():
                setattr(customer, name, value)
            customer.updated_at = tx.now
            tx.audit(by.actor, by.account_id, "customer.changed", "customer", customer.id, fields=sorted(changed))
            await _tell(tx, customer, before)
        return customer


def _news(customer: Customer) -> list[object]:
    return [getattr(customer, name) for name in NEWS]


async def _tell(tx: Tx, customer: Customer, before: list[object]) -> None:
    if _news(customer) != before:
        await tx.emit(CustomerChanged(customer.account_id, customer.id, customer_basic_out(customer)))


async def known_customer(tx: Tx, customer_id: UUID) -> Customer | None:
    """Who has this id, of whatever account; who was merged is whom they turned out to be."""
    customer = await tx.session.get(Customer, customer_id)
    if customer is not None and customer.merged_into is not None:
        customer = await tx.session.get(Customer, customer.merged_into)
    return None if customer is None or customer.erased_at is not None else customer


async def somebody(tx: Tx, customer_id: UUID, *, lock: bool = False) -> Customer:
    """The same where there must be somebody. With `lock` they stay who they are until the commit. Raises NotFound."""
    customer = await known_customer(tx, customer_id)
    if customer is not None and lock:
        customer = await tx.session.get(Customer, customer.id, with_for_update=True, populate_existing=True)
    if customer is None or (lock and (customer.merged_into is not None or customer.erased_at is not None)):
        raise NotFound("no such customer")
    return customer


async def get_customer(tx: Tx, account_id: UUID, customer_id: UUID, *, lock: bool = False) -> Customer:
    """The same in one account. Raises NotFound, also for another account's customer."""
    customer = await somebody(tx, customer_id, lock=lock)
    if customer.account_id != account_id:
        raise NotFound("no such customer")
    return customer


async def identify(
    tx: Tx,
    account_id: UUID,
    external_id: str,
    *,
    email: str | None = None,
    host: str | None = None,
    claim: Claim | None = None,
) -> UUID | None:
    """The newest customer whom the host's own system knows by `external_id`, or None."""
    if external_id in ("", "null", "undefined"):
        raise Invalid.field("external_id", "give the id by which your own system knows the customer")
    await get_account(tx, account_id)
    proof = None if claim is None else await vouching.admit_id(tx, account_id, external_id, claim)
    query = select(func.coalesce(Customer.merged_into, Customer.id)).where(
        Customer.account_id == account_id, Customer.external_id == external_id
    )
    if email:
        query = query.where(Customer.email == email)
    if host:
        query = query.where(Customer.host == host)
    # Somebody may have used the id before it had to be proved: who has proved it comes first.
    first = [Customer.verified_at.is_(None)] if proof is not None else []
    query = query.order_by(*first, Customer.updated_at.desc()).limit(1)
    return (await tx.session.execute(query)).scalar_one_or_none()


async def exists(tx: Tx, customer_id: UUID) -> bool:
    query = select(Customer.id).where(Customer.id == customer_id, Customer.erased_at.is_(None))
    return (await tx.session.execute(query)).first() is not None


def known_as(customer_id: UUID) -> ScalarSelect[UUID]:
    """For a query: the id that this one means, which is another where the customer was merged."""
    itself = select(func.coalesce(Customer.merged_into, Customer.id)).where(Customer.id == customer_id)
    return itself.scalar_subquery()


async def turned_out(tx: Tx, customer_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Whom those of these customers turned out to be who were merged."""
    query = select(Customer.id, Customer.merged_into).where(Customer.id.in_(customer_ids))
    return {row[0]: row[1] for row in await tx.session.execute(query) if row[1] is not None}


async def known_before(tx: Tx, customer_id: UUID) -> Sequence[UUID]:
    """The ids of those who turned out to be this customer."""
    return (await tx.session.scalars(select(Customer.id).where(Customer.merged_into == customer_id))).all()


async def names_of(tx: Tx, account_id: UUID, customer_ids: Collection[str]) -> dict[str, str]:
    """What these customers are called, by their ids as text; who is not there, or never was, has no name."""
    ids = [UUID(one) for one in customer_ids if UUID_TEXT.fullmatch(one)]
    if not ids:
        return {}
    query = select(Customer.id, Customer.name, Customer.email)
    rows = await tx.session.execute(query.where(plain(Customer.account_id) == account_id, Customer.id.in_(ids)))
    return {str(row.id): name for row in rows if (name := row.name or row.email)}
