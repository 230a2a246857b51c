"""Doing the same to many conversations: in one transaction, each by the rules that hold for it alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from cairnloop.desk import conversations
from cairnloop.desk.shapes import conversation_basic_out
from cairnloop.desk.tables import Conversation
from cairnloop.errors import CairnloopError, NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.events import Event
from cairnloop.people.identity import Operator
from cairnloop.wire.desk import BulkErrorOut, BulkOut


class BulkMove(StrEnum):
    ASSIGN = "assign"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    ARCHIVE = "archive"
    READ = "read"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Order:
    """What shall be done with each. `assignee_id` is for assigning, `reason` for resolving."""

    move: BulkMove
    assignee_id: int | None = None
    reason: str | None = None


Outcome = Conversation | CairnloopError


async def move_all(db: Database, ids: Sequence[UUID], order: Order, by: Operator) -> list[tuple[UUID, Outcome]]:
    """What became of each, in the order given: the conversation as it is now, or why it stays as it was."""
    async with db.begin() as tx:
        if order.move is BulkMove.ASSIGN:
            await conversations.require_assignable(tx, by.account_id, order.assignee_id)
        found = await _locked(tx, by.account_id, ids)
        events: list[Event] = []
        outcomes: list[tuple[UUID, Outcome]] = []
        for conversation_id in dict.fromkeys(ids):
            try:
                conversation = _known(found.get(conversation_id))
                event = _step(order)(tx, conversation, by)
            except CairnloopError as refusal:
                outcomes.append((conversation_id, refusal))
                continue
            outcomes.append((conversation_id, conversation))
            events += [event] if event is not None else []
        await tx.emit(*events)
        return outcomes


async def _locked(tx: Tx, account_id: UUID, ids: Sequence[UUID]) -> dict[UUID, Conversation]:
    # In one order everywhere, so that nobody who decides on several waits in a circle.
    query = select(Conversation).where(Conversation.account_id == account_id, Conversation.id.in_(ids))
    rows = await tx.session.execute(query.order_by(Conversation.id).with_for_update())
    return {row.id: row for row in rows.scalars()}


def _known(conversation: Conversation | None) -> Conversation:
    if conversation is None:
        raise NotFound("no such conversation")
    return conversation


def _step(order: Order) -> Callable[[Tx, Conversation, Operator], Event | None]:
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
