"""Inboxes and who works in them."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import AccountManager, House, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.desk.inbox import inboxes
from cairnloop.desk.inbox import members as inbox_members
from cairnloop.desk.inbox.removal import remove_inbox
from cairnloop.desk.shapes import inbox_out
from cairnloop.wire.desk import InboxOut
from cairnloop.wire.inboxes import InboxChange, InboxMemberChange, InboxMemberOut, NewInbox

router = Router(prefix="/api/inboxes", tags=["inboxes"])
UserNumber = Annotated[int, Path(ge=1, lt=2**31)]


@router.get("", response_model=None, responses={200: {"model": list[InboxOut]}})
async def list_all(s: House, by: Reader) -> Response:
    """The account's inboxes, the primary one first. A private one is there for its members and for admins only."""
    async with s.db.read() as tx:
        return answer([inbox_out(inbox) for inbox in await inboxes.list_inboxes(tx, by.account_id)])


@router.post("", status_code=201, response_model=None, responses={201: {"model": InboxOut}})
async def create(s: House, by: AccountManager, body: NewInbox) -> Response:
    """Open another inbox. The first primary one stays primary unless this one shall be."""
    given = body.model_dump()
    created = await inboxes.create_inbox(s.db, given, by, draft_policy=s.settings.drafting.policy)
    return answer(inbox_out(created), 201)


@router.get("/primary", response_model=None, responses={200: {"model": InboxOut}})
async def show_primary(s: House, by: Reader) -> Response:
    """The inbox in which everything lands that names none."""
    async with s.db.read() as tx:
        return answer(inbox_out(await inboxes.primary_inbox(tx, by.account_id)))


@router.get("/{inbox_id}", response_model=None, responses={200: {"model": InboxOut}})
async def show(s: House, by: Reader, inbox_id: UUID) -> Response:
    async with s.db.read() as tx:
        return answer(inbox_out(await inboxes.get_inbox(tx, by.account_id, inbox_id)))


@router.put("/{inbox_id}", response_model=None, responses={200: {"model": InboxOut}})
@router.patch("/{inbox_id}", response_model=None, responses={200: {"model": InboxOut}})
async def change(s: House, by: AccountManager, inbox_id: UUID, body: InboxChange) -> Response:
    """Rename it, make it primary or private, or change its policy: allow, require_approval, draft_only or deny.

    With `seen` 409 when somebody changed it since that version, and who.
    """
    given = body.model_dump(exclude={"seen"})
    return answer(inbox_out(await inboxes.change_inbox(s.db, inbox_id, given, by, seen=body.seen)))


@router.delete("/{inbox_id}", response_model=None, responses={200: {"model": InboxOut}})
async def remove(
    s: House,
    by: AccountManager,
    inbox_id: UUID,
    move_to: Annotated[UUID | None, Query(description="the inbox in which its conversations go on")] = None,
) -> Response:
    """Give it up. 409 for the primary inbox, and without `move_to` for one that has conversations."""
    return answer(inbox_out(await remove_inbox(s.db, inbox_id, by, move_to=move_to)))


@router.get("/{inbox_id}/members", response_model=None, responses={200: {"model": list[InboxMemberOut]}})
async def list_members(s: House, by: Reader, inbox_id: UUID) -> Response:
    """Who works in the inbox."""
    async with s.db.read() as tx:
        found = await inbox_members.members(tx, by.account_id, inbox_id)
    return answer([inbox_members.member_out(one) for one in found])


@router.put("/{inbox_id}/members/{user_id}", response_model=None, responses={200: {"model": InboxMemberOut}})
async def put_member(
    s: House, by: AccountManager, inbox_id: UUID, user_id: UserNumber, body: InboxMemberChange | None = None
) -> Response:
    """Let a user of the account work in the inbox, or change their role in it."""
    role = (body or InboxMemberChange()).role
    return answer(inbox_members.member_out(await inbox_members.put_member(s.db, inbox_id, user_id, role, by)))


@router.delete("/{inbox_id}/members/{user_id}", response_model=None, responses={200: {"model": InboxMemberOut}})
async def remove_member(s: House, by: AccountManager, inbox_id: UUID, user_id: UserNumber) -> Response:
    return answer(inbox_members.member_out(await inbox_members.remove_member(s.db, inbox_id, user_id, by)))
