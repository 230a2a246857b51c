"""Tags, and putting them on conversations."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import Converser, House, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.desk.marks import removal, tags
from cairnloop.people.customer.shapes import tag_out
from cairnloop.wire.tags import NewTag, PutOn, TagChange, TaggedOut, TagOut
from cairnloop.wire.text import storable

router = Router(prefix="/api", tags=["tags"])


@router.get("/tags", response_model=None, responses={200: {"model": list[TagOut]}})
async def list_all(
    s: House,
    by: Reader,
    after: Annotated[str, Query(max_length=255, description="the `next` of the page before")] = "",
    limit: Annotated[int, Query(ge=1, le=tags.MOST_TAGS)] = tags.MOST_TAGS,
) -> Response:
    """The account's tags, by name."""
    async with s.db.read() as tx:
        rows = await tags.list_tags(tx, by.account_id, after=storable(after), limit=limit + 1)
    following = rows[limit - 1].name if len(rows) > limit else None
    return answer([tag_out(row) for row in rows[:limit]], next=following, previous=None, limit=limit)


@router.post("/tags", status_code=201, response_model=None, responses={201: {"model": TagOut}})
async def create(s: House, by: Converser, body: NewTag) -> Response:
    """Capitals make no other tag: one that differs by them only is refused."""
    tag = await tags.add_tag(s.db, body.tag, by)
    return answer(tag_out(tag), 201, headers={"location": f"/api/tags/{tag.id}"})


@router.get("/tags/{tag_id}", response_model=None, responses={200: {"model": TagOut}})
async def show(s: House, by: Reader, tag_id: UUID) -> Response:
    async with s.db.read() as tx:
        return answer(tag_out(await tags.get_tag(tx, by.account_id, tag_id)))


@router.put("/tags/{tag_id}", response_model=None, responses={200: {"model": TagOut}})
@router.patch("/tags/{tag_id}", response_model=None, responses={200: {"model": TagOut}})
async def change(s: House, by: Converser, tag_id: UUID, body: TagChange) -> Response:
    """What is left out stays; null empties it."""
    return answer(tag_out(await tags.change_tag(s.db, tag_id, body.tag, by)))


@router.delete("/tags/{tag_id}", status_code=204)
async def remove(s: House, by: Converser, tag_id: UUID) -> Response:
    """The tag goes from everything that carries it."""
    await removal.remove_tag(s.db, tag_id, by)
    return Response(status_code=204)


@router.post("/conversations/{conversation_id}/tags", response_model=None, responses={200: {"model": TaggedOut}})
async def put_on(s: House, by: Converser, conversation_id: UUID, body: PutOn) -> Response:
    """One that is there already changes nothing."""
    return answer({"ok": True, "tags": await tags.tag_conversation(s.db, conversation_id, body.tag_id, by)})


@router.delete(
    "/conversations/{conversation_id}/tags/{tag_id}", response_model=None, responses={200: {"model": TaggedOut}}
)
async def take_off(s: House, by: Converser, conversation_id: UUID, tag_id: UUID) -> Response:
    return answer({"ok": True, "tags": await tags.untag_conversation(s.db, conversation_id, tag_id, by)})
