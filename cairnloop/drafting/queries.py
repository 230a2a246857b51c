"""Reading drafts: one, those of a conversation, the queue of those that wait."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, tuple_

from cairnloop.desk.tables import Conversation, Message
from cairnloop.desk.threads import get_conversation
from cairnloop.drafting.rules import DraftStatus
from cairnloop.drafting.tables import STANDING, Draft
from cairnloop.errors import NotFound
from cairnloop.kernel.database import Tx
from cairnloop.people.tables import Customer

Waiting = tuple[Draft, Conversation, Customer, str]


async def get_draft(tx: Tx, account_id: UUID, draft_id: UUID, *, lock: bool = False) -> Draft:
    """Raises NotFound, also for another account's draft."""
    query = select(Draft).where(Draft.account_id == account_id, Draft.id == draft_id)
    draft = (await tx.session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
    if draft is None:
        raise NotFound("no such draft")
    return draft


async def draft_to_decide(tx: Tx, account_id: UUID, draft_id: UUID) -> tuple[Draft, Conversation]:
    """The draft with its conversation, locked. Raises NotFound, also for another account's draft.

    Whoever locks several locks the conversation first, then messages, then drafts: nobody waits in a circle.
    """
    query = select(Draft.conversation_id).where(Draft.account_id == account_id, Draft.id == draft_id)
    conversation_id = (await tx.session.execute(query)).scalar_one_or_none()
    if conversation_id is None:
        raise NotFound("no such draft")
    conversation = await get_conversation(tx, account_id, conversation_id, lock=True)
    return await get_draft(tx, account_id, draft_id, lock=True), conversation


async def drafts_of(tx: Tx, account_id: UUID, conversation_id: UUID, *, limit: int = 50) -> Sequence[Draft]:
    """The drafts of one conversation, newest first."""
    query = select(Draft).where(Draft.account_id == account_id, Draft.conversation_id == conversation_id)
    return (await tx.session.execute(query.order_by(Draft.created_at.desc()).limit(limit))).scalars().all()


async def standing_of(tx: Tx, conversation_ids: Sequence[UUID], *, lock: bool = False) -> Sequence[Draft]:
    """The drafts of these conversations that wait for a person: to decide, or to answer because there is no draft."""
    query = select(Draft).where(Draft.conversation_id.in_(conversation_ids), STANDING)
    return (await tx.session.execute(query.with_for_update() if lock else query)).scalars().all()


async def queue(
    tx: Tx,
    account_id: UUID,
    *,
    status: DraftStatus = DraftStatus.PENDING,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[Waiting]:
    """Drafts in one state with their question, the one that has waited longest first."""
    query = (
        select(Draft, Conversation, Customer, Message.body)
        .join(Conversation, Draft.conversation_id == Conversation.id)
        .join(Customer, Conversation.customer_id == Customer.id)
        .join(Message, Draft.question_id == Message.id)
        .where(Draft.account_id == account_id, Draft.status == status.value)
        .order_by(Draft.created_at, Draft.id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(tuple_(Draft.created_at, Draft.id) > after)
    return [(row[0], row[1], row[2], row[3]) for row in await tx.session.execute(query)]
