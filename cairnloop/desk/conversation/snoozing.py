"""Snoozing: a conversation out of sight until a time, or until the customer writes, and its waking."""

from datetime import datetime, timedelta
from uuid import UUID

from cairnloop.desk.conversation.conversations import changed, is_open, note
from cairnloop.desk.events import ConversationReopened
from cairnloop.desk.lists.threads import get_conversation
from cairnloop.desk.rules import Move, Status, next_status
from cairnloop.desk.tables import Conversation
from cairnloop.errors import Invalid, NotFound
from cairnloop.kernel.audit import SYSTEM, Actor
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.identity import Operator
from cairnloop.wire.people import zulu

WAKE = "wake"
LONGEST = timedelta(days=366)


def require_time(until: datetime | None, now: datetime, field: str = "until") -> None:
    """Raises Invalid unless somebody can wait for this."""
    if until is not None and until <= now:
        raise Invalid.field(field, "has passed; choose a time to come, or none to wait for the customer")
    if until is not None and until > now + LONGEST:
        raise Invalid.field(field, f"is more than {LONGEST.days} days away")


async def snooze(db: Database, conversation_id: UUID, until: datetime | None, by: Operator) -> Conversation:
    """Out of sight until then; without a time, until the customer writes. They always wake it.

    What was promised stays promised: deadlines of an answer that is owed run on.
    """
    async with db.begin() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id, lock=True)
        sleep(tx, conversation, until, by.actor)
        return conversation


async def unsnooze(db: Database, conversation_id: UUID, by: Operator) -> Conversation:
    """Back among the open ones, before its time. Raises IllegalMove for one that is not snoozed."""
    async with db.begin() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id, lock=True)
        await tx.emit(wake(tx, conversation, by.actor, "somebody woke it"))
        return conversation


async def snooze_ended(db: Database, account_id: UUID, conversation_id: UUID) -> None:
    """A time has come: wake the conversation, if it still sleeps and not until later."""
    async with db.begin() as tx:
        try:
            conversation = await get_conversation(tx, account_id, conversation_id, lock=True)
        except NotFound:
            return  # deleted meanwhile
        until = conversation.snoozed_until
        if conversation.status == Status.SNOOZED and until is not None and until <= tx.now:
            await tx.emit(wake(tx, conversation, SYSTEM, "snooze ended"))


def sleep(tx: Tx, conversation: Conversation, until: datetime | None, by: Actor) -> None:
    """What is done with one locked conversation."""
    require_time(until, tx.now)
    conversation.status = next_status(Status(conversation.status), Move.SNOOZE).value
    conversation.snoozed_until = until
    wake_in_time(tx, conversation)
    note(tx, by, conversation, "conversation.snoozed", until=zulu(until))
    changed(tx, conversation)


def wake_in_time(tx: Tx, conversation: Conversation) -> None:
    """See to it that a conversation that sleeps until a time is woken then, at once when the time has passed."""
    until = conversation.snoozed_until
    if until is not None:
        tx.enqueue(WAKE, account_id=conversation.account_id, conversation_id=conversation.id, run_at=until, priority=6)


def wake(tx: Tx, conversation: Conversation, by: Actor, reason: str) -> ConversationReopened:
    """What is done with one locked conversation: it comes up as something new. What has to be emitted comes back."""
    conversation.status = next_status(Status(conversation.status), Move.WAKE).value
    conversation.snoozed_until, conversation.read = None, False
    conversation.last_activity_at = tx.now
    note(tx, by, conversation, "conversation.woken", reason=reason)
    changed(tx, conversation)
    return is_open(conversation, by)
