"""Merging two conversations of one customer into one, and taking them apart again while it is early enough."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from cairnloop.desk.conversation.carrying import bring_back, carry
from cairnloop.desk.conversation.conversations import changed, note
from cairnloop.desk.conversation.moving_tables import ConversationMerge
from cairnloop.desk.conversation.snoozing import wake_in_time
from cairnloop.desk.events import ConversationsMerged, MergeUndone
from cairnloop.desk.lists.threads import get_conversation
from cairnloop.desk.rules import Awaiting, Priority, Status
from cairnloop.desk.tables import Conversation
from cairnloop.errors import Conflict, NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.tables import plain
from cairnloop.people.identity import Operator

# What a merge changes in either of the two, and undoing it puts back.
PUT_BACK = (
    "status",
    "awaiting",
    "snoozed_until",
    "closed_at",
    "archived_at",
    "assignee_id",
    "priority",
    "read",
    "preview",
    "first_replied_at",
    "last_replied_at",
    "last_activity_at",
)
LIVELIEST_FIRST = (Status.OPEN, Status.SNOOZED, Status.CLOSED)
INSTANTS = frozenset(name for name in PUT_BACK if name.endswith(("_at", "_until")))


async def merge(db: Database, source_id: UUID, target_id: UUID, by: Operator) -> Conversation:
    """Everything said in the source now stands in the target, in the order in which it was said; returns the target.

    Whoever has the source's id is led to the target, the customer's open page included. Raises Conflict for
    conversations of different customers.
    """
    async with db.begin() as tx:
        source, target = await _both(tx, by.account_id, source_id, target_id)
        _require_mergeable(source, target)
        row = ConversationMerge(
            id=tx.new_id(),
            account_id=by.account_id,
            source_id=source.id,
            target_id=target.id,
            merged_by=by.user_id,
            before={"source": _standing(source), "target": _standing(target), "ids": source.merged_from or []},
            created_at=tx.now,
        )
        await carry(tx, row)
        tx.session.add(row)
        _take_up(tx, source, target)
        row.before = {**row.before, "merged": _standing(target)}
        note(tx, by.actor, source, "conversation.merged", into=str(target.id), merge=str(row.id))
        note(tx, by.actor, target, "conversation.merged", source=str(source.id), messages=len(row.messages))
        await tx.session.flush()
        await tx.emit(ConversationsMerged(by.account_id, row.id, source.id, target.id, by.actor))
        changed(tx, source)
        changed(tx, target)
        return target


async def unmerge(db: Database, source_id: UUID, by: Operator, *, within: timedelta) -> Conversation:
    """Take a conversation out of the one it was merged into; returns it as it was. Raises Conflict when it is too late.

    What was written after the merge stays where it was written.
    """
    async with db.begin() as tx:
        row = await _standing_merge(tx, by.account_id, source_id)
        found = await _locked(tx, by.account_id, [row.source_id, row.target_id])
        await tx.session.refresh(row, with_for_update=True)
        if row.undone_at is not None:
            raise Conflict("this conversation is not merged into another")
        if tx.now > row.created_at + within:
            minutes = int(within.total_seconds() // 60)
            raise Conflict(f"a merge can be undone for {minutes} minutes; this one is older")
        source, target = found[row.source_id], found[row.target_id]
        if target.merged_into is not None:
            raise Conflict("the other conversation was merged into a third one since; undo that merge first")
        await bring_back(tx, row)
        row.undone_at = tx.now
        _put_back(source, row.before["source"])
        # What somebody has changed since is theirs.
        _put_back(target, row.before["target"], unless_changed_from=row.before["merged"])
        source.merged_into, source.merged_from = None, row.before["ids"] or None
        left = {str(source.id), *row.before["ids"]}
        target.merged_from = [one for one in target.merged_from or () if one not in left] or None
        for one in (source, target):
            # Its time may have come while it was part of the other.
            wake_in_time(tx, one)
            note(tx, by.actor, one, "conversation.unmerged", merge=str(row.id))
        await tx.session.flush()
        await tx.emit(MergeUndone(by.account_id, row.id, source.id, target.id, by.actor))
        changed(tx, source)
        changed(tx, target)
        return source


async def _both(tx: Tx, account_id: UUID, source_id: UUID, target_id: UUID) -> tuple[Conversation, Conversation]:
    # One that was merged before is not looked for under its new name: who says its id means something else.
    target = await get_conversation(tx, account_id, target_id)
    found = await _locked(tx, account_id, [source_id, target.id])
    if source_id not in found or target.id not in found:
        raise NotFound("no such conversation")
    return found[source_id], found[target.id]


async def _locked(tx: Tx, account_id: UUID, ids: Sequence[UUID]) -> dict[UUID, Conversation]:
    # In one order everywhere, so that nobody waits in a circle.
    query = select(Conversation).where(plain(Conversation.account_id) == account_id, Conversation.id.in_(ids))
    query = query.order_by(Conversation.id).with_for_update().execution_options(populate_existing=True)
    return {row.id: row for row in (await tx.session.execute(query)).scalars()}


def _require_mergeable(source: Conversation, target: Conversation) -> None:
    if source.id == target.id:
        raise Conflict("a conversation cannot be merged into itself")
    if source.merged_into is not None or target.merged_into is not None:
        raise Conflict(f"this conversation was merged into {source.merged_into or target.merged_into} already")
    if source.customer_id != target.customer_id:
        raise Conflict("these are conversations of different customers; merge the customers first")


def _take_up(tx: Tx, source: Conversation, target: Conversation) -> None:
    """The target becomes what both were together; the source leads to it, out of sight."""
    newer = source if source.last_activity_at > target.last_activity_at else target
    livelier = min((target, source), key=lambda one: LIVELIEST_FIRST.index(Status(one.status)))
    for name in ("status", "closed_at", "archived_at", "snoozed_until"):
        setattr(target, name, getattr(livelier, name))
    owed = Awaiting.OPERATOR in (source.awaiting, target.awaiting)
    target.awaiting = Awaiting.OPERATOR.value if owed else newer.awaiting
    if Priority.PRIORITY in (source.priority, target.priority):
        target.priority = Priority.PRIORITY.value
    target.assignee_id = target.assignee_id or source.assignee_id
    target.read = target.read and source.read
    target.preview, target.last_activity_at = newer.preview, newer.last_activity_at
    target.first_replied_at = min(filter(None, (source.first_replied_at, target.first_replied_at)), default=None)
    target.last_replied_at = max(filter(None, (source.last_replied_at, target.last_replied_at)), default=None)
    target.merged_from = [*(target.merged_from or ()), str(source.id), *(source.merged_from or ())]
    source.merged_into, source.merged_from = target.id, None
    source.draft_id = source.draft_kind = None
    source.status, source.awaiting, source.snoozed_until = Status.CLOSED.value, None, None
    source.closed_at = source.closed_at or tx.now
    source.archived_at = source.archived_at or tx.now


def _standing(conversation: Conversation) -> dict[str, Any]:
    """What `PUT_BACK` names, as JSON."""
    values = {name: getattr(conversation, name) for name in PUT_BACK}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def _put_back(conversation: Conversation, before: dict[str, Any], *, unless_changed_from: Any = None) -> None:
    now = _standing(conversation)
    for name, value in before.items():
        if unless_changed_from is None or now[name] == unless_changed_from[name]:
            at = name in INSTANTS and value is not None
            setattr(conversation, name, datetime.fromisoformat(value) if at else value)


async def _standing_merge(tx: Tx, account_id: UUID, source_id: UUID) -> ConversationMerge:
    query = select(ConversationMerge).where(
        ConversationMerge.account_id == account_id,
        ConversationMerge.source_id == source_id,
        ConversationMerge.undone_at.is_(None),
    )
    row = (await tx.session.execute(query)).scalar_one_or_none()
    if row is not None:
        return row
    await get_conversation(tx, account_id, source_id)  # says so when there is none at all
    raise Conflict("this conversation is not merged into another")
