"""The audit trail."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import House, Reader
from cairnloop.kernel.trail import AuditOut, entries, entry_out
from cairnloop.wire.text import Line

router = APIRouter(prefix="/api", tags=["audit"])


@router.get("/audit", response_model=None, responses={200: {"model": list[AuditOut]}})
async def list_entries(
    s: House,
    by: Reader,
    conversation_id: UUID | None = None,
    action: Line | None = None,
    actor_id: Line | None = None,
    before: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """Every change of state with who did it and why, newest first. `before` is the last `seq` of the page before."""
    async with s.db.read() as tx:
        rows = await entries(
            tx,
            by.account_id,
            conversation_id=conversation_id,
            action=action,
            actor_id=actor_id,
            before=before,
            limit=limit,
        )
    return answer([entry_out(row) for row in rows], next=rows[-1].seq if len(rows) == limit else None, limit=limit)
