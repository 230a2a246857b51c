"""Users of an account: adding, listing, changing the role, disabling."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import func, select, update

from cairnloop.errors import Conflict, Invalid, NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.security import hash_password
from cairnloop.people import leaving
from cairnloop.people.identity import Operator
from cairnloop.people.permissions import Role
from cairnloop.people.tables import Session, User

MIN_PASSWORD = 8
MAX_PASSWORD = 512


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
        taken = await tx.session.execute(select(User.id).where(User.email == email))
        if taken.first() is not None:
            raise Conflict("a user with this e-mail exists already")
        user = User(
            account_id=by.account_id,
            email=email,
            password_hash=hashed,
            role=role.value,
            full_name=full_name,
            display_name=None,
            created_at=tx.now,
            updated_at=tx.now,
        )
        tx.session.add(user)
        await tx.session.flush()
        tx.audit(by.actor, by.account_id, "user.added", "user", user.id, role=role.value)
        return user


async def list_users(tx: Tx, account_id: UUID, *, limit: int = 100, after: int = 0) -> Sequence[User]:
    query = select(User).where(User.account_id == account_id, User.id > after).order_by(User.id).limit(limit)
    return (await tx.session.execute(query)).scalars().all()


async def get_user(tx: Tx, account_id: UUID, user_id: int) -> User:
    """Raises NotFound, also for another account's user."""
    query = select(User).where(User.account_id == account_id, User.id == user_id)
    user = (await tx.session.execute(query)).scalar_one_or_none()
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
        if user.role == Role.ADMIN and role is not Role.ADMIN:
            await _require_another_admin(tx, user)
        before, user.role, user.updated_at = user.role, role.value, tx.now
        tx.audit(by.actor, by.account_id, "user.role_changed", "user", user.id, before=before, after=role.value)
        return user


async def set_disabled(db: Database, user_id: int, disabled: bool, by: Operator) -> User:
    """Lock somebody out (their sessions and sockets end at once) or let them in again."""
    async with db.begin() as tx:
        user = await get_user(tx, by.account_id, user_id)
        if disabled and user.role == Role.ADMIN:
            await _require_another_admin(tx, user)
        user.disabled_at = tx.now if disabled else None
        user.updated_at = tx.now
        if disabled:
            gone = update(Session).where(Session.user_id == user.id)
            await tx.session.execute(gone.values(access_expires_at=tx.now, renew_expires_at=tx.now))
            leaving.shut_out(tx, user.id)
        tx.audit(by.actor, by.account_id, "user.disabled" if disabled else "user.enabled", "user", user.id)
        return user


async def _require_another_admin(tx: Tx, user: User) -> None:
    others = select(func.count()).where(
        User.account_id == user.account_id,
        User.role == Role.ADMIN.value,
        User.disabled_at.is_(None),
        User.archived_at.is_(None),
        User.id != user.id,
    )
    if (await tx.session.execute(others)).scalar_one() == 0:
        raise Conflict("this is the last admin; make somebody else admin first")
