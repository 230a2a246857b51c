"""Learning from what was resolved: a closed conversation becomes a case that may assist later drafts."""

from uuid import UUID

from cairnloop.desk.rules import Delivery, Status
from cairnloop.desk.tables import Conversation
from cairnloop.desk.threads import thread
from cairnloop.kernel.database import Database
from cairnloop.knowledge.cases import Spoken, forget_case, index_case


async def learn_case(db: Database, account_id: UUID, conversation_id: UUID) -> None:
    """Index the conversation if it is still resolved; one that was reopened teaches nothing yet."""
    async with db.begin() as tx:
        conversation = await tx.session.get(Conversation, conversation_id)
        if conversation is None or conversation.account_id != account_id:
            return
        if conversation.status != Status.CLOSED or conversation.closed_at is None:
            await forget_case(tx, account_id, conversation_id)
            return
        said = [
            Spoken(message.customer_id is not None, message.body)
            for message, _ in await thread(tx, account_id, conversation_id)
            if not message.private and message.delivery in (Delivery.RECEIVED, Delivery.SENT)
        ]
        subject = conversation.subject or ""
        await index_case(tx, account_id, conversation_id, subject, said, conversation.closed_at)
