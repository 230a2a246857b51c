"""The delivery lane: every outgoing message leaves through here, once, and says honestly how far it came."""

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from sqlalchemy import select

from cairnloop.desk import topics
from cairnloop.desk.conversation.conversations import changed
from cairnloop.desk.events import MessageSent
from cairnloop.desk.lists.threads import newest_customer_seq
from cairnloop.desk.rules import Awaiting, Delivery, Source, Status, Step, next_delivery
from cairnloop.desk.shapes import for_customer, message_out
from cairnloop.desk.tables import Conversation, Message
from cairnloop.files.queries import files_of
from cairnloop.kernel import telemetry
from cairnloop.kernel.audit import SYSTEM
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.jobs.port import GiveUp, Job
from cairnloop.people.tables import User


class Adapter(Protocol):
    """Takes a message out of the house. Sending twice with the same `key` must reach the customer once."""

    async def send(self, message: Message, conversation: Conversation, *, key: str) -> None:
        """Raises GiveUp when it can never be delivered, any other exception to be tried again."""
        ...


# A chat message has arrived once it is stored and announced: no adapter, no second step.
IN_HOUSE = frozenset({Source.CHAT.value})


class Lane:
    def __init__(self, database: Database, adapters: Mapping[str, Adapter] | None = None) -> None:
        self._database = database
        self._adapters = dict(adapters or {})

    async def deliver(self, jobs: Sequence[Job]) -> dict[UUID, Exception]:
        """Release the messages these jobs name. What was withdrawn or has left already is left alone."""
        job_of = {UUID(job.args["message_id"]): job for job in jobs}
        async with self._database.begin() as tx:
            leaving = await _release(tx, list(job_of))
            outside = [pair for pair in leaving if pair[1].source not in IN_HOUSE]
            await _arrived(tx, [pair for pair in leaving if pair[1].source in IN_HOUSE])
        failed: dict[UUID, Exception] = {}
        for message, conversation in outside:
            job = job_of[message.id]
            try:
                await self._adapter(message).send(message, conversation, key=str(message.id))
            except Exception as error:  # noqa: BLE001 - the outside world fails in its own ways; the job retries
                failed[job.id] = error
                continue
            async with self._database.begin() as tx:
                await _arrived(tx, await _on_the_way(tx, [message.id]))
        return failed

    def _adapter(self, message: Message) -> Adapter:
        adapter = self._adapters.get(message.source)
        if adapter is None:
            raise GiveUp(f"the {message.source} channel is not configured")
        return adapter

    async def gave_up(self, job: Job, why: str) -> None:
        """The message of this job does not leave: say so on it, and to the operators."""
        async with self._database.begin() as tx:
            for message, conversation in await _locked(tx, [UUID(job.args["message_id"])], LEAVING):
                message.delivery = next_delivery(Delivery(message.delivery), Step.FAIL).value
                message.delivery_error = why[:500]
                tx.audit(
                    SYSTEM,
                    message.account_id,
                    "message.failed",
                    "message",
                    message.id,
                    conversation_id=conversation.id,
                    reason=message.delivery_error,
                )
                files = await files_of(tx, [message.account_id], [message.id])
                shape = message_out(message, files=files.get(message.id, ()))
                tx.announce(topics.operators(message.account_id), "shout", dict(shape))
                telemetry.messages_delivered.labels(message.source, "failed").inc()


LEAVING = (Delivery.HELD, Delivery.SENDING)
Leaving = tuple[Message, Conversation]


async def _release(tx: Tx, message_ids: Sequence[UUID]) -> list[Leaving]:
    """Held messages whose time has come are from here on on their way; those on their way already come along.

    A failed one comes along too: its job was dead, and somebody has brought it back.
    """
    leaving = await _locked(tx, message_ids, (*LEAVING, Delivery.FAILED))
    for message, _ in leaving:
        if message.delivery == Delivery.FAILED:
            message.delivery = next_delivery(Delivery.FAILED, Step.RETRY).value
        if message.delivery == Delivery.HELD:
            message.delivery = next_delivery(Delivery.HELD, Step.RELEASE).value
    return leaving


async def _on_the_way(tx: Tx, message_ids: Sequence[UUID]) -> list[Leaving]:
    return await _locked(tx, message_ids, (Delivery.SENDING,))


async def _locked(tx: Tx, message_ids: Sequence[UUID], states: Sequence[Delivery]) -> list[Leaving]:
    """Conversations first and in one order, then messages: who meets others in them never waits in a circle."""
    of_these = select(Message.conversation_id).where(Message.id.in_(message_ids))
    threads = select(Conversation).where(Conversation.id.in_(of_these)).order_by(Conversation.id).with_for_update()
    conversations = {one.id: one for one in (await tx.session.execute(threads)).scalars()}
    query = (
        select(Message)
        .where(Message.id.in_(message_ids), Message.delivery.in_([state.value for state in states]))
        .order_by(Message.seq)
        .with_for_update()
    )
    return [(one, conversations[one.conversation_id]) for one in (await tx.session.execute(query)).scalars()]


async def _arrived(tx: Tx, leaving: Sequence[Leaving]) -> None:
    """The messages have left for the customer: mark, tell both sides, let the reactions follow."""
    if not leaving:
        return
    wrote = select(User).where(User.id.in_({message.user_id for message, _ in leaving if message.user_id is not None}))
    users = {user.id: user for user in (await tx.session.execute(wrote)).scalars()}
    files = await files_of(tx, {one.account_id for one, _ in leaving}, {one.id for one, _ in leaving})
    newest = await newest_customer_seq(tx, {conversation.id for _, conversation in leaving})
    sent: list[MessageSent] = []
    for message, conversation in leaving:
        message.delivery = next_delivery(Delivery(message.delivery), Step.ARRIVE).value
        message.sent_at, message.release_at, message.delivery_error = tx.now, None, None
        caught_up = newest.get(conversation.id, 0) < message.seq
        if caught_up and conversation.status != Status.CLOSED:  # once it is resolved, it is nobody's turn
            conversation.awaiting = Awaiting.CUSTOMER.value
        conversation.first_replied_at = conversation.first_replied_at or tx.now
        if message.user_id is not None:
            conversation.last_replied_at = tx.now
        conversation.last_activity_at = tx.now
        changed(tx, conversation, decided=False)
        shape = message_out(message, user=users.get(message.user_id or 0), files=files.get(message.id, ()))
        for topic in topics.customers_side(conversation):
            tx.announce(topic, "shout", for_customer(shape))
        tx.announce(topics.operators(message.account_id), "shout", dict(shape))
        telemetry.messages_delivered.labels(message.source, "sent").inc()
        sent.append(
            MessageSent(message.account_id, conversation.id, message.id, message.draft_id, message.user_id, caught_up)
        )
    await tx.emit(*sent)
