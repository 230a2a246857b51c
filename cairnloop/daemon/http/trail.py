"""The audit trail."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import House, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.desk import sight
from cairnloop.desk.lists.pages import LOOKED_AT
from cairnloop.errors import Invalid
from cairnloop.kernel.audit import ActorKind, AuditEntry
from cairnloop.kernel.database import Tx
from cairnloop.kernel.trail import Asked, AuditOut, entries, entry_out, seen_to
from cairnloop.people.actors import who
from cairnloop.people.customer import customers
from cairnloop.wire.text import Line

router = Router(prefix="/api", tags=["audit"])


@router.get("/audit", response_model=None, responses={200: {"model": list[AuditOut]}})
async def list_entries(
    s: House,
    by: Reader,
    actor: Annotated[Line | None, Query(description="a name, an address, an id, me, or a kind of actor")] = None,
    action: Annotated[Line | None, Query(description="draft.approved, or draft. for all that begin so")] = None,
    subject: Annotated[Line | None, Query(description="the id of what was acted on")] = None,
    conversation_id: UUID | None = None,
    since: Annotated[datetime | None, Query(description="not before this instant")] = None,
    until: Annotated[datetime | None, Query(description="before this instant")] = None,
    before: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """Every change of state with who did it and why, newest first. `before` is the `next` of the page before.

    A page may be short, even empty, and still have a next one: then many entries are hidden from who asks.
    """
    async with s.db.read() as tx:
        asked = Asked(
            by.account_id,
            who=None if actor is None else await who(tx, by, actor),
            action=action,
            subject_id=subject,
            conversation_id=conversation_id,
            since=_instant("since", since),
            until=_instant("until", until),
        )
        down_to = await _down_to(tx, asked, before)
        rows = await entries(tx, asked, before=before, down_to=down_to, limit=limit)
        names = await customers.names_of(tx, by.account_id, _customers(rows))
    shown = [{**entry_out(row), "actor": names.get(row.actor_id, row.actor_label)} for row in rows]
    return answer(shown, next=rows[-1].seq if len(rows) == limit else down_to, limit=limit)


async def _down_to(tx: Tx, asked: Asked, before: int | None) -> int | None:
    """Down to which entry one page looks where some are hidden: of them all, without looking at what each is about."""
    if not sight.hidden():
        return None
    with sight.without(sight.NOTHING):
        return await seen_to(tx, asked, before=before, most=LOOKED_AT)


def _customers(rows: Sequence[AuditEntry]) -> set[str]:
    """Of the customers who acted: the trail keeps their ids, and their names stay where they can be erased."""
    return {row.actor_id for row in rows if row.actor_kind == ActorKind.CUSTOMER}


def _instant(name: str, at: datetime | None) -> datetime | None:
    """In UTC; what has no zone is UTC already. Raises Invalid at the edges of time, where there is no UTC."""
    if at is None:
        return None
    try:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError:
        raise Invalid.field(name, "is too far away; write an instant like 2026-03-02T09:00:00Z") from None
