"""What is done with a conversation as a whole: changed, snoozed, weighed, merged, deleted."""

from datetime import timedelta
from uuid import UUID

from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import Converser, Eraser, House
from cairnloop.daemon.http.bodies import Router
from cairnloop.desk.conversation import changing, conversations, merging, snoozing
from cairnloop.desk.conversation.changing import Changes
from cairnloop.desk.rules import Priority, Status
from cairnloop.desk.shapes import conversation_basic_out
from cairnloop.wire.conversations import ChangeConversation, Merge, MergedOut, Snooze, Weigh
from cairnloop.wire.desk import ConversationBasicOut
from cairnloop.wire.people import zulu

router = Router(prefix="/api/conversations", tags=["conversations"])


@router.put("/{conversation_id}", response_model=None, responses={200: {"model": ConversationBasicOut}})
@router.patch("/{conversation_id}", response_model=None, responses={200: {"model": ConversationBasicOut}})
async def change(s: House, by: Converser, conversation_id: UUID, body: ChangeConversation) -> Response:
    """Status, priority, read, assignee, inbox, subject, metadata: all that is given or, when one is refused, none."""
    said = body.conversation
    changes = Changes(
        given=frozenset(said.model_fields_set),
        status=None if said.status is None else Status(said.status),
        snoozed_until=said.snoozed_until,
        priority=None if said.priority is None else Priority(said.priority),
        read=said.read,
        assignee_id=said.assignee_id,
        inbox_id=said.inbox_id,
        subject=said.subject,
        metadata=said.metadata,
    )
    return answer(conversation_basic_out(await changing.change(s.db, conversation_id, changes, by)))


@router.delete("/{conversation_id}", status_code=204)
async def delete(s: House, by: Eraser, conversation_id: UUID) -> Response:
    """Delete it for good, with its messages, drafts and promises. That it was there stays in the trail."""
    await changing.erase(s.db, conversation_id, by)
    return Response(status_code=204)


@router.post("/{conversation_id}/snooze", response_model=None, responses={200: {"model": ConversationBasicOut}})
async def snooze(s: House, by: Converser, conversation_id: UUID, body: Snooze | None = None) -> Response:
    """Out of sight until a time, or without one until the customer writes; their message always wakes it."""
    until = None if body is None else body.until
    return answer(conversation_basic_out(await snoozing.snooze(s.db, conversation_id, until, by)))


@router.post("/{conversation_id}/unsnooze", response_model=None, responses={200: {"model": ConversationBasicOut}})
async def unsnooze(s: House, by: Converser, conversation_id: UUID) -> Response:
    """Back among the open ones, before its time."""
    return answer(conversation_basic_out(await snoozing.unsnooze(s.db, conversation_id, by)))


@router.post("/{conversation_id}/priority", response_model=None, responses={200: {"model": ConversationBasicOut}})
async def weigh(s: House, by: Converser, conversation_id: UUID, body: Weigh) -> Response:
    """Say that it goes before others, or that it does not."""
    priority = Priority(body.priority)
    return answer(conversation_basic_out(await conversations.prioritise(s.db, conversation_id, priority, by)))


@router.post("/{conversation_id}/merge", response_model=None, responses={200: {"model": MergedOut}})
async def merge(s: House, by: Converser, conversation_id: UUID, body: Merge) -> Response:
    """Take this conversation up into another of the same customer. Its id leads to the other one from now on."""
    target = await merging.merge(s.db, conversation_id, body.into, by)
    return answer({**conversation_basic_out(target), "undo_until": zulu(target.updated_at + _undoable(s))})


@router.post("/{conversation_id}/unmerge", response_model=None, responses={200: {"model": ConversationBasicOut}})
async def unmerge(s: House, by: Converser, conversation_id: UUID) -> Response:
    """Take a merged conversation out again, as it was. 409 when the time for it is over (`desk.unmerge_minutes`)."""
    return answer(conversation_basic_out(await merging.unmerge(s.db, conversation_id, by, within=_undoable(s))))


def _undoable(s: House) -> timedelta:
    return timedelta(minutes=s.settings.desk.unmerge_minutes)
