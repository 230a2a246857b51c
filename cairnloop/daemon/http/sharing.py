"""Links by which somebody outside reads a conversation as its customer does."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import Converser, House, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.desk.conversation import sharing
from cairnloop.desk.conversation.sharing_shapes import share_out, shared_out
from cairnloop.errors import Forbidden
from cairnloop.files.queries import files_of
from cairnloop.wire.conversations import NewShareOut, Share, SharedOut, ShareOut

router = Router(prefix="/api/conversations", tags=["sharing"])


@router.get("/shared", response_model=None, responses={200: {"model": SharedOut}})
async def shared(
    s: House,
    conversation_id: Annotated[str, Query(max_length=100)] = "",
    token: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """What the customer may see of a conversation, for whoever has a link to it. Never a note, never a draft."""
    async with s.db.read() as tx:
        found = await sharing.shared(tx, _id(conversation_id), token)
        files = await files_of(tx, [found.conversation.account_id], [message.id for message, _ in found.messages])
    return answer(shared_out(found, files), headers={"cache-control": "no-store"})


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Forbidden("Access denied") from None


@router.post("/{conversation_id}/share", response_model=None, responses={200: {"model": NewShareOut}})
async def share(s: House, by: Converser, conversation_id: UUID, body: Share | None = None) -> Response:
    """Make a link. The token is shown this once; it works for 24 hours unless `hours` says otherwise."""
    lasts = timedelta(hours=(body or Share()).hours)
    made = await sharing.share(s.db, conversation_id, by, lasts=lasts)
    path = f"/api/conversations/shared?conversation_id={made.row.conversation_id}&token={made.token}"
    page = f"/shared#{made.row.conversation_id}.{made.token}"
    shown: dict[str, Any] = {**share_out(made.row), "ok": True, "token": made.token, "path": path, "page": page}
    return answer(shown, ok=True, token=made.token)


@router.get("/{conversation_id}/shares", response_model=None, responses={200: {"model": list[ShareOut]}})
async def list_shares(s: House, by: Reader, conversation_id: UUID) -> Response:
    """The links that still work, without their tokens."""
    async with s.db.read() as tx:
        return answer([share_out(one) for one in await sharing.shares_of(tx, by.account_id, conversation_id)])


@router.delete("/{conversation_id}/share")
async def revoke(s: House, by: Converser, conversation_id: UUID) -> Response:
    """End all links to this conversation."""
    return answer({"revoked": await sharing.revoke(s.db, conversation_id, by)})
