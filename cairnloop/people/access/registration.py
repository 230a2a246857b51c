"""Registering: by an invitation, or where the house allows it with an account of one's own."""

import asyncio
from dataclasses import dataclass

from cairnloop.errors import Conflict, Invalid, RegistrationClosed
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.security import hash_password
from cairnloop.people.access import invitations
from cairnloop.people.access.sessions import SignedIn, open_session, operator_of
from cairnloop.people.accounts import found_account
from cairnloop.people.events import UserChanged, UserRegistered
from cairnloop.people.permissions import Role
from cairnloop.people.tables import User
from cairnloop.people.users import check_email, check_password, require_free, seat, vacant_seat


@dataclass(frozen=True, slots=True)
class Registering:
    """What somebody says of themselves, and from where. One of `invite_token` and `company_name` lets them in."""

    email: str
    password: str
    invite_token: str | None = None
    company_name: str | None = None
    full_name: str | None = None
    ip: str = ""
    agent: str = ""


async def register(db: Database, asked: Registering, *, may_open_accounts: bool) -> SignedIn:
    """Take a seat, and be signed in.

    Raises BadInvitation, RegistrationClosed, Conflict when the e-mail is taken, and Invalid. The password is hashed for
    those alone who may come in.
    """
    email, password = check_email(asked.email), check_password(asked.password)
    if asked.invite_token is None and not may_open_accounts:
        raise RegistrationClosed
    async with db.read() as tx:
        if asked.invite_token is None and not asked.company_name:
            raise Invalid.field("company_name", "name your team, or give the invite_token of your invitation")
        await _require_free(tx, asked, email)
    hashed = await asyncio.to_thread(hash_password, password)
    async with db.begin() as tx:
        await _require_free(tx, asked, email)
        user = await _seated(tx, asked, email, hashed)
        tx.audit(operator_of(user).actor, user.account_id, "session.opened", "user", user.id, factor="registration")
        return open_session(tx, user, ip=asked.ip, agent=asked.agent)


async def _seated(tx: Tx, asked: Registering, email: str, hashed: str) -> User:
    if asked.invite_token is None:
        user = await found_account(tx, asked.company_name or email, email, hashed)
        await tx.emit(UserRegistered(user.account_id, user.id))
        return user
    row = await invitations.open_invitation(tx, asked.invite_token, email, lock=True)
    waiting = None if row.email is None else await vacant_seat(tx, row.account_id, row.email)
    if waiting is not None:
        user = _sit_down(tx, waiting, asked, row.role, hashed)
    else:
        user = await seat(
            tx, row.account_id, email=email, password_hash=hashed, role=Role(row.role), full_name=asked.full_name
        )
    invitations.accept(tx, row, user, operator_of(user))
    tx.emit_at_the_end(UserChanged(user.account_id, user.id, new=waiting is None))
    return user


def _sit_down(tx: Tx, user: User, asked: Registering, role: str, hashed: str) -> User:
    """The seat that was imported for them, with all that stands under its name."""
    user.password_hash, user.role = hashed, role
    user.full_name = asked.full_name or user.full_name
    user.disabled_at = user.archived_at = None
    user.updated_at = tx.now
    return user


async def _require_free(tx: Tx, asked: Registering, email: str) -> None:
    """In the field's own words: a registration form shows them beside it.

    Only who is invited by name may find a seat waiting: a link for anybody gives nobody's work away.
    """
    invited_to = None
    if asked.invite_token is not None:
        invitation = await invitations.open_invitation(tx, asked.invite_token, email)
        invited_to = invitation.account_id if invitation.email is not None else None
    try:
        await require_free(tx, email, invited_to=invited_to)
    except Conflict as error:
        raise Invalid.field("email", "has already been taken") from error
