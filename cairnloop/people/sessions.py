"""Signing in: sessions with a short access token and a renew token that works once; recognising callers."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from cairnloop.errors import TooMany, Unauthenticated
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.security import new_token, password_matches, token_hash
from cairnloop.people import leaving
from cairnloop.people.identity import Operator
from cairnloop.people.keys import PREFIX as KEY_PREFIX
from cairnloop.people.keys import USED_EVERY, mark_used
from cairnloop.people.permissions import Role
from cairnloop.people.tables import ApiKey, Session, User
from cairnloop.people.throttle import SignInThrottle

ACCESS_FOR = timedelta(minutes=30)
RENEW_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The pair of secrets a front end keeps, and whose they are."""

    operator: Operator
    token: str
    renew_token: str
    expires_at: datetime


def operator_of(user: User, credential: UUID | None = None) -> Operator:
    name = user.display_name or user.full_name or user.email.partition("@")[0]
    return Operator(user.id, user.account_id, user.email, name, Role(user.role), credential)


async def sign_in(db: Database, throttle: SignInThrottle, *, email: str, password: str, ip: str) -> SignedIn:
    """Exchange a password for a session. Unknown address and wrong password look and cost the same."""
    email = email.strip().lower()
    wait = throttle.wait(email, ip, db.clock.now())
    if wait > 0:
        raise TooMany("Too many attempts to sign in. Wait and try again.", retry_after=wait)
    async with db.read() as tx:
        user = (await tx.session.execute(select(User).where(User.email == email))).scalar_one_or_none()
    matches = await asyncio.to_thread(password_matches, password, user.password_hash if user else None)
    if user is None or not matches:
        throttle.failed(email, ip, db.clock.now())
        raise Unauthenticated("Invalid email or password")
    if user.disabled_at or user.archived_at:
        raise Unauthenticated("This user is disabled. Ask an admin of your account.")
    throttle.succeeded(email, ip)
    async with db.begin() as tx:
        signed_in = _open(tx, user)
        tx.audit(signed_in.operator.actor, user.account_id, "session.opened", "user", user.id)
        return signed_in


async def renew(db: Database, renew_token: str) -> SignedIn:
    """Exchange a renew token for a new pair; the old pair ends. Each renew token works once."""
    async with db.begin() as tx:
        gone = delete(Session).where(Session.renew_hash == token_hash(renew_token), Session.renew_expires_at > tx.now)
        old = (await tx.session.execute(gone.returning(Session.id, Session.user_id))).one_or_none()
        user = await tx.session.get(User, old.user_id) if old is not None else None
        if old is None or user is None or user.disabled_at or user.archived_at:
            raise Unauthenticated("This renew token is not valid (any more). Sign in again.")
        return _open(tx, user, old.id)


async def sign_out(db: Database, token: str) -> None:
    """End the session, and with it the sockets it opened."""
    async with db.begin() as tx:
        gone = delete(Session).where(Session.access_hash == token_hash(token)).returning(Session.id)
        ended = (await tx.session.execute(gone)).scalar_one_or_none()
        if ended is not None:
            leaving.end(tx, ended)


def _open(tx: Tx, user: User, session_id: UUID | None = None) -> SignedIn:
    """A new pair of secrets; a renewed session keeps its id, and what was opened with it."""
    session_id = session_id or tx.new_id()
    token, renew_token = new_token("cl_access"), new_token("cl_renew")
    tx.session.add(
        Session(
            id=session_id,
            user_id=user.id,
            access_hash=token_hash(token),
            renew_hash=token_hash(renew_token),
            access_expires_at=tx.now + ACCESS_FOR,
            renew_expires_at=tx.now + RENEW_FOR,
            created_at=tx.now,
        )
    )
    return SignedIn(operator_of(user, session_id), token, renew_token, tx.now + ACCESS_FOR)


async def recognise(db: Database, token: str) -> Operator:
    """The operator behind an access token or an API key. Raises Unauthenticated."""
    if token.startswith(KEY_PREFIX):
        return await _recognise_key(db, token)
    async with db.read() as tx:
        query = select(User, Session.id).join(Session, Session.user_id == User.id)
        query = query.where(Session.access_hash == token_hash(token), Session.access_expires_at > tx.now)
        found = (await tx.session.execute(query)).one_or_none()
    if found is None or found.User.disabled_at or found.User.archived_at:
        raise Unauthenticated
    return operator_of(found.User, found.id)


async def _recognise_key(db: Database, secret: str) -> Operator:
    async with db.read() as tx:
        query = select(ApiKey, User).join(User, ApiKey.user_id == User.id)
        found = (await tx.session.execute(query.where(ApiKey.key_hash == token_hash(secret)))).one_or_none()
        now = tx.now
    if found is None or found.ApiKey.revoked_at or found.User.disabled_at or found.User.archived_at:
        raise Unauthenticated
    used = found.ApiKey.last_used_at
    if used is None or now - used >= USED_EVERY:
        await mark_used(db, found.ApiKey.id)
    return operator_of(found.User, found.ApiKey.id)


async def forget_expired(db: Database) -> None:
    """Remove sessions that cannot be renewed any more."""
    async with db.begin() as tx:
        await tx.session.execute(delete(Session).where(Session.renew_expires_at <= tx.now))
