"""One's own mentions: private notes that ask for one's eye."""

from starlette.responses import Response

from cairnloop.daemon.http.auth import House, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.paging import After, Limit, answer_page, place
from cairnloop.desk.marks.mentions import list_mentions, mention_out
from cairnloop.wire.tags import MentionOut

router = Router(prefix="/api", tags=["conversations"])


@router.get("/mentions", response_model=None, responses={200: {"model": list[MentionOut]}})
async def list_own(s: House, by: Reader, seen: bool | None = None, after: After = None, limit: Limit = 50) -> Response:
    """Newest first. Reading the conversation makes them seen."""
    async with s.db.read() as tx:
        rows = await list_mentions(tx, by, seen=seen, before=place(after), limit=limit + 1)
    return answer_page(rows, limit, mention_out, lambda found: (found.row.created_at, found.row.id))
