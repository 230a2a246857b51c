"""Inboxes: what each lets a draft do by itself."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import AccountManager, House, Reader
from cairnloop.desk import inboxes
from cairnloop.desk.shapes import inbox_out
from cairnloop.wire.desk import InboxChange, InboxOut

router = APIRouter(prefix="/api/inboxes", tags=["inboxes"])


@router.get("", response_model=None, responses={200: {"model": list[InboxOut]}})
async def list_all(s: House, by: Reader) -> Response:
    """The account's inboxes, the primary one first."""
    async with s.db.read() as tx:
        return answer([inbox_out(inbox) for inbox in await inboxes.list_inboxes(tx, by.account_id)])


@router.put("/{inbox_id}", response_model=None, responses={200: {"model": InboxOut}})
async def change(s: House, by: AccountManager, inbox_id: UUID, body: InboxChange) -> Response:
    """Rename it, or change its policy: allow, require_approval, draft_only or deny."""
    changed = await inboxes.change_inbox(s.db, inbox_id, by, name=body.name, draft_policy=body.draft_policy)
    return answer(inbox_out(changed))
