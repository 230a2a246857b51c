"""Conversations counted, and what else belongs to one."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import House, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.filters import Asked, filter_of
from cairnloop.desk.conversation import relations
from cairnloop.desk.lists import pages
from cairnloop.desk.lists import unread as unread_ones
from cairnloop.wire.conversations import CountOut, RelatedOut
from cairnloop.wire.desk import ConversationRowOut

router = Router(prefix="/api/conversations", tags=["conversations"])


@router.get("/count", response_model=None, responses={200: {"model": CountOut}})
async def count(s: House, by: Reader, asked: Annotated[Asked, Query()]) -> Response:
    """How many there are of what the list would show, up to 1,000; with `more` there may be further ones."""
    async with s.db.read() as tx:
        found = await pages.count(tx, await filter_of(tx, by, asked))
    return answer({"count": found.count, "more": found.more})


@router.get("/unread")
async def unread(s: House, by: Reader) -> Response:
    """Unread conversations by section and by inbox, each up to 1,000; the sections stand there a second time, flat."""
    async with s.db.read() as tx:
        found = await unread_ones.unread(tx, by)
    inboxes = {str(inbox_id): number for inbox_id, number in found.inboxes.items()}
    return answer({"conversations": found.sections, "inboxes": inboxes, **found.sections})


@router.get("/{conversation_id}/related", response_model=None, responses={200: {"model": list[RelatedOut]}})
async def related(
    s: House, by: Reader, conversation_id: UUID, limit: Annotated[int, Query(ge=1, le=50)] = 3
) -> Response:
    """The customer's other conversations, then those of others about the same: its subject, or a tag in common."""
    async with s.db.read() as tx:
        return answer(await relations.related(tx, by.account_id, conversation_id, limit=limit))


@router.get("/{conversation_id}/previous", response_model=None, responses={200: {"model": ConversationRowOut}})
async def previous(s: House, by: Reader, conversation_id: UUID) -> Response:
    """The conversation this customer had before, or null."""
    async with s.db.read() as tx:
        return answer(await relations.previous(tx, by.account_id, conversation_id))
