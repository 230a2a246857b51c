"""Doing the same to many conversations: in one transaction, each by the rules that hold for it alone."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from cairnloop.desk.conversation import conversations
from cairnloop.desk.conversation.snoozing import require_time, sleep, wake
from cairnloop.desk.inbox.members import closed_to
from cairnloop.desk.marks import mentions, tags
from cairnloop.desk.rules import Priority
from cairnloop.desk.shapes import conversation_basic_out
from cairnloop.desk.tables import Conversation
from cairnloop.errors import CairnloopError, Conflict, NotFound
from cairnloop.kernel.audit import Actor
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.events import Event
from cairnloop.kernel.tables import plain
from cairnloop.people.identity import Operator
from cairnloop.people.users import get_user
from cairnloop.wire.desk import BulkErrorOut, BulkOut


class BulkMove(StrEnum):
    ASSIGN = "assign"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    ARCHIVE = "archive"
    READ = "read"
    UNREAD = "unread"
    SNOOZE = "snooze"
    UNSNOOZE = "unsnooze"
    PRIORITY = "priority"
    TAG = "tag"
    UNTAG = "untag"


@dataclass(frozen=True, slots=True)
class Order:
    """What shall be done with each; `assignee_id`, `reason`, `until`, `priority`, `tag_id` as the move wants them."""

    move: BulkMove
    assignee_id: int | None = None
    reason: str | None = None
    until: datetime | None = None
    priority: Priority = Priority.PRIORITY
    tag_id: UUID | None = None


Outcome = Conversation | CairnloopError


async def move_all(db: Database, ids: Sequence[UUID], order: Order, by: Operator) -> list[tuple[UUID, Outcome]]:
    """What became of each, in the order given: the conversation as it is now, or why it stays as it was."""
    async with db.begin() as tx:
        if order.move is BulkMove.ASSIGN:
            await conversations.require_assignable(tx, by.account_id, order.assignee_id)
        require_time(order.until, tx.now)
        found = await _locked(tx, by.account_id, ids)
        closed = await _closed(tx, found.values(), order, by)
        await _mark(tx, found.values(), order, by)
        events: list[Event] = []
        outcomes: list[tuple[UUID, Outcome]] = []
        for conversation_id in dict.fromkeys(ids):
            try:
                conversation = _known(found.get(conversation_id))
                if conversation.inbox_id in closed:
                    raise Conflict(conversations.CLOSED_TO_THEM)
                event = _step(order)(tx, conversation, by.actor)
            except CairnloopError as refusal:
                outcomes.append((conversation_id, refusal))
                continue
            outcomes.append((conversation_id, conversation))
            events += [event] if event is not None else []
        await tx.emit(*events)
        return outcomes


async def _closed(tx: Tx, found: Collection[Conversation], order: Order, by: Operator) -> set[UUID]:
    """The inboxes into which the assignee may not see."""
    if order.move is not BulkMove.ASSIGN or order.assignee_id is None:
        return set()
    user = await get_user(tx, by.account_id, order.assignee_id)
    return await closed_to(tx, user, {one.inbox_id for one in found})


async def _mark(tx: Tx, found: Collection[Conversation], order: Order, by: Operator) -> None:
    """What one statement does for all of them."""
    there = [one for one in found if one.merged_into is None]
    if order.move is BulkMove.READ:
        await mentions.see(tx, [one.id for one in there], by)
    elif order.tag_id is not None:
        await (tags.put_on if order.move is BulkMove.TAG else tags.take_off)(tx, there, order.tag_id, by)


async def _locked(tx: Tx, account_id: UUID, ids: Sequence[UUID]) -> dict[UUID, Conversation]:
    # In one order everywhere, so that nobody who decides on several waits in a circle.
    query = select(Conversation).where(plain(Conversation.account_id) == account_id, Conversation.id.in_(ids))
    rows = await tx.session.execute(query.order_by(Conversation.id).with_for_update())
    return {row.id: row for row in rows.scalars()}


def _known(conversation: Conversation | None) -> Conversation:
    if conversation is None:
        raise NotFound("no such conversation")
    if conversation.merged_into is not None:
        raise Conflict(f"this conversation was merged into {conversation.merged_into}")
    return conversation


def _step(order: Order) -> Callable[[Tx, Conversation, Actor], Event | None]:
    """What is done with one of them; what has to be emitted comes back."""
    match order.move:
        case BulkMove.RESOLVE:
            return lambda tx, conversation, by: conversations.close(tx, conversation, by, order.reason)
        case BulkMove.REOPEN:
            return conversations.open_again
        case BulkMove.ASSIGN:
            return lambda tx, conversation, by: conversations.hand_over(tx, conversation, order.assignee_id, by)
        case BulkMove.ARCHIVE:
            return conversations.put_away
        case BulkMove.SNOOZE:
            return lambda tx, conversation, by: sleep(tx, conversation, order.until, by)
        case BulkMove.UNSNOOZE:
            return lambda tx, conversation, by: wake(tx, conversation, by, "somebody woke it")
        case BulkMove.PRIORITY:
            return lambda tx, conversation, by: conversations.weigh(tx, conversation, order.priority, by)
        case BulkMove.TAG | BulkMove.UNTAG:
            return lambda tx, conversation, by: None
        case BulkMove.READ:
            return lambda tx, conversation, by: conversations.look_at(tx, conversation)
        case BulkMove.UNREAD:
            return lambda tx, conversation, by: conversations.look_again(tx, conversation)


def outcome_out(conversation_id: UUID, outcome: Outcome) -> BulkOut:
    shape: BulkOut = {"id": str(conversation_id), "done": True, "conversation": None, "error": None}
    if isinstance(outcome, CairnloopError):
        error: BulkErrorOut = {"status": outcome.status, "reason": outcome.reason, "message": outcome.detail}
        return {**shape, "done": False, "error": error}
    return {**shape, "conversation": conversation_basic_out(outcome)}
