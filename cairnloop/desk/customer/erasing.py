"""Working off an erasure: the customer's conversations and messages go in portions, then the customer."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select

from cairnloop.desk.conversation.changing import erase_rows
from cairnloop.desk.events import ConversationsDeleted
from cairnloop.desk.tables import Conversation, Message
from cairnloop.errors import NotFound
from cairnloop.files.forgetting import forget_files, forget_files_of
from cairnloop.files.tables import File
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.tables import Row, table
from cairnloop.people.customer.erasure import Erasing, count, finish, under_way
from cairnloop.people.events import CustomerErased
from cairnloop.visits.forgetting import forget_some

CONVERSATIONS_AT_ONCE = 50
MESSAGES_AT_ONCE = 1_000

conversations, messages = table(Conversation), table(Message)


async def work_off(db: Database, account_id: UUID, customer_id: UUID) -> None:
    """Erase a customer to the end. Stopped half-way it goes on where it was; twice it does nothing."""
    more = True
    while more:
        async with db.begin() as tx:
            try:
                erasing = await under_way(tx, account_id, customer_id)
            except NotFound:
                return
            more = await _portion(tx, erasing)
            if not more:
                await finish(tx, erasing)


async def _portion(tx: Tx, erasing: Erasing) -> bool:
    """Whether there was anything left to take."""
    theirs = select(conversations.c.id).where(conversations.c.customer_id.in_(erasing.ids)).order_by(conversations.c.id)
    chosen = list((await tx.session.execute(theirs.limit(CONVERSATIONS_AT_ONCE).with_for_update())).scalars())
    if not chosen:
        return await _visits(tx, erasing)
    # Also when they go in several portions: what follows from it finds the second time nothing to do.
    await tx.emit(ConversationsDeleted(erasing.account_id, tuple(chosen), erasing.by))
    said = select(messages.c.seq, messages.c.id).where(messages.c.conversation_id.in_(chosen))
    some = (await tx.session.execute(said.limit(MESSAGES_AT_ONCE))).all()
    ids = [row.id for row in some]
    files = await forget_files_of(tx, erasing.account_id, ids)
    await _erase_messages(tx, [row.seq for row in some], ids)
    over = len(some) < MESSAGES_AT_ONCE
    if over:
        await erase_rows(tx, tuple(chosen))
    await count(tx, erasing, messages=len(some), files=files, conversations=len(chosen) if over else 0)
    return True


async def _visits(tx: Tx, erasing: Erasing) -> bool:
    gone = await forget_some(tx, erasing.ids)
    if gone is not None:
        await count(tx, erasing, visits=gone)
    return gone is not None


async def forget_uploads(tx: Tx, events: Sequence[CustomerErased]) -> None:
    """Files of the customer's that no message carries any more, or ever did."""
    for event in events:
        await forget_files(tx, event.account_id, File.customer_id.in_(event.customer_ids))


async def _erase_messages(tx: Tx, numbers: Sequence[int], ids: Sequence[UUID]) -> None:
    for other in Row.metadata.sorted_tables:
        for column in other.columns:
            if any(key.target_fullname == "messages.id" for key in column.foreign_keys):
                await tx.session.execute(delete(other).where(column.in_(ids)))
    await tx.session.execute(delete(messages).where(messages.c.seq.in_(numbers)))
