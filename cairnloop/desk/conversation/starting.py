"""Conversations that operators and their scripts start with a customer, perhaps with the first words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from cairnloop.desk.conversation.conversations import Opening, open_for
from cairnloop.desk.message.replies import answer_in
from cairnloop.desk.tables import Conversation
from cairnloop.kernel.database import Database
from cairnloop.people.customer.customers import get_customer
from cairnloop.people.identity import Operator


@dataclass(frozen=True, slots=True)
class FirstWords:
    """What the customer reads first, once it has left."""

    body: str
    client_id: str | None = None
    file_ids: Sequence[UUID] = ()
    metadata: dict[str, Any] | None = field(default=None, hash=False)


async def start(
    db: Database, opening: Opening, by: Operator, *, words: FirstWords | None = None, hold: timedelta
) -> Conversation:
    """Start a conversation with a customer. The words, if any, are an answer like any other: held for `hold`.

    Raises NotFound, also for another account's customer, and for an inbox that is hidden from the operator.
    """
    async with db.begin() as tx:
        customer = await get_customer(tx, by.account_id, opening.customer_id)
        conversation = await open_for(tx, opening, customer, by.actor)
        conversation.read = True  # there is nothing in it that its operator has not seen
        if words is not None:
            await answer_in(
                tx,
                conversation,
                words.body,
                by,
                hold=hold,
                client_id=words.client_id,
                file_ids=words.file_ids,
                details=words.metadata,
            )
        return conversation
