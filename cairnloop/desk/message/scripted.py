"""What scripts do beside answering: write down what a customer said elsewhere, and keep data of theirs at a message."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from cairnloop.desk.lists.threads import get_conversation, message_to_decide
from cairnloop.desk.message.accept import Incoming, accept
from cairnloop.desk.message.replies import tell_operators
from cairnloop.kernel.database import Database
from cairnloop.people.customer.customers import get_customer
from cairnloop.people.identity import Operator
from cairnloop.wire.desk import MessageOut


async def write_down(db: Database, said: Incoming, customer_id: UUID, by: Operator) -> MessageOut:
    """What the customer said counts as theirs, with all that follows from it; the trail keeps who wrote it down.

    Raises NotFound, also for another account's conversation or customer, and Forbidden when the conversation is another
    customer's.
    """
    async with db.begin() as tx:
        conversation = await get_conversation(tx, by.account_id, said.conversation_id)
        customer = await get_customer(tx, by.account_id, customer_id)
        theirs = replace(said, conversation_id=conversation.id, customer_id=customer.id)
        [message] = await accept(tx, [theirs])
        if isinstance(message, Exception):
            raise message
        tx.audit(
            by.actor,
            by.account_id,
            "message.written_down",
            "message",
            message["id"],
            conversation_id=conversation.id,
            customer=str(customer.id),
        )
        return message


async def annotate(db: Database, message_id: UUID, details: dict[str, Any] | None, by: Operator) -> MessageOut:
    """Keep other data at a message. Its words stay as they were said."""
    async with db.begin() as tx:
        message = await message_to_decide(tx, by.account_id, message_id)
        if message.details != details:
            message.details = details
            tx.audit(
                by.actor,
                by.account_id,
                "message.annotated",
                "message",
                message.id,
                conversation_id=message.conversation_id,
            )
        return await tell_operators(tx, message)
