"""Invitations: a seat at the desk behind a link, made, listed, changed, revoked and accepted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_, update

from cairnloop.errors import BadInvitation, Conflict, Invalid, NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.sealing import Sealer
from cairnloop.kernel.security import new_token, token_hash
from cairnloop.people.access.mails import ATTEMPTS, MAIL_INVITATION
from cairnloop.people.access.tables import Invitation
from cairnloop.people.identity import Operator
from cairnloop.people.permissions import Role
from cairnloop.people.tables import User
from cairnloop.people.users import check_email, require_free

VALID_FOR = timedelta(days=3)
PREFIX = "cl_invite"


class InvitationStatus(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation just made. `token` exists only here and in the link."""

    row: Invitation
    token: str


def status_of(invitation: Invitation, now: datetime) -> InvitationStatus:
    if invitation.accepted_at is not None:
        return InvitationStatus.ACCEPTED
    if invitation.revoked_at is not None:
        return InvitationStatus.REVOKED
    return InvitationStatus.EXPIRED if invitation.expires_at <= now else InvitationStatus.OPEN


async def invite(
    db: Database, by: Operator, *, role: Role, email: str | None = None, mail_with: Sealer | None = None
) -> NewInvitation:
    """A link for three days; with an e-mail, for whoever registers with it, who is sent it sealed by `mail_with`.

    An earlier link for the same e-mail ends. Raises Conflict when it has a user already, ConfigError when nothing can
    be sealed here.
    """
    email = None if email is None else check_email(email)
    token = new_token(PREFIX)
    sealed = None if mail_with is None else mail_with.seal(token)
    async with db.begin() as tx:
        if email is not None:
            await require_free(tx, email, invited_to=by.account_id)
            await _replace(tx, by, email)
        row = Invitation(
            id=tx.new_id(),
            account_id=by.account_id,
            email=email,
            role=role.value,
            token_hash=token_hash(token),
            invited_by=by.user_id,
            created_at=tx.now,
            expires_at=tx.now + VALID_FOR,
        )
        tx.session.add(row)
        tx.audit(by.actor, by.account_id, "invitation.made", "invitation", row.id, role=role.value)
        if sealed is not None:
            args: dict[str, Any] = {"account_id": by.account_id, "invitation_id": row.id, "sealed_token": sealed}
            tx.enqueue(MAIL_INVITATION, max_attempts=ATTEMPTS, **args)
        return NewInvitation(row, token)


async def _replace(tx: Tx, by: Operator, email: str) -> None:
    earlier = update(Invitation).where(
        Invitation.account_id == by.account_id,
        Invitation.email == email,
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    for id in (await tx.session.execute(earlier.values(revoked_at=tx.now).returning(Invitation.id))).scalars():
        tx.audit(by.actor, by.account_id, "invitation.revoked", "invitation", id, reason="another one was made")


async def list_invitations(
    tx: Tx, account_id: UUID, *, limit: int = 50, after: UUID | None = None
) -> Sequence[Invitation]:
    """The newest first; `after` is the id of the last one of the page before. Raises NotFound for an unknown one."""
    query = select(Invitation).where(Invitation.account_id == account_id)
    if after is not None:
        last = await get_invitation(tx, account_id, after)
        query = query.where(tuple_(Invitation.created_at, Invitation.id) < (last.created_at, last.id))
    ordered = query.order_by(Invitation.created_at.desc(), Invitation.id.desc())
    return (await tx.session.execute(ordered.limit(limit))).scalars().all()


async def get_invitation(tx: Tx, account_id: UUID, invitation_id: UUID, *, lock: bool = False) -> Invitation:
    """Raises NotFound, also for another account's invitation."""
    query = select(Invitation).where(Invitation.account_id == account_id, Invitation.id == invitation_id)
    row = (await tx.session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
    if row is None:
        raise NotFound("no such invitation")
    return row


async def change_invited_role(db: Database, invitation_id: UUID, role: Role, by: Operator) -> Invitation:
    """Raises Conflict when the invitation is not open any more."""
    async with db.begin() as tx:
        row = await get_invitation(tx, by.account_id, invitation_id, lock=True)
        _require_open(row, tx.now)
        before, row.role = row.role, role.value
        tx.audit(by.actor, by.account_id, "invitation.changed", "invitation", row.id, before=before, after=role.value)
        return row


async def revoke(db: Database, invitation_id: UUID, by: Operator) -> Invitation:
    """The link stops working. Revoking it again changes nothing; raises Conflict when somebody came by it."""
    async with db.begin() as tx:
        row = await get_invitation(tx, by.account_id, invitation_id, lock=True)
        if row.accepted_at is not None:
            raise Conflict("this invitation was accepted; disable the user instead")
        if row.revoked_at is None:
            row.revoked_at = tx.now
            tx.audit(by.actor, by.account_id, "invitation.revoked", "invitation", row.id)
        return row


def _require_open(row: Invitation, now: datetime) -> None:
    status = status_of(row, now)
    if status is not InvitationStatus.OPEN:
        raise Conflict(f"this invitation is {status.value}; make a new one")


async def open_invitation(tx: Tx, token: str, email: str, *, lock: bool = False) -> Invitation:
    """The open invitation behind a token. Raises BadInvitation, or Invalid when it is for another e-mail."""
    query = select(Invitation).where(Invitation.token_hash == token_hash(token))
    row = (await tx.session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
    if row is None or status_of(row, tx.now) is not InvitationStatus.OPEN:
        raise BadInvitation
    if row.email is not None and row.email != email:
        raise Invalid.field("email", "this invitation is for another e-mail")
    return row


def accept(tx: Tx, row: Invitation, user: User, by: Operator) -> None:
    """Somebody took the seat."""
    row.accepted_at, row.accepted_by = tx.now, user.id
    tx.audit(by.actor, row.account_id, "invitation.accepted", "invitation", row.id, role=row.role)
