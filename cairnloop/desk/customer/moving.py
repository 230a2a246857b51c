"""What moves with a customer who was merged: conversations and messages, in portions that hold nobody up."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update

from cairnloop.desk.tables import Conversation, Message
from cairnloop.files.tables import File
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.tables import table
from cairnloop.people.events import CustomersMerged
from cairnloop.people.tables import Customer

CARRY_CUSTOMER = "carry_customer"
CONVERSATIONS_AT_ONCE = 200
MESSAGES_AT_ONCE = 2_000

conversations, messages, customers, files = table(Conversation), table(Message), table(Customer), table(File)


async def begin(tx: Tx, events: Sequence[CustomersMerged]) -> None:
    """The first portion goes with the merge, which is all of it for nearly everybody; a job carries the rest."""
    for event in events:
        theirs = update(files).where(files.c.account_id == event.account_id, files.c.customer_id == event.merged)
        await tx.session.execute(theirs.values(customer_id=event.customer_id))
        if await carry(tx, event.merged, event.customer_id):
            key = f"{CARRY_CUSTOMER}:{event.merged}"
            tx.enqueue(CARRY_CUSTOMER, unique_key=key, account_id=event.account_id, customer_id=event.merged)


async def carry_on(db: Database, account_id: UUID, customer_id: UUID) -> None:
    """Carry what is left of a merged customer. Stopped half-way it goes on where it was; twice it does nothing."""
    more = True
    while more:
        async with db.begin() as tx:
            into = await _stays(tx, account_id, customer_id)
            more = into is not None and await carry(tx, customer_id, into)


async def _stays(tx: Tx, account_id: UUID, customer_id: UUID) -> UUID | None:
    query = select(customers.c.merged_into).where(customers.c.account_id == account_id, customers.c.id == customer_id)
    return (await tx.session.execute(query)).scalar_one_or_none()


async def carry(tx: Tx, gone: UUID, stays: UUID) -> bool:
    """Carry one portion; whether there may be more. Messages go before their conversation, so that none is lost sight
    of: what still belongs to the one who is gone is found by its conversation."""
    # In the order in which everybody locks them.
    theirs = select(conversations.c.id).where(conversations.c.customer_id == gone).order_by(conversations.c.id)
    chosen = list((await tx.session.execute(theirs.limit(CONVERSATIONS_AT_ONCE).with_for_update())).scalars())
    if not chosen:
        return False
    said = select(messages.c.seq).where(messages.c.conversation_id.in_(chosen), messages.c.customer_id == gone)
    moving = list((await tx.session.execute(said.limit(MESSAGES_AT_ONCE))).scalars())
    if moving:
        await tx.session.execute(update(messages).where(messages.c.seq.in_(moving)).values(customer_id=stays))
    if len(moving) == MESSAGES_AT_ONCE:
        return True
    move = update(conversations).where(conversations.c.id.in_(chosen)).values(customer_id=stays, updated_at=tx.now)
    await tx.session.execute(move)
    return len(chosen) == CONVERSATIONS_AT_ONCE
