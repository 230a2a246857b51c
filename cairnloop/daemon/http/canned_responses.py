"""Canned replies, and filling one in for a conversation."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import Converser, House, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.desk.marks import canned
from cairnloop.wire.canned import CannedChange, CannedOut, NewCanned, Render, RenderedOut
from cairnloop.wire.text import storable

router = Router(prefix="/api/canned_responses", tags=["canned replies"])


@router.get("", response_model=None, responses={200: {"model": list[CannedOut]}})
async def list_all(
    s: House,
    by: Reader,
    inbox_id: Annotated[UUID | None, Query(description="those that may be used there")] = None,
    after: Annotated[str, Query(max_length=255, description="the `next` of the page before")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> Response:
    """The account's canned replies, by name."""
    async with s.db.read() as tx:
        rows = await canned.list_canned(tx, by.account_id, inbox_id=inbox_id, after=storable(after), limit=limit + 1)
    following = rows[limit - 1].name if len(rows) > limit else None
    return answer([canned.canned_out(row) for row in rows[:limit]], next=following, previous=None, limit=limit)


@router.post("", status_code=201, response_model=None, responses={201: {"model": CannedOut}})
async def create(s: House, by: Converser, body: NewCanned) -> Response:
    """Keep a reply at hand. `{{customer.first_name|there}}` becomes the name, or “there” where none is known."""
    row = await canned.add_canned(s.db, body.canned_response, by)
    return answer(canned.canned_out(row), 201, headers={"location": f"/api/canned_responses/{row.id}"})


@router.get("/{canned_response_id}", response_model=None, responses={200: {"model": CannedOut}})
async def show(s: House, by: Reader, canned_response_id: UUID) -> Response:
    async with s.db.read() as tx:
        return answer(canned.canned_out(await canned.get_canned(tx, by.account_id, canned_response_id)))


@router.put("/{canned_response_id}", response_model=None, responses={200: {"model": CannedOut}})
@router.patch("/{canned_response_id}", response_model=None, responses={200: {"model": CannedOut}})
async def change(s: House, by: Converser, canned_response_id: UUID, body: CannedChange) -> Response:
    """What is left out stays; null empties it."""
    return answer(canned.canned_out(await canned.change_canned(s.db, canned_response_id, body.canned_response, by)))


@router.delete("/{canned_response_id}", status_code=204)
async def remove(s: House, by: Converser, canned_response_id: UUID) -> Response:
    await canned.remove_canned(s.db, canned_response_id, by)
    return Response(status_code=204)


@router.post("/{canned_response_id}/render", response_model=None, responses={200: {"model": RenderedOut}})
async def render(s: House, by: Reader, canned_response_id: UUID, body: Render) -> Response:
    """The reply as it would be said in one conversation; nothing is sent."""
    async with s.db.read() as tx:
        filled = await canned.fill_in(tx, canned_response_id, body.conversation_id, by)
    return answer({"text": filled.text, "missing": list(filled.missing)})
