"""The business context: who drafts speak for, in the account and in inboxes that speak for another."""

from typing import Any
from uuid import UUID

from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import AccountManager, House, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.drafting.contexts import context_out, forget_context, get_context, put_context
from cairnloop.wire.context import BusinessContextChange, BusinessContextOut

router = Router(prefix="/api", tags=["business context"])
MODEL: dict[int | str, dict[str, Any]] = {200: {"model": BusinessContextOut}}


@router.get("/business_context", response_model=None, responses=MODEL)
async def show(s: House, by: Reader) -> Response:
    """What was written of the account's business; 404 when nothing was."""
    async with s.db.read() as tx:
        return answer(context_out(await get_context(tx, by.account_id, None)))


@router.post("/business_context", response_model=None, responses=MODEL)
@router.put("/business_context", response_model=None, responses=MODEL)
async def put(s: House, by: AccountManager, body: BusinessContextChange) -> Response:
    """Write it, or change what is given of it.

    With `seen` 409 when somebody changed it since that version, and who.
    """
    given = body.business_context.model_dump(exclude_unset=True)
    return answer(context_out(await put_context(s.db, None, given, by, seen=body.seen)))


@router.get("/inboxes/{inbox_id}/business_context", response_model=None, responses=MODEL)
async def show_of_inbox(s: House, by: Reader, inbox_id: UUID) -> Response:
    """What was written of one inbox's business; 404 when its drafts go by the account's."""
    async with s.db.read() as tx:
        return answer(context_out(await get_context(tx, by.account_id, inbox_id)))


@router.put("/inboxes/{inbox_id}/business_context", response_model=None, responses=MODEL)
async def put_of_inbox(s: House, by: AccountManager, inbox_id: UUID, body: BusinessContextChange) -> Response:
    """Write it for one inbox, in place of the account's.

    With `seen` 409 when somebody changed it since that version, and who.
    """
    given = body.business_context.model_dump(exclude_unset=True)
    return answer(context_out(await put_context(s.db, inbox_id, given, by, seen=body.seen)))


@router.delete("/inboxes/{inbox_id}/business_context", response_model=None, responses=MODEL)
async def forget_of_inbox(s: House, by: AccountManager, inbox_id: UUID) -> Response:
    """Let the inbox's drafts go by the account's context again."""
    return answer(context_out(await forget_context(s.db, inbox_id, by)))
