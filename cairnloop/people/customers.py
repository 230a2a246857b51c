"""Customers: met, recognised, and kept up to date by what their page says."""

from uuid import UUID

from sqlalchemy import select

from cairnloop.errors import Invalid, NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.accounts import get_account
from cairnloop.people.tables import Customer
from cairnloop.wire.people import CustomerFields


def _columns(fields: CustomerFields) -> dict[str, object]:
    said = fields.model_dump(include=set(CustomerFields.model_fields), exclude_none=True)
    if "metadata" in said:
        said["details"] = said.pop("metadata")
    return said


async def meet(db: Database, account_id: UUID, fields: CustomerFields, *, ip: str | None) -> Customer:
    """A new customer of this account. Raises NotFound for an unknown account."""
    async with db.begin() as tx:
        await get_account(tx, account_id)
        customer = Customer(
            id=tx.new_id(),
            account_id=account_id,
            ip=ip,
            first_seen=tx.now,
            last_seen_at=tx.now,
            created_at=tx.now,
            updated_at=tx.now,
            **_columns(fields),
        )
        tx.session.add(customer)
        return customer


async def remember(db: Database, customer_id: UUID, fields: CustomerFields, *, ip: str | None) -> Customer:
    """Update what the customer's page said about them. Nothing said earlier is erased by silence."""
    async with db.begin() as tx:
        customer = await tx.session.get(Customer, customer_id)
        if customer is None:
            raise NotFound
        for name, value in _columns(fields).items():
            setattr(customer, name, value)
        customer.ip = ip or customer.ip
        customer.last_seen_at = customer.updated_at = tx.now
        return customer


async def identify(
    tx: Tx, account_id: UUID, external_id: str, *, email: str | None = None, host: str | None = None
) -> UUID | None:
    """The newest customer whom the host's own system knows by `external_id`, or None."""
    if external_id in ("", "null", "undefined"):
        raise Invalid.field("external_id", "give the id by which your own system knows the customer")
    await get_account(tx, account_id)
    query = select(Customer.id).where(Customer.account_id == account_id, Customer.external_id == external_id)
    if email:
        query = query.where(Customer.email == email)
    if host:
        query = query.where(Customer.host == host)
    return (await tx.session.execute(query.order_by(Customer.updated_at.desc()).limit(1))).scalar_one_or_none()


async def exists(tx: Tx, customer_id: UUID) -> bool:
    return (await tx.session.execute(select(Customer.id).where(Customer.id == customer_id))).first() is not None
