"""One's own mentions: private notes that ask for one's eye."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import House, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.desk.lists.pages import read_cursor, write_cursor
from cairnloop.desk.marks.mentions import list_mentions, mention_out
from cairnloop.wire.tags import MentionOut

router = Router(prefix="/api", tags=["conversations"])


@router.get("/mentions", response_model=None, responses={200: {"model": list[MentionOut]}})
async def list_own(
    s: House,
    by: Reader,
    seen: bool | None = None,
    after: Annotated[str | None, Query(max_length=200, description="the `next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """Newest first. Reading the conversation makes them seen."""
    before = None if after is None else read_cursor(after)
    async with s.db.read() as tx:
        rows = await list_mentions(tx, by, seen=seen, before=before, limit=limit + 1)
    last = rows[limit - 1].row if len(rows) > limit else None
    following = None if last is None else write_cursor(last.created_at, last.id)
    return answer([mention_out(row) for row in rows[:limit]], next=following, previous=None, limit=limit)
