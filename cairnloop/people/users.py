"""Users of an account: adding, listing, changing the role, disabling, archiving."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from cairnloop.errors import Conflict, Forbidden, Invalid, NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.security import hash_password
from cairnloop.people.access import leaving
from cairnloop.people.events import UserChanged, UserSteppedBack
from cairnloop.people.identity import Operator
from cairnloop.people.permissions import Permission, Role, may
from cairnloop.people.tables import Session, User

MIN_PASSWORD = 8
MAX_PASSWORD = 512
TAKEN = "a user with this e-mail exists already"
# No password's hash: that of a seat that was imported, and that nobody has taken yet.
VACANT = ""


def check_email(email: str) -> str:
    """The address in its normal form. Raises Invalid."""
    try:
        checked = validate_email(email.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise Invalid.field("email", str(error)) from error
    return checked.normalized.lower()


def check_password(password: str) -> str:
    """Raises Invalid unless it is long enough to be worth hashing."""
    if len(password) < MIN_PASSWORD:
        raise Invalid.field("password", f"use at least {MIN_PASSWORD} characters")
    if len(password) > MAX_PASSWORD:
        raise Invalid.field("password", f"use at most {MAX_PASSWORD} characters")
    return password


async def add_user(db: Database, *, email: str, password: str, role: Role, full_name: str | None, by: Operator) -> User:
    """Give somebody a seat at the desk. Raises Conflict when the e-mail is taken."""
    email, password = check_email(email), check_password(password)
    hashed = await asyncio.to_thread(hash_password, password)
    async with db.begin() as tx:
        await require_free(tx, email)
        user = await seat(tx, by.account_id, email=email, password_hash=hashed, role=role, full_name=full_name)
        tx.audit(by.actor, by.account_id, "user.added", "user", user.id, role=role.value)
        tx.emit_at_the_end(UserChanged(user.account_id, user.id, new=True))
        return user


def is_vacant(user: User) -> bool:
    """Whether nobody has ever sat here: the seat is kept for whoever is invited by its e-mail."""
    return user.password_hash == VACANT and user.disabled_at is not None


async def vacant_seat(tx: Tx, account_id: UUID, email: str) -> User | None:
    """The seat in this account that waits for whoever has this e-mail, held; None where there is none."""
    query = select(User).where(User.account_id == account_id, User.email == email).with_for_update()
    user = (await tx.session.execute(query)).scalar_one_or_none()
    return user if user is not None and is_vacant(user) else None


async def require_free(tx: Tx, email: str, *, invited_to: UUID | None = None) -> None:
    """Raises Conflict when somebody has this e-mail, in whatever account.

    Who is invited to an account may have a seat waiting there.
    """
    there = (await tx.session.execute(select(User).where(User.email == email))).scalar_one_or_none()
    if there is not None and not (there.account_id == invited_to and is_vacant(there)):
        raise Conflict(TAKEN)


async def seat(
    tx: Tx, account_id: UUID, *, email: str, password_hash: str, role: Role, full_name: str | None = None
) -> User:
    """A new user as a row, with its number. Raises Conflict when somebody took the e-mail at the same moment."""
    user = User(
        account_id=account_id,
        email=email,
        password_hash=password_hash,
        role=role.value,
        full_name=full_name,
        display_name=None,
        created_at=tx.now,
        updated_at=tx.now,
    )
    tx.session.add(user)
    try:
        await tx.session.flush()
    except IntegrityError as error:
        raise Conflict(TAKEN) from error
    return user


async def list_users(
    tx: Tx, account_id: UUID, *, limit: int = 100, after: int = 0, archived: bool = False
) -> Sequence[User]:
    """Those who work here, by their numbers; with `archived` also those who left."""
    query = select(User).where(User.account_id == account_id, User.id > after)
    if not archived:
        query = query.where(User.archived_at.is_(None))
    return (await tx.session.execute(query.order_by(User.id).limit(limit))).scalars().all()


async def get_user(tx: Tx, account_id: UUID, user_id: int, *, lock: bool = False) -> User:
    """Raises NotFound, also for another account's user."""
    query = select(User).where(User.account_id == account_id, User.id == user_id)
    user = (await tx.session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
    if user is None:
        raise NotFound("no such user")
    return user


async def user_by_email(tx: Tx, account_id: UUID, email: str) -> User:
    """Raises NotFound, also for another account's user."""
    query = select(User).where(User.account_id == account_id, User.email == email.strip().lower())
    user = (await tx.session.execute(query)).scalar_one_or_none()
    if user is None:
        raise NotFound("no such user")
    return user


async def change_role(db: Database, user_id: int, role: Role, by: Operator) -> User:
    """Raises Conflict when the last admin would lose the role."""
    async with db.begin() as tx:
        user = await get_user(tx, by.account_id, user_id)
        if role is not Role.ADMIN:
            await _require_another_admin(tx, user)
        before, user.role, user.updated_at = user.role, role.value, tx.now
        if Role.ADMIN in (before, role):
            leaving.look_again(tx, user_id=user.id)  # admins see every inbox
        tx.audit(by.actor, by.account_id, "user.role_changed", "user", user.id, before=before, after=role.value)
        if before == Role.ADMIN or not may(role, Permission.CONVERSE):
            await tx.emit(UserSteppedBack(user.account_id, user.id))
        tx.emit_at_the_end(UserChanged(user.account_id, user.id))
        return user


async def set_disabled(db: Database, user_id: int, disabled: bool, by: Operator) -> User:
    """Lock somebody out (their sessions and sockets end at once) or let them in again, also from the archive."""
    async with db.begin() as tx:
        user = await get_user(tx, by.account_id, user_id)
        if disabled:
            await _shut_out(tx, user)
            user.disabled_at = tx.now
        else:
            user.disabled_at = user.archived_at = None
        user.updated_at = tx.now
        tx.audit(by.actor, by.account_id, "user.disabled" if disabled else "user.enabled", "user", user.id)
        tx.emit_at_the_end(UserChanged(user.account_id, user.id))
        return user


async def archive(db: Database, user_id: int, by: Operator) -> User:
    """Somebody who left: shut out like the disabled, and on no list any more. What they wrote stays theirs."""
    async with db.begin() as tx:
        user = await get_user(tx, by.account_id, user_id)
        await _shut_out(tx, user)
        user.archived_at = user.archived_at or tx.now
        user.updated_at = tx.now
        tx.audit(by.actor, by.account_id, "user.archived", "user", user.id)
        tx.emit_at_the_end(UserChanged(user.account_id, user.id))
        return user


async def leave(db: Database, user_id: int, by: Operator) -> User:
    """Archive oneself. Raises Forbidden for somebody else: that is an admin's to do, by another call."""
    if user_id != by.user_id:
        async with db.read() as tx:
            await get_user(tx, by.account_id, user_id)
        raise Forbidden("You can delete yourself only. An admin archives others: POST /api/users/{id}/archive.")
    return await archive(db, user_id, by)


async def _shut_out(tx: Tx, user: User) -> None:
    """End every session and socket of this user. Raises Conflict when nobody could manage the account then."""
    await _require_another_admin(tx, user)
    await tx.session.execute(delete(Session).where(Session.user_id == user.id))
    leaving.shut_out(tx, user.id)
    await tx.emit(UserSteppedBack(user.account_id, user.id))


async def _require_another_admin(tx: Tx, user: User) -> None:
    """Raises Conflict when this is the last one. Of two admins who go at once, the second is asked to stay."""
    admins = select(User.id).where(
        User.account_id == user.account_id,
        User.role == Role.ADMIN.value,
        User.disabled_at.is_(None),
        User.archived_at.is_(None),
    )
    found = (await tx.session.execute(admins.order_by(User.id).with_for_update())).scalars().all()
    if list(found) == [user.id]:
        raise Conflict("this is the last admin; make somebody else admin first")
