"""Drafts: the queue of what waits, and the decisions."""

from datetime import timedelta
from uuid import UUID

from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import Decider, House, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.paging import After, Limit, cursor, place
from cairnloop.desk.message import replies
from cairnloop.drafting import decisions
from cairnloop.drafting.queries import get_draft, queue
from cairnloop.drafting.rules import DraftStatus
from cairnloop.drafting.shapes import draft_out, draft_row_out
from cairnloop.wire.desk import MessageOut, UndoneOut
from cairnloop.wire.drafting import Approve, Discard, DraftOut, DraftRowOut, Regenerate

router = Router(prefix="/api", tags=["drafts"])


@router.get("/drafts", response_model=None, responses={200: {"model": list[DraftRowOut]}})
async def list_drafts(
    s: House,
    by: Reader,
    status: DraftStatus = DraftStatus.PENDING,
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """Drafts in one state with the question each answers; the one that has waited longest first.

    A page may be short, even empty, and still have a next one: then many are hidden from who asks.
    """
    async with s.db.read() as tx:
        rows, seen_to = await queue(tx, by.account_id, status=status, after=place(after), limit=limit)
    return answer([draft_row_out(row) for row in rows], next=cursor(seen_to), previous=None, limit=limit)


@router.get("/drafts/{draft_id}", response_model=None, responses={200: {"model": DraftOut}})
async def show(s: House, by: Reader, draft_id: UUID) -> Response:
    """One draft, as it stood when it was made."""
    async with s.db.read() as tx:
        return answer(draft_out(await get_draft(tx, by.account_id, draft_id)))


@router.post("/drafts/{draft_id}/approve", response_model=None, responses={200: {"model": MessageOut}})
async def approve(s: House, by: Decider, draft_id: UUID, body: Approve) -> Response:
    """Send the draft, or `body` in its place, after the undo window. 409 when somebody decided first.

    With `last_seen_message_id` also when a colleague has answered since (`overtaken`, with the `newer` message), unless
    `force` says to send it all the same.
    """
    seconds = s.settings.drafting.undo_seconds if body.undo_seconds is None else body.undo_seconds
    hold = timedelta(seconds=seconds)
    seen = None if body.force else body.last_seen_message_id
    return answer(
        await decisions.approve(
            s.db, draft_id, body.version, by, hold=hold, body=body.body, last_seen=seen, file_ids=body.file_ids
        )
    )


@router.post("/drafts/{draft_id}/discard", response_model=None, responses={200: {"model": DraftOut}})
async def discard(s: House, by: Decider, draft_id: UUID, body: Discard) -> Response:
    return answer(draft_out(await decisions.discard(s.db, draft_id, body.version, by, reason=body.reason)))


@router.post("/drafts/{draft_id}/regenerate", response_model=None, responses={200: {"model": DraftOut}})
async def regenerate(s: House, by: Decider, draft_id: UUID, body: Regenerate) -> Response:
    """Supersede this draft and ask for another; it arrives as a new draft of the same conversation."""
    draft = await decisions.regenerate(s.db, draft_id, body.version, by, instruction=body.instruction)
    return answer(draft_out(draft))


@router.post("/messages/{message_id}/undo", response_model=None, responses={200: {"model": UndoneOut}})
async def undo(s: House, by: Decider, message_id: UUID) -> Response:
    """Take a held answer back before it leaves. 409 once it is on its way. Its `file_ids` can be sent again."""
    return answer(await replies.undo(s.db, message_id, by))
