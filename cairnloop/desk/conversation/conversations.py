"""Deciding about a conversation as a whole: opened, assigned, resolved, reopened, archived, read."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cairnloop.desk import topics
from cairnloop.desk.events import ConversationChanged, ConversationOpened, ConversationReopened, ConversationResolved
from cairnloop.desk.inbox.inboxes import inbox_for
from cairnloop.desk.inbox.members import closed_to
from cairnloop.desk.lists.threads import get_conversation
from cairnloop.desk.marks import mentions
from cairnloop.desk.message.accept import Incoming, accept
from cairnloop.desk.rules import Move, Priority, Source, Status, next_status
from cairnloop.desk.shapes import conversation_basic_out
from cairnloop.desk.tables import Conversation
from cairnloop.errors import Conflict, Invalid
from cairnloop.kernel.audit import Actor
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.customer.customers import known_before, known_customer
from cairnloop.people.identity import Operator, customer_actor
from cairnloop.people.permissions import Permission, Role, may
from cairnloop.people.proof import vouching
from cairnloop.people.proof.vouching import Claim
from cairnloop.people.tables import Customer
from cairnloop.people.users import get_user

CLOSED_TO_THEM = "this user does not work in this private inbox; make them a member first"


@dataclass(frozen=True, slots=True)
class Opening:
    """A customer's page asks for a conversation, perhaps with its first message."""

    account_id: UUID
    customer_id: UUID
    inbox_id: UUID | None = None
    subject: str | None = None
    metadata: dict[str, Any] | None = None
    first: Callable[[UUID], Incoming] | None = None
    claim: Claim | None = None  # what the page shows for its customer; None where it is no page that asks


async def open_conversation(db: Database, opening: Opening) -> Conversation:
    """Start a conversation between a customer and their account. Raises Invalid when they do not belong together."""
    async with db.begin() as tx:
        customer = await known_customer(tx, opening.customer_id)
        if customer is None or customer.account_id != opening.account_id:
            raise Invalid.field("customer_id", "no customer of this account has this id; create the customer first")
        if opening.claim is not None:
            await vouching.admit(tx, customer, opening.claim)
        conversation = await open_for(tx, opening, customer, customer_actor(customer.id))
        if opening.first is not None:
            await tx.session.flush()
            first = (await accept(tx, [opening.first(conversation.id)]))[0]
            if isinstance(first, Exception):
                raise first
        return conversation


async def open_for(tx: Tx, opening: Opening, customer: Customer, by: Actor) -> Conversation:
    """A new conversation with this customer, in the inbox asked for. Raises NotFound when there is no such inbox."""
    inbox = await inbox_for(tx, opening.account_id, opening.inbox_id)
    conversation = _fresh(tx, opening, inbox.id, customer.id)
    tx.session.add(conversation)
    await tx.session.flush()
    note(tx, by, conversation, "conversation.opened")
    news = {"id": str(conversation.id)}
    tx.announce(topics.operators(conversation.account_id), "conversation:created", news)
    # A page that has been open since before a merge waits under the id it knows.
    for one in (customer.id, *await known_before(tx, customer.id)):
        tx.announce(topics.lobby(one), "conversation:created", news)
    await tx.emit(ConversationOpened(conversation.account_id, conversation.inbox_id, conversation.id))
    return conversation


def _fresh(tx: Tx, opening: Opening, inbox_id: UUID, customer_id: UUID) -> Conversation:
    return Conversation(
        id=tx.new_id(),
        account_id=opening.account_id,
        inbox_id=inbox_id,
        customer_id=customer_id,
        status=Status.OPEN.value,
        source=Source.CHAT.value,
        subject=opening.subject,
        priority=Priority.NOT_PRIORITY.value,
        read=False,
        version=1,
        clarifications=0,
        details=opening.metadata,
        last_activity_at=tx.now,
        created_at=tx.now,
        updated_at=tx.now,
    )


async def assign(db: Database, conversation_id: UUID, assignee_id: int | None, by: Operator) -> Conversation:
    """Give the conversation to somebody of the account, or to nobody."""
    async with db.begin() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id, lock=True)
        await require_assignable(tx, by.account_id, assignee_id, [conversation.inbox_id])
        hand_over(tx, conversation, assignee_id, by.actor)
        return conversation


async def prioritise(db: Database, conversation_id: UUID, priority: Priority, by: Operator) -> Conversation:
    async with db.begin() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id, lock=True)
        weigh(tx, conversation, priority, by.actor)
        return conversation


async def resolve(db: Database, conversation_id: UUID, by: Operator, *, reason: str | None = None) -> Conversation:
    """Close the loop: nothing is owed any more. Raises IllegalMove when it is closed already."""
    async with db.begin() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id, lock=True)
        await tx.emit(close(tx, conversation, by.actor, reason))
        return conversation


async def reopen(db: Database, conversation_id: UUID, by: Operator) -> Conversation:
    """Something is owed again. Raises IllegalMove for one that is open, or snoozed: that one is woken."""
    async with db.begin() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id, lock=True)
        await tx.emit(open_again(tx, conversation, by.actor))
        return conversation


async def archive(db: Database, conversation_id: UUID, by: Operator) -> Conversation:
    """Put a resolved conversation out of sight; a new message from the customer brings it back."""
    async with db.begin() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id, lock=True)
        put_away(tx, conversation, by.actor)
        return conversation


async def mark_read(db: Database, conversation_id: UUID, by: Operator) -> Conversation:
    async with db.begin() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id, lock=True)
        look_at(tx, conversation)
        await mentions.see(tx, [conversation.id], by)
        return conversation


async def mark_unread(db: Database, conversation_id: UUID, by: Operator) -> Conversation:
    """Let it stand out again, as if nobody had looked at it yet."""
    async with db.begin() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id, lock=True)
        look_again(tx, conversation)
        return conversation


async def require_assignable(tx: Tx, account_id: UUID, user_id: int | None, inboxes: Collection[UUID] = ()) -> None:
    """Raises NotFound or Conflict unless conversations may be given to this user; to nobody they always may."""
    if user_id is None:
        return
    user = await get_user(tx, account_id, user_id)
    if user.disabled_at or user.archived_at:
        raise Conflict("this user is disabled; choose somebody else")
    if not may(Role(user.role), Permission.CONVERSE):
        raise Conflict("this user only reads here; choose somebody who may answer, or change their role first")
    if inboxes and await closed_to(tx, user, inboxes):
        raise Conflict(CLOSED_TO_THEM)


# What is done with one locked conversation. Each refuses before it has changed anything.


def hand_over(
    tx: Tx, conversation: Conversation, assignee_id: int | None, by: Actor, reason: str | None = None
) -> None:
    before, conversation.assignee_id = conversation.assignee_id, assignee_id
    note(tx, by, conversation, "conversation.assigned", reason=reason, before=before, after=assignee_id)
    changed(tx, conversation)


def close(tx: Tx, conversation: Conversation, by: Actor, reason: str | None) -> ConversationResolved:
    """Comes back with what has to be emitted."""
    conversation.status = next_status(Status(conversation.status), Move.RESOLVE).value
    conversation.closed_at = conversation.last_activity_at = tx.now
    conversation.awaiting = conversation.snoozed_until = None
    note(tx, by, conversation, "conversation.resolved", reason=reason)
    changed(tx, conversation)
    return ConversationResolved(conversation.account_id, conversation.id, by)


def open_again(tx: Tx, conversation: Conversation, by: Actor) -> ConversationReopened:
    """Comes back with what has to be emitted."""
    conversation.status = next_status(Status(conversation.status), Move.REOPEN).value
    conversation.closed_at = conversation.archived_at = None
    conversation.last_activity_at = tx.now
    note(tx, by, conversation, "conversation.reopened")
    changed(tx, conversation)
    return is_open(conversation, by)


def is_open(conversation: Conversation, by: Actor) -> ConversationReopened:
    adrift = conversation.assignee_id is None
    return ConversationReopened(conversation.account_id, conversation.inbox_id, conversation.id, by, adrift)


def put_away(tx: Tx, conversation: Conversation, by: Actor, reason: str | None = None) -> None:
    if conversation.status != Status.CLOSED:
        raise Conflict("resolve the conversation before archiving it")
    if conversation.archived_at is None:
        conversation.archived_at = tx.now
        note(tx, by, conversation, "conversation.archived", reason=reason)
        changed(tx, conversation)


def weigh(tx: Tx, conversation: Conversation, priority: Priority, by: Actor) -> None:
    """Say that this one goes before others, or that it does not."""
    before, conversation.priority = conversation.priority, priority.value
    if before != priority:
        note(tx, by, conversation, "conversation.prioritised", before=before, after=priority.value)
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
    tx.emit_at_the_end(ConversationChanged(conversation.account_id, conversation.id))


def note(tx: Tx, by: Actor, conversation: Conversation, action: str, **detail: Any) -> None:
    """A line of the trail about a conversation; `reason` and what else is to be known of it in `detail`."""
    tx.audit(
        by,
        conversation.account_id,
        action,
        "conversation",
        conversation.id,
        conversation_id=conversation.id,
        **detail,
    )
