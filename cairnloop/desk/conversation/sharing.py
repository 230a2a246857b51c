"""Links by which somebody outside reads a conversation as its customer does: they expire, and can be revoked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from cairnloop.desk.conversation.conversations import note
from cairnloop.desk.conversation.moving_tables import ConversationShare
from cairnloop.desk.lists.threads import THREAD_PAGE, get_conversation, visible
from cairnloop.desk.tables import Conversation, Message
from cairnloop.errors import Forbidden
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.security import new_token, token_hash
from cairnloop.people.identity import Operator
from cairnloop.people.tables import Customer, User

PREFIX = "cl_share"
MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class NewShare:
    """A link just made. `token` exists only here."""

    row: ConversationShare
    token: str


@dataclass(frozen=True, slots=True)
class Shared:
    """What a link shows: the newest messages the customer may see, in the order they were written."""

    conversation: Conversation
    customer: Customer
    messages: Sequence[tuple[Message, User | None]]


async def share(db: Database, conversation_id: UUID, by: Operator, *, lasts: timedelta) -> NewShare:
    async with db.begin() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id, lock=True)
        token = new_token(PREFIX)
        row = ConversationShare(
            id=tx.new_id(),
            account_id=by.account_id,
            conversation_id=conversation.id,
            token_hash=token_hash(token),
            created_by=by.user_id,
            expires_at=tx.now + lasts,
            created_at=tx.now,
        )
        tx.session.add(row)
        note(tx, by.actor, conversation, "conversation.shared", share=str(row.id), hours=lasts.total_seconds() / 3600)
        return NewShare(row, token)


async def shares_of(tx: Tx, account_id: UUID, conversation_id: UUID) -> Sequence[ConversationShare]:
    """The links that still work, newest first."""
    conversation = await get_conversation(tx, account_id, conversation_id)
    query = select(ConversationShare).where(
        ConversationShare.conversation_id == conversation.id,
        ConversationShare.revoked_at.is_(None),
        ConversationShare.expires_at > tx.now,
    )
    query = query.order_by(ConversationShare.created_at.desc()).limit(MOST_LISTED)
    return (await tx.session.execute(query)).scalars().all()


async def revoke(db: Database, conversation_id: UUID, by: Operator) -> int:
    """From now on none of the links to this conversation works; returns how many did."""
    async with db.begin() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id, lock=True)
        working = update(ConversationShare).where(
            ConversationShare.conversation_id == conversation.id,
            ConversationShare.revoked_at.is_(None),
            ConversationShare.expires_at > tx.now,
        )
        ended = await tx.session.execute(working.values(revoked_at=tx.now).returning(ConversationShare.id))
        revoked = len(ended.scalars().all())
        if revoked:
            note(tx, by.actor, conversation, "conversation.unshared", links=revoked)
        return revoked


async def shared(tx: Tx, conversation_id: UUID, token: str) -> Shared:
    """What this link shows. Raises Forbidden; whether the conversation exists is not told.

    A conversation that was merged into another is not shown by a link that was given before: who gave it meant less.
    """
    query = (
        select(ConversationShare, Conversation, Customer)
        .join(Conversation, ConversationShare.conversation_id == Conversation.id)
        .join(Customer, Conversation.customer_id == Customer.id)
        .where(ConversationShare.token_hash == token_hash(token))
    )
    found = (await tx.session.execute(query)).one_or_none()
    if found is None or found.ConversationShare.conversation_id != conversation_id:
        raise Forbidden("Access denied")
    link = found.ConversationShare
    if link.revoked_at is not None or link.expires_at <= tx.now or found.Conversation.merged_into is not None:
        raise Forbidden("This link has expired")
    newest = select(Message, User).outerjoin(User, Message.user_id == User.id)
    newest = newest.where(Message.conversation_id == conversation_id, *visible()).order_by(Message.seq.desc())
    rows = (await tx.session.execute(newest.limit(THREAD_PAGE))).all()
    return Shared(found.Conversation, found.Customer, [(row[0], row[1]) for row in reversed(rows)])
