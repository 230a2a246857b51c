"""What accepting customers' messages reads and writes: one statement each, for a group of any size."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Executable, bindparam, delete, false, literal, null, select, true, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from cairnloop.desk.rules import Awaiting, Delivery, MessageType
from cairnloop.desk.tables import CUSTOMERS_OWN, Conversation, Message
from cairnloop.kernel.database import Tx
from cairnloop.kernel.given import given, packed
from cairnloop.kernel.tables import Record, UtcDateTime, attributes, table
from cairnloop.people.tables import Customer

messages, conversations, customers = table(Message), table(Conversation), table(Customer)
NOW = bindparam("now", type_=UtcDateTime())
# Of a message what differs between those of a group; the rest is the same for all that customers write.
GIVEN = "id account_id conversation_id customer_id client_id source body details sent_at"
SAME = {"type": MessageType.REPLY.value, "private": False, "delivery": Delivery.RECEIVED.value}
# Of a conversation that is written to, and of its customer, who is shown with the message.
READ = (
    "id account_id inbox_id customer_id assignee_id status source subject priority version awaiting draft_id "
    "draft_kind details first_replied_at merged_into merged_from created_at"
)
SHOWN = (
    "id name email created_at updated_at phone external_id profile_photo_url host pathname current_url "
    "browser os details company_id"
)
THREADS = (
    select(*(attributes(Conversation)[name] for name in READ.split()))
    .add_columns(*(attributes(Customer)[name] for name in SHOWN.split()))
    .join_from(conversations, customers, conversations.c.customer_id == customers.c.id)
    .where(conversations.c.id.in_(bindparam("ids", expanding=True)), conversations.c.merged_into.is_(None))
    # In one order everywhere, so that crowds that meet in the same conversations never wait in a circle.
    .order_by(conversations.c.id)
    .with_for_update(of=conversations)
)


def _store(dialect: str) -> Executable:
    columns = {name: attributes(Message)[name] for name in GIVEN.split()}
    rows = given(dialect, {name: column.type for name, column in columns.items()})
    same = {messages.c[name]: literal(value, messages.c[name].type) for name, value in SAME.items()}
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return (
        insert(messages)
        .from_select(
            [column.name for column in (*columns.values(), *same, messages.c.created_at)],
            select(*rows.c, *same.values(), NOW).where(true()),
        )
        .on_conflict_do_nothing(index_elements=["conversation_id", "client_id"], index_where=CUSTOMERS_OWN)
        .returning(messages.c.id)
    )


def _bump(dialect: str) -> Executable:
    changed = ("id", "status", "preview", "version")
    rows = given(dialect, {name: conversations.c[name].type for name in changed})
    return (
        update(conversations)
        .where(conversations.c.id == rows.c.id)
        .values({name: rows.c[name] for name in changed if name != "id"})
        .values(awaiting=Awaiting.OPERATOR.value, read=false(), draft_id=null(), draft_kind=null())
        .values(closed_at=null(), archived_at=null(), snoozed_until=null())
        .values(last_activity_at=NOW, updated_at=NOW)
    )


STORE = {dialect: _store(dialect) for dialect in ("sqlite", "postgresql")}
BUMP = {dialect: _bump(dialect) for dialect in ("sqlite", "postgresql")}


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation and whose it is, as they were read for this transaction."""

    conversation: Record
    customer: Record


async def lock_threads(tx: Tx, ids: Collection[UUID]) -> dict[UUID, Thread]:
    """The conversations that exist of these, held until the end of the transaction; none that was merged away."""
    # As plain rows: they are written below by set-based statements, not by the unit of work.
    connection = await tx.session.connection()
    names, theirs = READ.split(), SHOWN.split()
    threads: dict[UUID, Thread] = {}
    for row in await connection.execute(THREADS, {"ids": list(ids)}):
        conversation = Record(**dict(zip(names, row, strict=False)))
        threads[conversation.id] = Thread(conversation, Record(**dict(zip(theirs, row[len(names) :], strict=True))))
    return threads


async def store(tx: Tx, rows: Sequence[Record]) -> set[UUID]:
    """Store these messages in their order, but none whose client id its conversation has; returns what was stored."""
    connection = await tx.session.connection()
    asked = {**packed(tx.dialect, [vars(row) for row in rows]), "now": tx.now}
    stored = await connection.execute(STORE[tx.dialect], asked)
    return set(stored.scalars())


async def take_back(tx: Tx, ids: Collection[UUID]) -> None:
    """These were stored in this transaction and are not to be: nobody has been told of them yet."""
    await tx.session.execute(delete(messages).where(messages.c.id.in_(ids)))


async def stored_before(tx: Tx, keys: Collection[tuple[UUID, str]]) -> dict[tuple[UUID, str], Message]:
    """The customers' messages that conversations have under these client ids; what we wrote is not shown by its key."""
    query = select(Message).where(
        tuple_(Message.conversation_id, Message.client_id).in_(keys), Message.delivery == Delivery.RECEIVED.value
    )
    found = (await tx.session.execute(query)).scalars()
    return {(row.conversation_id, row.client_id): row for row in found if row.client_id is not None}


async def bump(tx: Tx, touched: Iterable[Record]) -> None:
    """Write what the new messages change in their conversations."""
    rows = [{"id": row.id, "status": row.status, "preview": row.preview, "version": row.version} for row in touched]
    await tx.write(BUMP[tx.dialect], {**packed(tx.dialect, rows), "now": tx.now})
