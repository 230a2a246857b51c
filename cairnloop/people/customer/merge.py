"""Two customers who turn out to be one: who stays, what is filled in, and who might be the same as somebody."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, select, union, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from cairnloop.errors import Conflict, Invalid, NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.tables import plain
from cairnloop.people.customer.customers import get_customer
from cairnloop.people.customer.tables import CustomerNote, CustomerTag
from cairnloop.people.events import CustomersMerged
from cairnloop.people.identity import Operator
from cairnloop.people.proof.vouching import PROVED
from cairnloop.people.shapes import customer_basic_out
from cairnloop.people.tables import Customer

# What the one who stays takes from the other where nothing is known of it.
FILLED = (
    *("external_id", "email", "name", "phone", "profile_photo_url", "company_id", "time_zone", "browser"),
    *("browser_version", "browser_language", "os", "ip", "current_url", "host", "pathname", "screen_height"),
    *("screen_width", "lib"),
)
MOST_DUPLICATES = 50


def filled(stays: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """What changes in the one who stays: blanks are filled, nothing that is known is replaced.

    They are vouched for from now on where all that the other was vouched for is theirs.
    """
    changes = {name: other[name] for name in FILLED if stays[name] is None and other[name] is not None}
    same = all({**stays, **changes}[name] == other[name] for name in PROVED)
    if same and other["verified_at"] is not None and stays["verified_at"] is None:
        changes["verified_at"] = other["verified_at"]
    details = {**(other["details"] or {}), **(stays["details"] or {})}
    if details != (stays["details"] or {}):
        changes["details"] = details
    if other["first_seen"] < stays["first_seen"]:
        changes["first_seen"] = other["first_seen"]
    if other["last_seen_at"] > stays["last_seen_at"]:
        changes["last_seen_at"] = other["last_seen_at"]
    return changes


async def merge(db: Database, customer_id: UUID, into: UUID, by: Operator) -> Customer:
    """`customer_id` was `into` all along, who stays. The old id goes on working and means the other.

    Raises NotFound, also for another account's customers, and Conflict when it was merged already.
    """
    if customer_id == into:
        raise Invalid.field("into", "is the same customer; name the one who stays")
    async with db.begin() as tx:
        found = await _both(tx, by.account_id, customer_id, into)
        gone, stays = found[customer_id], found[into]
        for name, value in filled(vars(stays), vars(gone)).items():
            setattr(stays, name, value)
        stays.updated_at = gone.updated_at = tx.now
        gone.merged_into = stays.id
        await tx.session.flush()
        # Whoever was merged into the one who goes is now the one who stays: no id leads to another by two steps.
        earlier = update(Customer).where(Customer.merged_into == gone.id)
        await tx.session.execute(earlier.values(merged_into=stays.id))
        await _carry(tx, gone, stays)
        tx.audit(by.actor, by.account_id, "customer.merged", "customer", stays.id, merged=str(gone.id))
        await tx.emit(CustomersMerged(by.account_id, gone.id, stays.id, customer_basic_out(stays)))
        return stays


async def _both(tx: Tx, account_id: UUID, *ids: UUID) -> dict[UUID, Customer]:
    # In one order everywhere, so that two who merge the same customers never wait in a circle.
    query = select(Customer).where(plain(Customer.account_id) == account_id, Customer.id.in_(ids)).order_by(Customer.id)
    found = {row.id: row for row in (await tx.session.execute(query.with_for_update())).scalars()}
    for one in ids:
        if one not in found or found[one].erased_at is not None:
            raise NotFound("no such customer")
        if found[one].merged_into is not None:
            raise Conflict(f"{one} was merged already; it means {found[one].merged_into} now")
    return found


async def _carry(tx: Tx, gone: Customer, stays: Customer) -> None:
    """Notes and tags; what the desk keeps follows by the event."""
    notes = update(CustomerNote).where(CustomerNote.customer_id == gone.id)
    await tx.session.execute(notes.values(customer_id=stays.id))
    theirs = select(CustomerTag).where(CustomerTag.customer_id == gone.id)
    rows = [
        {"customer_id": stays.id, "tag_id": tag.tag_id, "account_id": tag.account_id, "created_at": tag.created_at}
        for tag in (await tx.session.execute(theirs)).scalars()
    ]
    if rows:
        put: Any = (sqlite_insert if tx.dialect == "sqlite" else postgres_insert)(CustomerTag)
        await tx.session.execute(put.on_conflict_do_nothing(), rows)
        await tx.session.execute(delete(CustomerTag).where(CustomerTag.customer_id == gone.id))


async def duplicates(tx: Tx, account_id: UUID, customer_id: UUID) -> list[tuple[Customer, list[str]]]:
    """Who might be the same, newest first, with what they share: the address, or the host's own id."""
    customer = await get_customer(tx, account_id, customer_id)
    shared = {"email": customer.email, "external_id": customer.external_id}
    known = [_same(name, value) for name, value in shared.items() if value]
    if not known:
        return []
    # One road for each, so that none of them leads along all customers of the account.
    listed = and_(Customer.account_id == account_id, Customer.merged_into.is_(None), Customer.erased_at.is_(None))
    found = union(*(select(Customer.id).where(listed, one) for one in known)).subquery()
    query = select(Customer).join(found, Customer.id == found.c.id).where(Customer.id != customer.id)
    rows = (await tx.session.execute(query.order_by(Customer.updated_at.desc()).limit(MOST_DUPLICATES))).scalars()
    return [(row, [name for name, value in shared.items() if value and _is_same(name, value, row)]) for row in rows]


def _same(name: str, value: str) -> ColumnElement[bool]:
    """An address is the same whatever its capitals: phones write the first letter large."""
    return func.lower(Customer.email) == func.lower(value) if name == "email" else getattr(Customer, name) == value


def _is_same(name: str, value: str, row: Customer) -> bool:
    theirs: str = getattr(row, name) or ""
    return theirs.lower() == value.lower() if name == "email" else theirs == value
