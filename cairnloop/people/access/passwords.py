"""Passwords: changed by who knows the old one, and set anew by whoever reads the user's mail."""

import asyncio
from dataclasses import dataclass

from sqlalchemy import delete, select

from cairnloop.errors import Conflict
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.security import hash_password, token_hash
from cairnloop.people.access import leaving, links
from cairnloop.people.access.links import Purpose
from cairnloop.people.access.mails import MAIL_RESET, mail
from cairnloop.people.access.second_factor import Guard, require_password, slowed
from cairnloop.people.access.sessions import operator_of
from cairnloop.people.events import Access, AccessChanged
from cairnloop.people.identity import Operator
from cairnloop.people.tables import Session, User
from cairnloop.people.users import check_password, get_user


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of asking for a link: `token` where it is to be handed over by hand."""

    user: User
    token: str | None


async def ask_reset(db: Database, email: str) -> None:
    """Somebody cannot sign in. Whoever it is, known or not, costs the same and is answered the same."""
    email = email.strip().lower()
    async with db.begin() as tx:
        found = (await tx.session.execute(select(User).where(User.email == email))).scalar_one_or_none()
        mail(tx, MAIL_RESET, found, key=token_hash(email).hex())


async def reset_for(db: Database, user_id: int, by: Operator, *, by_mail: bool) -> Asked:
    """An admin helps a colleague back in: by a mail to them, or by a link to hand over. Raises Conflict, NotFound."""
    async with db.begin() as tx:
        user = await get_user(tx, by.account_id, user_id)
        if user.disabled_at or user.archived_at:
            raise Conflict("this user is locked out; enable them first")
        tx.audit(by.actor, by.account_id, "password.reset_asked", "user", user.id, by_mail=by_mail)
        if not by_mail:
            return Asked(user, await links.make(tx, user, Purpose.RESET))
        mail(tx, MAIL_RESET, user, key=token_hash(user.email).hex())
        return Asked(user, None)


async def set_by_link(db: Database, token: str, password: str, *, address: str = "") -> User:
    """A new password for whoever has the link; every session ends. Raises BadLink, Invalid.

    API keys go on working, and a second factor is asked for as before. Hashing is done for live links alone.
    """
    password = check_password(password)
    async with db.read() as tx:
        await links.bearer(tx, token, Purpose.RESET)
    hashed = await asyncio.to_thread(hash_password, password)
    async with db.begin() as tx:
        user = await links.spend(tx, token, Purpose.RESET)
        user.password_hash, user.updated_at = hashed, tx.now
        user.email_verified_at = user.email_verified_at or tx.now
        await tx.session.execute(delete(Session).where(Session.user_id == user.id))
        leaving.shut_out(tx, user.id)
        tx.audit(operator_of(user).actor, user.account_id, "password.reset", "user", user.id)
        await tx.emit(AccessChanged(user.account_id, user.id, Access.PASSWORD_RESET, address))
        return user


async def change_password(db: Database, guard: Guard, by: Operator, *, current: str, password: str) -> None:
    """Raises Invalid for a wrong present password, Conflict when it was changed while this one was compared.

    All other sessions end; API keys go on working.
    """
    password = check_password(password)
    with slowed(db, guard, by):
        before = await require_password(db, by, current, "current_password")
    hashed = await asyncio.to_thread(hash_password, password)
    async with db.begin() as tx:
        user = await get_user(tx, by.account_id, by.user_id, lock=True)
        if user.password_hash != before:
            raise Conflict("your password was changed meanwhile; sign in with the new one")
        user.password_hash, user.updated_at = hashed, tx.now
        await links.void(tx, user.id, Purpose.RESET)
        ended = await _end_others(tx, by)
        tx.audit(by.actor, by.account_id, "password.changed", "user", user.id, sessions_ended=ended)
        await tx.emit(AccessChanged(by.account_id, user.id, Access.PASSWORD_CHANGED, guard.ip))


async def _end_others(tx: Tx, by: Operator) -> int:
    """Every session but the one that asks, if one does."""
    others = delete(Session).where(Session.user_id == by.user_id)
    if by.credential is not None:
        others = others.where(Session.id != by.credential)
    ended = (await tx.session.execute(others.returning(Session.id))).scalars().all()
    for session_id in ended:
        leaving.end(tx, session_id)
    return len(ended)


async def verify_email(db: Database, token: str) -> User:
    """Mail reached the user at their address. Raises BadLink."""
    async with db.begin() as tx:
        user = await links.spend(tx, token, Purpose.VERIFY)
        user.email_verified_at = user.email_verified_at or tx.now
        tx.audit(operator_of(user).actor, user.account_id, "email.verified", "user", user.id)
        return user
