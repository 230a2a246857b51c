"""From what happened to deliveries: written in the transaction of their cause, for those who subscribed to it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import insert, select

from cairnloop.desk.events import (
    ConversationChanged,
    ConversationOpened,
    CustomerMessageReceived,
    MessageSent,
    NoteWritten,
)
from cairnloop.desk.shapes import conversation_basic_out, message_out
from cairnloop.desk.tables import Conversation, Message
from cairnloop.files.queries import files_of
from cairnloop.kernel.database import Tx
from cairnloop.kernel.tables import table
from cairnloop.people.events import CustomerChanged, CustomerMet, CustomersMerged
from cairnloop.people.shapes import customer_out
from cairnloop.people.tables import Customer, User
from cairnloop.webhooks.rules import DeliveryStatus, WebhookEvent
from cairnloop.webhooks.subscribed import Receiver, Subscribed
from cairnloop.webhooks.tables import WebhookDelivery

DELIVER_WEBHOOK = "deliver_webhook"
# What a sender may put into a message's metadata, so that no webhook speaks of it.
OPT_OUT = "disable_webhook_events"
deliveries = table(WebhookDelivery)

AboutMessage = CustomerMessageReceived | MessageSent | NoteWritten
AboutConversation = ConversationOpened | ConversationChanged
AboutCustomer = CustomerMet | CustomerChanged | CustomersMerged


@dataclass(frozen=True, slots=True)
class News:
    """One event as receivers will read it, and whom it is about."""

    account_id: UUID
    event: WebhookEvent
    payload: Mapping[str, Any]
    customer_id: UUID
    conversation_id: UUID | None = None
    private: bool = False


class Recorder:
    """Reactions: each takes a group of events, and does nothing where nobody wants them."""

    def __init__(self, subscribed: Subscribed) -> None:
        self._subscribed = subscribed

    async def customers_wrote(self, tx: Tx, events: Sequence[CustomerMessageReceived]) -> None:
        await self._record(tx, await self._messages(tx, events))
        for event in await self._subscribed.heard(tx, WebhookEvent.CONVERSATION_UPDATED, events):
            tx.emit_at_the_end(ConversationChanged(event.account_id, event.conversation_id))

    async def messages_created(self, tx: Tx, events: Sequence[MessageSent | NoteWritten]) -> None:
        await self._record(tx, await self._messages(tx, events))

    async def conversations_created(self, tx: Tx, events: Sequence[ConversationOpened]) -> None:
        await self._record(tx, await self._conversations(tx, WebhookEvent.CONVERSATION_CREATED, events))

    async def conversations_updated(self, tx: Tx, events: Sequence[ConversationChanged]) -> None:
        await self._record(tx, await self._conversations(tx, WebhookEvent.CONVERSATION_UPDATED, events))

    async def customers_created(self, tx: Tx, events: Sequence[CustomerMet]) -> None:
        await self._record(tx, await self._customers(tx, WebhookEvent.CUSTOMER_CREATED, events))

    async def customers_updated(self, tx: Tx, events: Sequence[CustomerChanged | CustomersMerged]) -> None:
        await self._record(tx, await self._customers(tx, WebhookEvent.CUSTOMER_UPDATED, events))

    async def _messages(self, tx: Tx, events: Sequence[AboutMessage]) -> list[News]:
        heard = await self._subscribed.heard(tx, WebhookEvent.MESSAGE_CREATED, events)
        ids = {one.message_id for one in heard}
        if not ids:
            return []
        query = (
            select(Message, Customer, User)
            .join(Conversation, Message.conversation_id == Conversation.id)
            .join(Customer, Conversation.customer_id == Customer.id)
            .outerjoin(User, Message.user_id == User.id)
            .where(Message.id.in_(ids))
            .order_by(Message.seq)
        )
        files = await files_of(tx, {one.account_id for one in heard}, ids)
        return [
            News(
                message.account_id,
                WebhookEvent.MESSAGE_CREATED,
                message_out(message, customer=customer, user=user, files=files.get(message.id, ())),
                customer.id,
                message.conversation_id,
                message.private,
            )
            for message, customer, user in (await tx.session.execute(query)).all()
            if not (message.details or {}).get(OPT_OUT)
        ]

    async def _conversations(self, tx: Tx, event: WebhookEvent, events: Sequence[AboutConversation]) -> list[News]:
        ids = {one.conversation_id for one in await self._subscribed.heard(tx, event, events)}
        if not ids:
            return []
        rows = await tx.session.scalars(select(Conversation).where(Conversation.id.in_(ids)))
        return [News(row.account_id, event, conversation_basic_out(row), row.customer_id, row.id) for row in rows]

    async def _customers(self, tx: Tx, event: WebhookEvent, events: Sequence[AboutCustomer]) -> list[News]:
        ids = {one.customer_id for one in await self._subscribed.heard(tx, event, events)}
        if not ids:
            return []
        rows = await tx.session.scalars(select(Customer).where(Customer.id.in_(ids)))
        return [News(row.account_id, event, customer_out(row), row.id) for row in rows]

    async def _record(self, tx: Tx, news: Collection[News]) -> None:
        """One row and one job for each receiver of each event; one statement each for all of them."""
        if not news:
            return
        receivers = await self._subscribed.receivers(tx)
        rows = [row for one in news for row in _rows(tx, one, receivers.get(one.account_id, ()))]
        if not rows:
            return
        connection = await tx.session.connection()
        await connection.execute(insert(deliveries), rows)
        for row in rows:
            tx.enqueue(DELIVER_WEBHOOK, account_id=row["account_id"], delivery_id=row["id"])


def _rows(tx: Tx, news: News, receivers: Sequence[Receiver]) -> list[dict[str, Any]]:
    those = [one for one in receivers if news.event in one.events and (one.include_private or not news.private)]
    if not those:
        return []
    event_id = tx.timely_id()
    body = orjson.dumps({"event": news.event.value, "payload": news.payload}).decode()
    return [
        {
            "id": tx.timely_id(),
            "account_id": news.account_id,
            "subscription_id": receiver.id,
            "customer_id": news.customer_id,
            "conversation_id": news.conversation_id,
            "event": news.event.value,
            "event_id": event_id,
            "body": body,
            "status": DeliveryStatus.PENDING.value,
            "attempts": 0,
            "next_attempt_at": tx.now,
            "history": [],
            "created_at": tx.now,
            "updated_at": tx.now,
        }
        for receiver in those
    ]
