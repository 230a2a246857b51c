"""Changing several things of a conversation in one request, as published clients do, and deleting one for good."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select

from cairnloop.desk import topics
from cairnloop.desk.conversation.conversations import (
    changed,
    close,
    hand_over,
    look_again,
    look_at,
    note,
    open_again,
    require_assignable,
    weigh,
)
from cairnloop.desk.conversation.giving_back import give_back
from cairnloop.desk.conversation.snoozing import require_time, sleep, wake
from cairnloop.desk.events import ConversationsDeleted
from cairnloop.desk.inbox.inboxes import inbox_for
from cairnloop.desk.lists.threads import get_conversation
from cairnloop.desk.rules import Priority, Status
from cairnloop.desk.tables import Conversation, Message
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.events import Event
from cairnloop.kernel.tables import Row
from cairnloop.people.identity import Operator


@dataclass(frozen=True, slots=True)
class Changes:
    """What shall be different; `given` are the names of those that were said at all."""

    given: frozenset[str]
    status: Status | None = None
    snoozed_until: datetime | None = None
    priority: Priority | None = None
    read: bool | None = None
    assignee_id: int | None = None
    inbox_id: UUID | None = None
    subject: str | None = None
    metadata: dict[str, Any] | None = field(default=None, hash=False)


async def change(db: Database, conversation_id: UUID, changes: Changes, by: Operator) -> Conversation:
    """All of it or, where something is refused, nothing. What is so already leaves no line in the trail."""
    async with db.begin() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id, lock=True)
        await _hand_over(tx, conversation, changes, by)
        await _relabel(tx, conversation, changes, by)
        if changes.priority is not None:
            weigh(tx, conversation, changes.priority, by.actor)
        happened = _stand(tx, conversation, changes, by)
        if changes.read is not None:
            (look_at if changes.read else look_again)(tx, conversation)
        await tx.emit(*happened)
        return conversation


async def _hand_over(tx: Tx, conversation: Conversation, changes: Changes, by: Operator) -> None:
    if "assignee_id" in changes.given and changes.assignee_id != conversation.assignee_id:
        goes_to = changes.inbox_id or conversation.inbox_id
        await require_assignable(tx, by.account_id, changes.assignee_id, [goes_to])
        hand_over(tx, conversation, changes.assignee_id, by.actor)
    if changes.inbox_id is not None and changes.inbox_id != conversation.inbox_id:
        inbox = await inbox_for(tx, by.account_id, changes.inbox_id)
        before, conversation.inbox_id = conversation.inbox_id, inbox.id
        note(tx, by.actor, conversation, "conversation.moved", before=str(before), after=str(inbox.id))
        changed(tx, conversation)
        await give_back(tx, [conversation.id], by.actor)


async def _relabel(tx: Tx, conversation: Conversation, changes: Changes, by: Operator) -> None:
    different: list[str] = []
    for name, column in (("subject", "subject"), ("metadata", "details")):
        if name in changes.given and getattr(conversation, column) != getattr(changes, name):
            setattr(conversation, column, getattr(changes, name))
            different.append(name)
    if different:
        # What it says may be a customer's own words, which the trail does not keep.
        note(tx, by.actor, conversation, "conversation.changed", fields=different)
        changed(tx, conversation)


def _stand(tx: Tx, conversation: Conversation, changes: Changes, by: Operator) -> list[Event]:
    before = Status(conversation.status)
    match changes.status:
        case Status.SNOOZED if before is not changes.status or changes.snoozed_until != conversation.snoozed_until:
            require_time(changes.snoozed_until, tx.now, "snoozed_until")
            sleep(tx, conversation, changes.snoozed_until, by.actor)
        case Status.CLOSED if before is not Status.CLOSED:
            return [close(tx, conversation, by.actor, None)]
        case Status.OPEN if before is Status.CLOSED:
            return [open_again(tx, conversation, by.actor)]
        case Status.OPEN if before is Status.SNOOZED:
            return [wake(tx, conversation, by.actor, "somebody woke it")]
    return []


async def erase(db: Database, conversation_id: UUID, by: Operator) -> None:
    """Delete a conversation with all that hangs on it. The trail keeps that it was there, and who deleted it."""
    async with db.begin() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id, lock=True)
        gone = (conversation.id, *(UUID(one) for one in conversation.merged_from or ()))
        held = select(func.count()).where(Message.conversation_id.in_(gone))
        count = (await tx.session.execute(held)).scalar_one()
        note(tx, by.actor, conversation, "conversation.deleted", messages=count)
        await tx.emit(ConversationsDeleted(conversation.account_id, gone, by.actor))
        await erase_rows(tx, gone)
        for one in gone:
            tx.announce(topics.operators(conversation.account_id), "conversation:deleted", {"id": str(one)})


async def erase_rows(tx: Tx, conversation_ids: tuple[UUID, ...]) -> None:
    """Delete these conversations and every row that refers to them or to their messages."""
    messages = select(Message.id).where(Message.conversation_id.in_(conversation_ids))
    for table in reversed(Row.metadata.sorted_tables):
        for column in table.columns:
            refers_to = {key.target_fullname for key in column.foreign_keys}
            if "messages.id" in refers_to:
                await tx.session.execute(delete(table).where(column.in_(messages)))
            if "conversations.id" in refers_to:
                await tx.session.execute(delete(table).where(column.in_(conversation_ids)))
    await tx.session.execute(delete(Conversation).where(Conversation.id.in_(conversation_ids)))
