"""Reading the desk: pages of conversations, one thread, what a customer may see of it."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, select

from cairnloop.desk.rules import VISIBLE_TO_CUSTOMER, Delivery, Source, Status
from cairnloop.desk.tables import Conversation, Message
from cairnloop.errors import NotFound
from cairnloop.kernel.database import Tx
from cairnloop.people.customer.customers import known_as
from cairnloop.people.tables import Customer, User

# What one thread shows at once; older messages are a page away.
THREAD_PAGE = 200
# Published widgets look at no more than this many conversations of one customer.
CUSTOMER_CONVERSATIONS = 3
# A merge may lead to one that was merged itself; so many are followed.
MOST_MERGES = 10

# Put together once: nearly every flow begins with it.
_CONVERSATION = select(Conversation).where(
    Conversation.account_id == bindparam("account"),
    Conversation.id == bindparam("id"),
    Conversation.merged_into.is_(None),
)
_CONVERSATION_LOCKED = _CONVERSATION.with_for_update()


async def get_conversation(tx: Tx, account_id: UUID, conversation_id: UUID, *, lock: bool = False) -> Conversation:
    """Raises NotFound, also for another account's conversation. `lock` keeps others from deciding meanwhile.

    For one that was merged into another it is that other one, under its own id.
    """
    query = _CONVERSATION_LOCKED if lock else _CONVERSATION
    for _ in range(MOST_MERGES):
        asked = {"account": account_id, "id": conversation_id}
        conversation = (await tx.session.execute(query, asked)).scalar_one_or_none()
        if conversation is not None:
            return conversation
        led_to = await merged_into(tx, [conversation_id])
        if conversation_id not in led_to:
            break
        conversation_id = led_to[conversation_id]
    raise NotFound("no such conversation")


async def merged_into(tx: Tx, conversation_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Where those of these conversations that were merged away went."""
    query = select(Conversation.id, Conversation.merged_into)
    query = query.where(Conversation.id.in_(conversation_ids), Conversation.merged_into.is_not(None))
    return {row[0]: row[1] for row in await tx.session.execute(query) if row[1] is not None}


async def where_it_went(tx: Tx, conversation_id: UUID) -> UUID:
    """The conversation that has this one's messages now: nearly always itself."""
    for _ in range(MOST_MERGES):
        led_to = await merged_into(tx, [conversation_id])
        if conversation_id not in led_to:
            break
        conversation_id = led_to[conversation_id]
    return conversation_id


async def get_message(tx: Tx, account_id: UUID, message_id: UUID) -> Message:
    """Raises NotFound, also for another account's message."""
    query = select(Message).where(Message.account_id == account_id, Message.id == message_id)
    message = (await tx.session.execute(query)).scalar_one_or_none()
    if message is None:
        raise NotFound("no such message")
    return message


async def message_to_decide(tx: Tx, account_id: UUID, message_id: UUID) -> Message:
    """The message, locked, and its conversation before it: whoever locks both does it in this order."""
    message = await get_message(tx, account_id, message_id)
    await get_conversation(tx, account_id, message.conversation_id, lock=True)
    await tx.session.refresh(message, with_for_update=True)
    return message


async def thread(
    tx: Tx, account_id: UUID, conversation_id: UUID, *, before: int | None = None, limit: int = THREAD_PAGE
) -> Sequence[tuple[Message, User | None]]:
    """The newest messages of a conversation in the order they were written, with who wrote them."""
    query = (
        select(Message, User)
        .outerjoin(User, Message.user_id == User.id)
        .where(Message.account_id == account_id, Message.conversation_id == conversation_id)
        .order_by(Message.seq.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(Message.seq < before)
    return [(row[0], row[1]) for row in reversed((await tx.session.execute(query)).all())]


def visible() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Only what the customer may see: nothing private, nothing that has not left for them."""
    shown = [delivery.value for delivery in VISIBLE_TO_CUSTOMER]
    return Message.private.is_(False), Message.delivery.in_(shown)


View = tuple[Conversation, Customer, list[tuple[Message, User | None]]]


async def customers_view(tx: Tx, account_id: UUID, customer_id: UUID, known: UUID | None = None) -> list[View]:
    """The customer's newest open chats with the messages they may see.

    Where none is open it is the one their page knows already: what was said last in it they may not have read.
    """
    chats = (
        select(Conversation, Customer)
        .join(Customer, Conversation.customer_id == Customer.id)
        .where(
            Conversation.customer_id == known_as(customer_id),
            Conversation.account_id == account_id,
            Conversation.source == Source.CHAT.value,
            Conversation.archived_at.is_(None),
        )
        .order_by(Conversation.last_activity_at.desc())
        .limit(CUSTOMER_CONVERSATIONS)
    )
    # What sleeps does so for us, not for them.
    unresolved = Conversation.status.in_([Status.OPEN.value, Status.SNOOZED.value])
    chosen = (await tx.session.execute(chats.where(unresolved))).all()
    if not chosen and known is not None:
        chosen = (await tx.session.execute(chats.where(Conversation.id == known))).all()
    found: list[View] = []
    for conversation, customer in chosen:
        query = select(Message, User).outerjoin(User, Message.user_id == User.id)
        query = query.where(Message.conversation_id == conversation.id, *visible())
        rows = (await tx.session.execute(query.order_by(Message.seq.desc()).limit(THREAD_PAGE))).all()
        found.append((conversation, customer, [(row[0], row[1]) for row in reversed(rows)]))
    return found


async def newest_customer_message(tx: Tx, conversation_id: UUID) -> Message | None:
    query = select(Message).where(
        Message.conversation_id == conversation_id, Message.delivery == Delivery.RECEIVED.value
    )
    return (await tx.session.execute(query.order_by(Message.seq.desc()).limit(1))).scalar_one_or_none()


async def answered_since(tx: Tx, conversation_id: UUID, seq: int) -> bool:
    """Whether somebody answered after the message `seq`, or is about to: an answer that is held counts."""
    query = select(Message.id).where(
        Message.conversation_id == conversation_id,
        Message.seq > seq,
        Message.private.is_(False),
        Message.delivery.not_in([Delivery.RECEIVED.value, Delivery.WITHDRAWN.value]),
    )
    return (await tx.session.execute(query.limit(1))).first() is not None


async def newest_customer_seq(tx: Tx, conversation_ids: Iterable[UUID]) -> dict[UUID, int]:
    """For each conversation, the number of the customer's newest message."""
    query = (
        select(Message.conversation_id, func.max(Message.seq))
        .where(Message.conversation_id.in_(conversation_ids), Message.delivery == Delivery.RECEIVED.value)
        .group_by(Message.conversation_id)
    )
    return {row[0]: row[1] for row in await tx.session.execute(query)}


async def owner(tx: Tx, conversation: Conversation) -> Customer:
    return await tx.session.get_one(Customer, conversation.customer_id)
