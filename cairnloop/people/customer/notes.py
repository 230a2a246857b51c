"""Notes on customers: what colleagues should know of them, wherever they write from."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, tuple_

from cairnloop.errors import NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.customer.customers import get_customer
from cairnloop.people.customer.tables import CustomerNote
from cairnloop.people.identity import Operator
from cairnloop.people.tables import User

Noted = tuple[CustomerNote, User]


async def write_note(db: Database, customer_id: UUID, body: str, by: Operator) -> Noted:
    """Leave a note on a customer. No customer and no prompt ever sees it."""
    async with db.begin() as tx:
        # Held, so that nobody erases them meanwhile.
        customer = await get_customer(tx, by.account_id, customer_id, lock=True)
        note = CustomerNote(
            id=tx.new_id(),
            account_id=by.account_id,
            customer_id=customer.id,
            author_id=by.user_id,
            body=body,
            created_at=tx.now,
            updated_at=tx.now,
        )
        tx.session.add(note)
        await tx.session.flush()
        tx.audit(by.actor, by.account_id, "customer_note.written", "note", note.id, customer=str(customer.id))
        return note, await tx.session.get_one(User, note.author_id)


async def change_note(db: Database, note_id: UUID, body: str, by: Operator) -> Noted:
    async with db.begin() as tx:
        note, author = await get_note(tx, by.account_id, note_id, lock=True)
        if note.body != body:
            note.body, note.updated_at = body, tx.now
            tx.audit(by.actor, by.account_id, "customer_note.changed", "note", note.id, customer=str(note.customer_id))
        return note, author


async def remove_note(db: Database, note_id: UUID, by: Operator) -> None:
    async with db.begin() as tx:
        note, _ = await get_note(tx, by.account_id, note_id, lock=True)
        await tx.session.delete(note)
        tx.audit(by.actor, by.account_id, "customer_note.removed", "note", note.id, customer=str(note.customer_id))


async def get_note(tx: Tx, account_id: UUID, note_id: UUID, *, lock: bool = False) -> Noted:
    """Raises NotFound, also for another account's note."""
    query = (
        select(CustomerNote, User)
        .join(User, CustomerNote.author_id == User.id)
        .where(CustomerNote.account_id == account_id, CustomerNote.id == note_id)
    )
    query = query.with_for_update(of=CustomerNote) if lock else query
    found = (await tx.session.execute(query)).one_or_none()
    if found is None:
        raise NotFound("no such note")
    return found[0], found[1]


async def list_notes(
    tx: Tx,
    account_id: UUID,
    *,
    customer_id: UUID | None = None,
    before: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> Sequence[Noted]:
    """Newest first, of one customer or of all."""
    query = select(CustomerNote, User).join(User, CustomerNote.author_id == User.id)
    query = query.where(CustomerNote.account_id == account_id)
    if customer_id is not None:
        query = query.where(CustomerNote.customer_id == customer_id)
    if before is not None:
        query = query.where(tuple_(CustomerNote.created_at, CustomerNote.id) < before)
    order = (CustomerNote.created_at.desc(), CustomerNote.id.desc())
    return [(row[0], row[1]) for row in await tx.session.execute(query.order_by(*order).limit(limit))]
