"""Invitations to the account, by a link that is handed over."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import House, PeopleManager
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.paging import answer_after
from cairnloop.daemon.services import Services
from cairnloop.errors import ConfigError
from cairnloop.people.access import invitations
from cairnloop.people.access.shapes import invitation_out, new_invitation_out
from cairnloop.people.permissions import Role
from cairnloop.wire.access import (
    InvitationChange,
    InvitationEmail,
    InvitationOut,
    MailedInvitationOut,
    NewInvitation,
    NewInvitationOut,
)

router = Router(prefix="/api", tags=["people"])
BY_MAIL = "They are being written to. Should the mail not come, hand the link over yourself; it is shown this once."
BY_HAND = "No mail was sent: this house has none to send with. Hand the link over yourself; it is shown this once."


@router.get("/user_invitations", response_model=None, responses={200: {"model": list[InvitationOut]}})
async def list_invitations(
    s: House,
    by: PeopleManager,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """The newest first; `after` is the id of the last one of the page before."""
    async with s.db.read() as tx:
        found = await invitations.list_invitations(tx, by.account_id, limit=limit + 1, after=after)
    return answer_after(found, limit, partial(invitation_out, now=s.clock.now()), lambda row: row.id)


@router.get("/user_invitations/{invitation_id}", response_model=None, responses={200: {"model": InvitationOut}})
async def show_invitation(s: House, by: PeopleManager, invitation_id: UUID) -> Response:
    async with s.db.read() as tx:
        row = await invitations.get_invitation(tx, by.account_id, invitation_id)
    return answer(invitation_out(row, s.clock.now()))


@router.post("/user_invitations", status_code=201, response_model=None, responses={201: {"model": NewInvitationOut}})
async def invite(s: House, request: Request, by: PeopleManager, body: NewInvitation) -> Response:
    """Make a link that seats one person within three days. `link` and `token` are shown this once."""
    made = await invitations.invite(s.db, by, role=Role(body.role), email=body.email)
    return answer(new_invitation_out(made, s.clock.now(), public_url(s, request)), 201)


@router.put("/user_invitations/{invitation_id}", response_model=None, responses={200: {"model": InvitationOut}})
@router.patch("/user_invitations/{invitation_id}", response_model=None, responses={200: {"model": InvitationOut}})
async def change_invitation(s: House, by: PeopleManager, invitation_id: UUID, body: InvitationChange) -> Response:
    """Seat them in another role; an invitation that is not open any more stays as it is."""
    row = await invitations.change_invited_role(s.db, invitation_id, Role(body.role), by)
    return answer(invitation_out(row, s.clock.now()))


@router.delete("/user_invitations/{invitation_id}", response_model=None, responses={200: {"model": InvitationOut}})
async def revoke_invitation(s: House, by: PeopleManager, invitation_id: UUID) -> Response:
    """The link stops working at once."""
    return answer(invitation_out(await invitations.revoke(s.db, invitation_id, by), s.clock.now()))


@router.post(
    "/user_invitation_emails", status_code=201, response_model=None, responses={201: {"model": MailedInvitationOut}}
)
async def mail_invitation(s: House, request: Request, by: PeopleManager, body: InvitationEmail) -> Response:
    """Invite somebody by their e-mail. `mailed` says whether they were written to; `note` what to do if not."""
    role, note = Role(body.role), BY_MAIL if s.mail.on else BY_HAND
    try:
        made = await invitations.invite(
            s.db, by, role=role, email=body.to_address, mail_with=s.sealer if s.mail.on else None
        )
    except ConfigError as error:  # the link would lie in the open until the mail is sent
        made, note = await invitations.invite(s.db, by, role=role, email=body.to_address), f"No mail: {error.detail}."
    shown = new_invitation_out(made, s.clock.now(), public_url(s, request))
    return answer({**shown, "mailed": note is BY_MAIL, "note": note}, 201)


def public_url(s: Services, request: Request) -> str:
    """The address under which people reach this house."""
    return s.settings.server.public_url or str(request.base_url)
