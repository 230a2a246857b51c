"""Signing in: sessions with a short access token and a renew token that works once; recognising callers."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from cairnloop.errors import CodeNeeded, CodeRefused, NotFound, TooMany, Unauthenticated
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.security import new_token, password_matches, token_hash
from cairnloop.people.access import leaving, second_factor
from cairnloop.people.access.keys import PREFIX as KEY_PREFIX
from cairnloop.people.access.keys import USED_EVERY, mark_used
from cairnloop.people.access.scopes import permissions_of
from cairnloop.people.access.second_factor import Guard
from cairnloop.people.identity import Operator
from cairnloop.people.permissions import Role
from cairnloop.people.tables import ApiKey, Session, User
from cairnloop.people.users import get_user

ACCESS_FOR = timedelta(minutes=30)
RENEW_FOR = timedelta(days=30)
AGENT_LENGTH = 255
# More than anybody has; a script that signs in again and again sees its newest.
LISTED = 200
WRONG = "Invalid email or password"


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


async def sign_in(
    db: Database, guard: Guard, *, email: str, password: str, code: str | None = None, agent: str = ""
) -> SignedIn:
    """Exchange a password for a session. Unknown address and wrong password look and cost the same.

    Raises CodeNeeded when the user has a second factor and no code was given, CodeRefused for a wrong one.
    """
    email, throttle, ip = email.strip().lower(), guard.throttle, guard.ip
    _require_patience(db, guard, email)
    async with db.read() as tx:
        user = (await tx.session.execute(select(User).where(User.email == email))).scalar_one_or_none()
    matches = await asyncio.to_thread(password_matches, password, user.password_hash if user else None)
    # Others may have guessed while this one was hashed.
    _require_patience(db, guard, email)
    if user is None or not matches:
        throttle.failed(email, ip, db.clock.now())
        raise Unauthenticated(WRONG)
    try:
        async with db.begin() as tx:
            user = await _as_compared(tx, user)
            factor = await _second_factor(tx, guard, user, code)
            signed_in = open_session(tx, user, ip=ip, agent=agent)
            tx.audit(signed_in.operator.actor, user.account_id, "session.opened", "user", user.id, factor=factor)
    except CodeRefused:
        throttle.failed(email, ip, db.clock.now())
        raise
    throttle.succeeded(email, ip, db.clock.now())
    return signed_in


async def _as_compared(tx: Tx, known: User) -> User:
    """The user as they are now, held. A password that was changed while it was compared lets nobody in any more."""
    user = await tx.session.get(User, known.id, with_for_update=True)
    if user is None or user.password_hash != known.password_hash:
        raise Unauthenticated(WRONG)
    if user.disabled_at or user.archived_at:
        raise Unauthenticated("This user is disabled. Ask an admin of your account.")
    return user


async def _second_factor(tx: Tx, guard: Guard, user: User, code: str | None) -> str | None:
    """Of which kind the code was; None where none is asked for. Raises CodeNeeded, CodeRefused."""
    if not await second_factor.is_on(tx, user.id):
        return None
    if not code:
        raise CodeNeeded
    return await second_factor.require(tx, guard.sealer, user.id, code)


def _require_patience(db: Database, guard: Guard, email: str) -> None:
    """Raises TooMany."""
    wait = guard.throttle.wait(email, guard.ip, db.clock.now())
    if wait > 0:
        raise TooMany("Too many attempts to sign in. Wait and try again.", retry_after=wait)


def open_session(tx: Tx, user: User, *, ip: str, agent: str) -> SignedIn:
    """A session for somebody of whom it is known who they are."""
    session_id, token, renew_token = tx.new_id(), new_token("cl_access"), new_token("cl_renew")
    tx.session.add(
        Session(
            id=session_id,
            user_id=user.id,
            access_hash=token_hash(token),
            renew_hash=token_hash(renew_token),
            access_expires_at=tx.now + ACCESS_FOR,
            renew_expires_at=tx.now + RENEW_FOR,
            ip=ip,
            user_agent=agent[:AGENT_LENGTH],
            created_at=tx.now,
            last_used_at=tx.now,
        )
    )
    return SignedIn(operator_of(user, session_id), token, renew_token, tx.now + ACCESS_FOR)


async def renew(db: Database, renew_token: str) -> SignedIn:
    """Exchange a renew token for a new pair; the old pair ends. Each renew token works once.

    The session stays the same one, and with it what was opened with it.
    """
    token, next_renew = new_token("cl_access"), new_token("cl_renew")
    async with db.begin() as tx:
        old = update(Session).where(Session.renew_hash == token_hash(renew_token), Session.renew_expires_at > tx.now)
        renewed = old.values(
            access_hash=token_hash(token),
            renew_hash=token_hash(next_renew),
            access_expires_at=tx.now + ACCESS_FOR,
            renew_expires_at=tx.now + RENEW_FOR,
            last_used_at=tx.now,
        )
        found = (await tx.session.execute(renewed.returning(Session.id, Session.user_id))).one_or_none()
        user = await tx.session.get(User, found.user_id) if found is not None else None
        if found is None or user is None or user.disabled_at or user.archived_at:
            raise Unauthenticated("This renew token is not valid (any more). Sign in again.")
        return SignedIn(operator_of(user, found.id), token, next_renew, tx.now + ACCESS_FOR)


async def sign_out(db: Database, token: str) -> None:
    """End the session, and with it the sockets it opened."""
    async with db.begin() as tx:
        gone = delete(Session).where(Session.access_hash == token_hash(token)).returning(Session.id)
        ended = (await tx.session.execute(gone)).scalar_one_or_none()
        if ended is not None:
            leaving.end(tx, ended)


async def list_sessions(tx: Tx, by: Operator) -> Sequence[Session]:
    """Where one is signed in, the last used first."""
    query = select(Session).where(Session.user_id == by.user_id, Session.renew_expires_at > tx.now)
    return (await tx.session.execute(query.order_by(Session.last_used_at.desc()).limit(LISTED))).scalars().all()


async def revoke_session(db: Database, session_id: UUID, by: Operator) -> None:
    """End one of one's own sessions, on whatever machine it is. Raises NotFound."""
    async with db.begin() as tx:
        gone = delete(Session).where(Session.id == session_id, Session.user_id == by.user_id)
        if (await tx.session.execute(gone.returning(Session.id))).first() is None:
            raise NotFound("no such session")
        leaving.end(tx, session_id)
        tx.audit(by.actor, by.account_id, "session.revoked", "session", session_id)


async def end_sessions(db: Database, user_id: int, by: Operator) -> int:
    """Sign a colleague out everywhere; returns of how many sessions. API keys go on working."""
    async with db.begin() as tx:
        user = await get_user(tx, by.account_id, user_id)
        gone = delete(Session).where(Session.user_id == user.id).returning(Session.id)
        ended = len((await tx.session.execute(gone)).all())
        # What keys have opened is closed too, and comes back by itself.
        leaving.shut_out(tx, user.id)
        tx.audit(by.actor, by.account_id, "user.signed_out", "user", user.id, sessions=ended)
        return ended


async def recognise(db: Database, token: str) -> Operator:
    """The operator behind an access token or an API key. Raises Unauthenticated."""
    if token.startswith(KEY_PREFIX):
        return await _recognise_key(db, token)
    async with db.read() as tx:
        query = select(User, Session.id, Session.last_used_at).join(Session, Session.user_id == User.id)
        query = query.where(Session.access_hash == token_hash(token), Session.access_expires_at > tx.now)
        found = (await tx.session.execute(query)).one_or_none()
        now = tx.now
    if found is None or found.User.disabled_at or found.User.archived_at:
        raise Unauthenticated
    if now - found.last_used_at >= USED_EVERY:
        async with db.begin() as tx:
            await tx.session.execute(update(Session).where(Session.id == found.id).values(last_used_at=tx.now))
    return operator_of(found.User, found.id)


async def _recognise_key(db: Database, secret: str) -> Operator:
    async with db.read() as tx:
        query = select(ApiKey, User).join(User, ApiKey.user_id == User.id)
        found = (await tx.session.execute(query.where(ApiKey.key_hash == token_hash(secret)))).one_or_none()
        now = tx.now
    if found is None or found.ApiKey.revoked_at or found.User.disabled_at or found.User.archived_at:
        raise Unauthenticated
    key: ApiKey = found.ApiKey
    if key.expires_at is not None and key.expires_at <= now:
        raise Unauthenticated
    if key.last_used_at is None or now - key.last_used_at >= USED_EVERY:
        await mark_used(db, key.id)
    operator = operator_of(found.User, key.id)
    return replace(operator, scopes=permissions_of(key.scopes), until=key.expires_at)


async def forget_expired(db: Database) -> None:
    """Remove sessions that cannot be renewed any more."""
    async with db.begin() as tx:
        await tx.session.execute(delete(Session).where(Session.renew_expires_at <= tx.now))
