"""Learning from what was resolved: a closed conversation becomes a case that may assist later drafts."""

from uuid import UUID

from sqlalchemy import select

from cairnloop.desk.inbox.inboxes import FORGET_LEARNT
from cairnloop.desk.inbox.walking import some_of
from cairnloop.desk.lists.threads import thread
from cairnloop.desk.rules import Delivery, Status
from cairnloop.desk.tables import Conversation, Inbox
from cairnloop.kernel.database import Database
from cairnloop.knowledge.cases import Spoken, forget_case, index_case
from cairnloop.knowledge.tables import Case


async def learn_case(db: Database, account_id: UUID, conversation_id: UUID) -> None:
    """Index the conversation if it is still resolved; one that was reopened teaches nothing yet."""
    async with db.begin() as tx:
        conversation = await tx.session.get(Conversation, conversation_id)
        if conversation is None or conversation.account_id != account_id:
            return
        resolved = conversation.status == Status.CLOSED and conversation.closed_at is not None
        inbox = await tx.session.get_one(Inbox, conversation.inbox_id)
        # What only members of an inbox may see must not be shown to all who ask something alike.
        if not resolved or inbox.is_private:
            await forget_case(tx, account_id, conversation_id)
            return
        said = [
            Spoken(message.customer_id is not None, message.body)
            for message, _ in await thread(tx, account_id, conversation_id)
            if not message.private and message.delivery in (Delivery.RECEIVED, Delivery.SENT)
        ]
        subject = conversation.subject or ""
        await index_case(tx, account_id, conversation_id, subject, said, conversation.closed_at or tx.now)


async def forget_learnt(db: Database, account_id: UUID, inbox_id: UUID, after: UUID | None) -> None:
    """An inbox became private: some of what it has taught is forgotten, and the rest asked for."""
    async with db.begin() as tx:
        inbox = await tx.session.get(Inbox, inbox_id)
        if inbox is None or inbox.account_id != account_id or not inbox.is_private:
            return
        found, last = await some_of(tx, inbox_id, after)
        taught = select(Case.conversation_id).where(Case.account_id == account_id, Case.conversation_id.in_(found))
        for conversation_id in (await tx.session.execute(taught)).scalars().all():
            await forget_case(tx, account_id, conversation_id)
        if last is not None:
            tx.enqueue(FORGET_LEARNT, account_id=account_id, inbox_id=inbox_id, after=last)
