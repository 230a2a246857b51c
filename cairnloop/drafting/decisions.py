"""Deciding on a draft: approved as is or with edits, discarded, asked for anew, pulled back, or overtaken by events."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from cairnloop.desk import topics
from cairnloop.desk.conversation.collision import require_newest
from cairnloop.desk.conversation.conversations import await_decision
from cairnloop.desk.events import ConversationResolved, CustomerMessageReceived, MessageWithdrawn, ReplyWritten
from cairnloop.desk.lists.threads import answered_since, get_conversation, newest_customer_message
from cairnloop.desk.message.replies import carry, hold_message, tell_operators
from cairnloop.desk.rules import Status
from cairnloop.drafting.distance import edit_distance
from cairnloop.drafting.jobs import ATTEMPTS, DRAFT
from cairnloop.drafting.queries import draft_to_decide, get_draft, standing_of
from cairnloop.drafting.rules import DraftAction, next_status
from cairnloop.drafting.rules import DraftStatus as State
from cairnloop.drafting.shapes import draft_out
from cairnloop.drafting.tables import Draft
from cairnloop.errors import Conflict, Stale
from cairnloop.kernel import telemetry
from cairnloop.kernel.audit import SYSTEM, Actor
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.identity import Operator
from cairnloop.wire.desk import MessageOut


async def approve(
    db: Database,
    draft_id: UUID,
    seen: int,
    by: Operator,
    *,
    hold: timedelta,
    body: str | None = None,
    last_seen: UUID | None = None,
    file_ids: Sequence[UUID] = (),
) -> MessageOut:
    """Send a draft on its way, as it is or with the operator's edits and files. One of two operators gets Stale.

    Raises Overtaken when a colleague has answered since the message `last_seen`.
    """
    async with db.begin() as tx:
        draft, conversation = await draft_to_decide(tx, by.account_id, draft_id)
        await require_newest(tx, conversation, last_seen, by)
        edited = body is not None and body != draft.body
        _decide(tx, draft, DraftAction.EDIT if edited else DraftAction.APPROVE, by, seen=seen)
        if conversation.status == Status.CLOSED:
            raise Conflict("the conversation is resolved; reopen it to answer")
        text = body if edited and body is not None else draft.body
        draft.edit_distance = edit_distance(draft.body, text)
        message_id = tx.timely_id()
        message = hold_message(
            tx,
            conversation,
            text,
            user_id=by.user_id,
            draft_id=draft.id,
            hold=hold,
            message_id=message_id,
            files=await carry(tx, message_id, file_ids, by),
        )
        draft.message_id = message.id
        await _record(tx, draft, by.actor, edit_distance=draft.edit_distance)
        return await tell_operators(tx, message)


async def discard(db: Database, draft_id: UUID, seen: int, by: Operator, *, reason: str | None) -> Draft:
    """Say no to a draft, and why."""
    async with db.begin() as tx:
        draft, _ = await draft_to_decide(tx, by.account_id, draft_id)
        _decide(tx, draft, DraftAction.DISCARD, by, seen=seen)
        draft.decision_reason = reason
        await _record(tx, draft, by.actor, reason=reason)
        return draft


async def regenerate(db: Database, draft_id: UUID, seen: int, by: Operator, *, instruction: str | None) -> Draft:
    """Ask for another draft, with a wish. The old one is superseded; the new one arrives as a new draft."""
    async with db.begin() as tx:
        draft, _ = await draft_to_decide(tx, by.account_id, draft_id)
        _decide(tx, draft, DraftAction.SUPERSEDE, by, seen=seen)
        draft.decision_reason = "another draft was asked for"
        tx.enqueue(
            DRAFT,
            account_id=draft.account_id,
            conversation_id=draft.conversation_id,
            instruction=instruction or "",
            again=True,
            priority=5,
            max_attempts=ATTEMPTS,
        )
        await _record(tx, draft, by.actor, instruction=bool(instruction))
        return draft


def _decide(tx: Tx, draft: Draft, action: DraftAction, by: Operator, *, seen: int) -> None:
    if draft.status == State.PENDING and draft.version != seen:
        raise Stale("This draft changed since you opened it. Look again and decide.")
    draft.status = next_status(State(draft.status), action).value
    draft.decided_by, draft.decided_at = by.user_id, tx.now


async def _record(tx: Tx, draft: Draft, by: Actor, *, reason: str | None = None, **detail: object) -> None:
    """Count the change, write the trail, tell the operators."""
    draft.version += 1
    draft.updated_at = tx.now
    conversation = await get_conversation(tx, draft.account_id, draft.conversation_id, lock=True)
    if draft.status == State.PENDING:
        await_decision(tx, conversation, draft.id, draft.kind)
    elif conversation.draft_id == draft.id:
        await_decision(tx, conversation, None, None)
    tx.audit(
        by,
        draft.account_id,
        f"draft.{draft.status}",
        "draft",
        draft.id,
        conversation_id=draft.conversation_id,
        reason=reason,
        **detail,
    )
    tx.announce(topics.operators(draft.account_id), "draft:updated", dict(draft_out(draft)))
    telemetry.draft_decisions.labels(draft.status).inc()


async def supersede(tx: Tx, conversation_ids: Sequence[UUID], why: str, by: Actor = SYSTEM) -> None:
    """Events have overtaken what waits for a person in these conversations."""
    for draft in await standing_of(tx, conversation_ids, lock=True):
        draft.status = next_status(State(draft.status), DraftAction.SUPERSEDE).value
        draft.decided_at, draft.decision_reason = tx.now, why
        await _record(tx, draft, by, reason=why)


async def customer_wrote(tx: Tx, events: Sequence[CustomerMessageReceived]) -> None:
    undecided = [event.conversation_id for event in events if event.undecided]
    if undecided:
        await supersede(tx, undecided, "the customer wrote again")


async def operator_wrote(tx: Tx, events: Sequence[ReplyWritten]) -> None:
    await supersede(tx, [event.conversation_id for event in events], "an operator answered in their own words")


async def resolved(tx: Tx, events: Sequence[ConversationResolved]) -> None:
    await supersede(tx, [event.conversation_id for event in events], "the conversation was resolved")


async def pulled_back(tx: Tx, events: Sequence[MessageWithdrawn]) -> None:
    """A reply was undone before it left: its draft waits for a decision again, unless events have overtaken it."""
    for event in events:
        if event.draft_id is None:
            continue
        draft = await get_draft(tx, event.account_id, event.draft_id, lock=True)
        overtaken = await _overtaken(tx, draft)
        draft.status = next_status(State(draft.status), DraftAction.PULL_BACK).value
        draft.decided_by = draft.decided_at = draft.message_id = draft.edit_distance = None
        if overtaken is not None:
            draft.status = next_status(State.PENDING, DraftAction.SUPERSEDE).value
            draft.decided_at, draft.decision_reason = tx.now, overtaken
        await tx.session.flush()
        await _record(tx, draft, event.by, reason="its reply was undone")


async def _overtaken(tx: Tx, draft: Draft) -> str | None:
    """What happened since the draft was approved that a pending draft would not have outlived."""
    conversation = await get_conversation(tx, draft.account_id, draft.conversation_id, lock=True)
    if conversation.status == Status.CLOSED:
        return "the conversation was resolved before this reply was undone"
    if await standing_of(tx, [draft.conversation_id]):
        return "a newer draft was waiting when this reply was undone"
    newest = await newest_customer_message(tx, draft.conversation_id)
    if newest is not None and newest.id != draft.question_id:
        return "the customer had written again when this reply was undone"
    if newest is not None and await answered_since(tx, draft.conversation_id, newest.seq):
        return "somebody had answered in their own words when this reply was undone"
    return None
