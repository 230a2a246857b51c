"""Accepting customers' messages: stored once, acknowledged after the commit, many callers to one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from cairnloop.desk import topics
from cairnloop.desk.events import CustomerMessageReceived
from cairnloop.desk.rules import Awaiting, Delivery, MessageType, Move, Source, Status, next_status, preview
from cairnloop.desk.shapes import conversation_basic_out, for_customer, message_out
from cairnloop.desk.tables import Conversation, Message
from cairnloop.errors import CairnloopError, Forbidden, NotFound, TooLarge
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.tables import Record, table
from cairnloop.people.identity import customer_actor
from cairnloop.people.tables import Customer
from cairnloop.wire.desk import MessageOut

messages, conversations, customers = table(Message), table(Conversation), table(Customer)
CONVERSATION_COLUMNS = [attr.key for attr in Conversation.__mapper__.column_attrs]
CUSTOMER_COLUMNS = [attr.key for attr in Customer.__mapper__.column_attrs]
CHANGED = ("status", "awaiting", "preview", "read", "version", "last_activity_at", "updated_at")
# Put together once: they are run for every group of messages.
THREADS = (
    select(*(attr.columns[0] for row in (Conversation, Customer) for attr in row.__mapper__.column_attrs))
    .join_from(conversations, customers, conversations.c.customer_id == customers.c.id)
    .where(conversations.c.id.in_(bindparam("ids", expanding=True)))
    # In one order everywhere, so that crowds that meet in the same conversations never wait in a circle.
    .order_by(conversations.c.id)
    .with_for_update(of=conversations)
)
STORED = select(Message).where(
    messages.c.conversation_id.in_(bindparam("ids", expanding=True)),
    messages.c.client_id.in_(bindparam("keys", expanding=True)),
)
UPDATE = (
    update(conversations)
    .where(conversations.c.id == bindparam("which"))
    .values(**{name: bindparam(f"new_{name}") for name in CHANGED})
    .values(closed_at=None, archived_at=None, draft_id=None, draft_kind=None)
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a customer wrote. `client_id` is the sender's own key: the same key is stored once a conversation."""

    conversation_id: UUID
    body: str
    client_id: str | None = None
    sent_at: datetime | None = None
    metadata: dict[str, Any] | None = None
    customer_id: UUID | None = None  # as claimed; refused when it is not the conversation's own
    source: Source = Source.CHAT


@dataclass(frozen=True, slots=True)
class Accepted:
    """A message that is safely kept. `again` when this client id had been stored before."""

    message: MessageOut
    again: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation and whose it is, as they were read for this transaction."""

    conversation: Record
    customer: Record


@dataclass(frozen=True, slots=True)
class Fresh:
    """A message that was not there before: the row to write, and how the wire shows it."""

    row: dict[str, Any]
    shape: MessageOut
    thread: Thread


def require_length(body: str, longest: int) -> None:
    """Raises TooLarge for a message of more characters than a customer may send."""
    if len(body) > longest:
        raise TooLarge(f"This message is longer than {longest} characters. Send it in parts.")


async def accept_all(db: Database, items: Sequence[Incoming]) -> list[Accepted | Exception]:
    """Store many customers' messages in one transaction; a bad one fails alone."""
    async with db.begin() as tx:
        return await accept(tx, items)


async def accept(tx: Tx, items: Sequence[Incoming]) -> list[Accepted | Exception]:
    """Store messages, bump and reopen their conversations, tell everybody, and let the reactions follow."""
    threads = await _threads(tx, {item.conversation_id for item in items})
    stored = await _stored(tx, items)
    answers: list[Accepted | Exception] = []
    fresh: list[Fresh] = []
    for item in items:
        key = (item.conversation_id, item.client_id)
        try:
            thread = _admit(item, threads)
        except CairnloopError as error:
            answers.append(error)
            continue
        if item.client_id is not None and key in stored:
            known = stored[key]
            shape = known if isinstance(known, dict) else message_out(known, customer=thread.customer)
            answers.append(Accepted(shape, again=True))
            continue
        one = _fresh(tx, item, thread)
        fresh.append(one)
        if item.client_id is not None:
            stored[key] = one.shape
        answers.append(Accepted(one.shape, again=False))
    if fresh:
        await _write(tx, fresh)
        received = [_bump(tx, one) for one in fresh]
        touched = {one.thread.conversation.id: one.thread.conversation for one in fresh}
        await _update(tx, touched.values())
        await tx.emit(*received)
        _announce(tx, fresh, touched.values())
    return answers


async def _threads(tx: Tx, ids: set[UUID]) -> dict[UUID, Thread]:
    # As plain rows: they are written below by set-based statements, not by the unit of work.
    threads: dict[UUID, Thread] = {}
    for row in await tx.session.execute(THREADS, {"ids": list(ids)}):
        conversation = Record(**dict(zip(CONVERSATION_COLUMNS, row, strict=False)))
        customer = Record(**dict(zip(CUSTOMER_COLUMNS, row[len(CONVERSATION_COLUMNS) :], strict=True)))
        threads[conversation.id] = Thread(conversation, customer)
    return threads


async def _stored(tx: Tx, items: Sequence[Incoming]) -> dict[tuple[UUID, str | None], Message | MessageOut]:
    keyed = [(item.conversation_id, item.client_id) for item in items if item.client_id is not None]
    if not keyed:
        return {}
    asked = {"ids": list({thread for thread, _ in keyed}), "keys": list({key for _, key in keyed})}
    return {(row.conversation_id, row.client_id): row for row in (await tx.session.execute(STORED, asked)).scalars()}


def _admit(item: Incoming, threads: Mapping[UUID, Thread]) -> Thread:
    thread = threads.get(item.conversation_id)
    if thread is None:
        raise NotFound("This conversation does not exist any more. Start a new one.")
    if item.customer_id is not None and item.customer_id != thread.conversation.customer_id:
        raise Forbidden("This conversation belongs to another customer.")
    return thread


def _fresh(tx: Tx, item: Incoming, thread: Thread) -> Fresh:
    row = {
        "id": tx.new_id(),
        "account_id": thread.conversation.account_id,
        "conversation_id": thread.conversation.id,
        "customer_id": thread.conversation.customer_id,
        "user_id": None,
        "draft_id": None,
        "client_id": item.client_id,
        "type": MessageType.REPLY.value,
        "source": item.source.value,
        "private": False,
        "body": item.body,
        "metadata": item.metadata,
        "delivery": Delivery.RECEIVED.value,
        "delivery_error": None,
        "release_at": None,
        "sent_at": item.sent_at or tx.now,
        "seen_at": None,
        "created_at": tx.now,
    }
    return Fresh(row, message_out(Record(details=item.metadata, **row), customer=thread.customer), thread)


async def _write(tx: Tx, fresh: Sequence[Fresh]) -> None:
    connection = await tx.session.connection()
    await connection.execute(insert(messages), [one.row for one in fresh])


def _bump(tx: Tx, one: Fresh) -> CustomerMessageReceived:
    conversation, customer = one.thread.conversation, one.thread.customer
    waiting = conversation.awaiting == Awaiting.OPERATOR and conversation.status == Status.OPEN
    before = Status(conversation.status)
    after = next_status(before, Move.CUSTOMER_WROTE)
    if after is not before:
        by = customer_actor(customer.id, customer.name)
        tx.audit(
            by,
            conversation.account_id,
            "conversation.reopened",
            "conversation",
            conversation.id,
            conversation_id=conversation.id,
            reason="the customer wrote again",
        )
    conversation.status, conversation.closed_at, conversation.archived_at = after.value, None, None
    conversation.awaiting = Awaiting.OPERATOR.value
    conversation.draft_id = conversation.draft_kind = None  # a waiting draft does not answer this message
    conversation.preview, conversation.read = preview(one.row["body"]), False
    conversation.last_activity_at = conversation.updated_at = tx.now
    conversation.version += 1
    return CustomerMessageReceived(
        account_id=conversation.account_id,
        inbox_id=conversation.inbox_id,
        conversation_id=conversation.id,
        message_id=one.row["id"],
        first=conversation.first_replied_at is None,
        waiting=waiting,
    )


async def _update(tx: Tx, touched: Iterable[Record]) -> None:
    connection = await tx.session.connection()
    await connection.execute(
        UPDATE, [{"which": row.id, **{f"new_{name}": getattr(row, name) for name in CHANGED}} for row in touched]
    )


def _announce(tx: Tx, fresh: Sequence[Fresh], touched: Iterable[Record]) -> None:
    for one in fresh:
        conversation = one.thread.conversation
        tx.announce(topics.conversation(conversation.id), "shout", for_customer(one.shape))
        tx.announce(topics.operators(conversation.account_id), "shout", dict(one.shape))
    for conversation in touched:
        updates = {"id": str(conversation.id), "updates": conversation_basic_out(conversation)}
        tx.announce(topics.operators(conversation.account_id), "conversation:updated", updates)
