"""Deciding about a conversation as a whole: opened, assigned, resolved, reopened, archived, read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cairnloop.desk import topics
from cairnloop.desk.accept import Incoming, accept
from cairnloop.desk.events import ConversationReopened, ConversationResolved
from cairnloop.desk.inboxes import inbox_for
from cairnloop.desk.rules import Move, Source, Status, next_status
from cairnloop.desk.shapes import conversation_basic_out
from cairnloop.desk.tables import Conversation
from cairnloop.desk.threads import get_conversation
from cairnloop.errors import Conflict, Invalid
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.identity import Operator, customer_actor
from cairnloop.people.tables import Customer
from cairnloop.people.users import get_user


@dataclass(frozen=True, slots=True)
class Opening:
    """A customer's page asks for a conversation, perhaps with its first message."""

    account_id: UUID
    customer_id: UUID
    inbox_id: UUID | None = None
    subject: str | None = None
    metadata: dict[str, Any] | None = None
    first: Callable[[UUID], Incoming] | None = None


async def open_conversation(db: Database, opening: Opening) -> Conversation:
    """Start a conversation between a customer and their account. Raises Invalid when they do not belong together."""
    async with db.begin() as tx:
        customer = await tx.session.get(Customer, opening.customer_id)
        if customer is None or customer.account_id != opening.account_id:
            raise Invalid.field("customer_id", "no customer of this account has this id; create the customer first")
        inbox = await inbox_for(tx, opening.account_id, opening.inbox_id)
        conversation = Conversation(
            id=tx.new_id(),
            account_id=opening.account_id,
            inbox_id=inbox.id,
            customer_id=customer.id,
            status=Status.OPEN.value,
            source=Source.CHAT.value,
            subject=opening.subject,
            priority="not_priority",
            read=False,
            version=1,
            clarifications=0,
            details=opening.metadata,
            last_activity_at=tx.now,
            created_at=tx.now,
            updated_at=tx.now,
        )
        tx.session.add(conversation)
        await tx.session.flush()
        by = customer_actor(customer.id, customer.name)
        _note(tx, by, conversation, "conversation.opened")
        news = {"id": str(conversation.id)}
        tx.announce(topics.operators(conversation.account_id), "conversation:created", news)
        tx.announce(topics.lobby(customer.id), "conversation:created", news)
        if opening.first is not None:
            await tx.session.flush()
            await accept(tx, [opening.first(conversation.id)])
        return conversation


async def assign(db: Database, conversation_id: UUID, assignee_id: int | None, by: Operator) -> Conversation:
    """Give the conversation to somebody of the account, or to nobody."""
    async with db.begin() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id, lock=True)
        await require_assignable(tx, by.account_id, assignee_id)
        hand_over(tx, conversation, assignee_id, by)
        return conversation


async def resolve(db: Database, conversation_id: UUID, by: Operator, *, reason: str | None = None) -> Conversation:
    """Close the loop: nothing is owed any more. Raises IllegalMove when it is closed already."""
    async with db.begin() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id, lock=True)
        await tx.emit(close(tx, conversation, by, reason))
        return conversation


async def reopen(db: Database, conversation_id: UUID, by: Operator) -> Conversation:
    async with db.begin() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id, lock=True)
        await tx.emit(open_again(tx, conversation, by))
        return conversation


async def archive(db: Database, conversation_id: UUID, by: Operator) -> Conversation:
    """Put a resolved conversation out of sight; a new message from the customer brings it back."""
    async with db.begin() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id, lock=True)
        put_away(tx, conversation, by)
        return conversation


async def mark_read(db: Database, conversation_id: UUID, by: Operator) -> Conversation:
    async with db.begin() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id, lock=True)
        look_at(tx, conversation)
        return conversation


async def mark_unread(db: Database, conversation_id: UUID, by: Operator) -> Conversation:
    """Let it stand out again, as if nobody had looked at it yet."""
    async with db.begin() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id, lock=True)
        look_again(tx, conversation)
        return conversation


async def require_assignable(tx: Tx, account_id: UUID, user_id: int | None) -> None:
    """Raises NotFound or Conflict unless conversations may be given to this user; to nobody they always may."""
    if user_id is None:
        return
    user = await get_user(tx, account_id, user_id)
    if user.disabled_at or user.archived_at:
        raise Conflict("this user is disabled; choose somebody else")


# What is done with one locked conversation. Each refuses before it has changed anything.


def hand_over(tx: Tx, conversation: Conversation, assignee_id: int | None, by: Operator) -> None:
    before, conversation.assignee_id = conversation.assignee_id, assignee_id
    _note(tx, by.actor, conversation, "conversation.assigned", before=before, after=assignee_id)
    changed(tx, conversation)


def close(tx: Tx, conversation: Conversation, by: Operator, reason: str | None) -> ConversationResolved:
    """Comes back with what has to be emitted."""
    conversation.status = next_status(Status(conversation.status), Move.RESOLVE).value
    conversation.closed_at = conversation.last_activity_at = tx.now
    conversation.awaiting = None
    _note(tx, by.actor, conversation, "conversation.resolved", reason=reason)
    changed(tx, conversation)
    return ConversationResolved(conversation.account_id, conversation.id, by.actor)


def open_again(tx: Tx, conversation: Conversation, by: Operator) -> ConversationReopened:
    """Comes back with what has to be emitted."""
    conversation.status = next_status(Status(conversation.status), Move.REOPEN).value
    conversation.closed_at = conversation.archived_at = None
    conversation.last_activity_at = tx.now
    _note(tx, by.actor, conversation, "conversation.reopened")
    changed(tx, conversation)
    return ConversationReopened(conversation.account_id, conversation.id, by.actor)


def put_away(tx: Tx, conversation: Conversation, by: Operator) -> None:
    if conversation.status != Status.CLOSED:
        raise Conflict("resolve the conversation before archiving it")
    if conversation.archived_at is None:
        conversation.archived_at = tx.now
        _note(tx, by.actor, conversation, "conversation.archived")
        changed(tx, conversation)


def look_at(tx: Tx, conversation: Conversation) -> None:
    if not conversation.read:
        conversation.read = True
        changed(tx, conversation, decided=False)


def look_again(tx: Tx, conversation: Conversation) -> None:
    if conversation.read:
        conversation.read = False
        changed(tx, conversation, decided=False)


def await_decision(tx: Tx, conversation: Conversation, draft_id: UUID | None, kind: str | None) -> None:
    """Note which draft of this conversation waits for a person, or that none does."""
    if conversation.draft_id != draft_id:
        conversation.draft_id, conversation.draft_kind = draft_id, kind
        changed(tx, conversation, decided=False)


def changed(tx: Tx, conversation: Conversation, *, decided: bool = True) -> None:
    """Count the change and tell the operators."""
    conversation.updated_at = tx.now
    if decided:
        conversation.version += 1
    updates = {"id": str(conversation.id), "updates": conversation_basic_out(conversation)}
    tx.announce(topics.operators(conversation.account_id), "conversation:updated", updates)


def _note(tx: Tx, by: Any, conversation: Conversation, action: str, **detail: Any) -> None:
    tx.audit(
        by,
        conversation.account_id,
        action,
        "conversation",
        conversation.id,
        conversation_id=conversation.id,
        **detail,
    )
