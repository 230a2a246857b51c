"""The second factor of a user: begun, confirmed, asked for at sign-in, turned off, and reset for who lost it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, update

from cairnloop.errors import CodeRefused, ConfigError, Conflict, Invalid, TooMany
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.sealing import Sealer
from cairnloop.kernel.security import password_matches, token_hash
from cairnloop.kernel.tables import table
from cairnloop.people.access import totp
from cairnloop.people.access.tables import RecoveryCode, SecondFactor
from cairnloop.people.access.throttle import SignInThrottle
from cairnloop.people.events import Access, AccessChanged
from cairnloop.people.identity import Operator
from cairnloop.people.tables import User
from cairnloop.people.users import get_user


@dataclass(frozen=True, slots=True)
class Guard:
    """What slows down guessing from one address, and opens what was sealed."""

    throttle: SignInThrottle
    sealer: Sealer
    ip: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A secret for an authenticator, as text and as the link behind a QR code. It exists in the open only here."""

    secret: str
    uri: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a second factor is on, and how many recovery codes are left."""

    on: bool
    recovery_codes: int


async def standing(tx: Tx, user_id: int) -> Standing:
    left = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return Standing(await is_on(tx, user_id), (await tx.session.execute(left)).scalar_one())


async def is_on(tx: Tx, user_id: int) -> bool:
    factor = await tx.session.get(SecondFactor, user_id)
    return factor is not None and factor.confirmed_at is not None


async def begin(db: Database, guard: Guard, by: Operator, *, password: str) -> Begun:
    """Make a secret for the authenticator; nothing is asked for at sign-in before a code of it was confirmed.

    Raises Invalid for a wrong password, Conflict when a second factor is on already.
    """
    with slowed(db, guard, by):
        await require_password(db, by, password)
    secret = totp.new_secret()
    sealed = _sealed(guard.sealer, secret)
    async with db.begin() as tx:
        await get_user(tx, by.account_id, by.user_id, lock=True)
        if await is_on(tx, by.user_id):
            raise Conflict("a second factor is on already; turn it off first")
        await tx.session.execute(delete(SecondFactor).where(SecondFactor.user_id == by.user_id))
        begun = SecondFactor(user_id=by.user_id, sealed_secret=sealed, last_step=0, created_at=tx.now)
        tx.session.add(begun)
        return Begun(secret, totp.uri(secret, by.email))


async def confirm(db: Database, guard: Guard, by: Operator, *, code: str) -> list[str]:
    """Turn the second factor on with a first code. Returns the recovery codes, which are never shown again."""
    codes = [totp.new_recovery_code() for _ in range(totp.RECOVERY_CODES)]
    with slowed(db, guard, by):
        async with db.begin() as tx:
            factor = await tx.session.get(SecondFactor, by.user_id, with_for_update=True)
            if factor is None or factor.confirmed_at is not None:
                raise Conflict("there is nothing to confirm; begin anew")
            step = totp.fitting_step(guard.sealer.open(factor.sealed_secret), totp.plain(code), tx.now, after=0)
            if step is None:
                raise Invalid.field("code", "does not fit; type the one your authenticator shows now")
            factor.confirmed_at, factor.last_step = tx.now, step
            await tx.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == by.user_id))
            kept = [{"user_id": by.user_id, "code_hash": _hash(one), "created_at": tx.now} for one in codes]
            await tx.session.execute(insert(table(RecoveryCode)), kept)
            tx.audit(by.actor, by.account_id, "totp.turned_on", "user", by.user_id)
    return codes


async def turn_off(
    db: Database, guard: Guard, by: Operator, *, password: str | None = None, code: str | None = None
) -> None:
    """Ask for the password alone from now on. Raises Invalid for a wrong password or code; off stays off."""
    if (password is None) == (code is None):
        raise Invalid("give your password, or a code")
    with slowed(db, guard, by):
        if password is not None:
            await require_password(db, by, password)
        async with db.begin() as tx:
            if code is not None and await is_on(tx, by.user_id):
                try:
                    await require(tx, guard.sealer, by.user_id, code)
                except CodeRefused as error:
                    raise Invalid.field("code", error.detail) from error
            if await _remove(tx, by.user_id):
                tx.audit(by.actor, by.account_id, "totp.turned_off", "user", by.user_id)
                await tx.emit(AccessChanged(by.account_id, by.user_id, Access.SECOND_FACTOR_OFF, guard.ip))


async def reset(db: Database, user_id: int, by: Operator, *, address: str = "") -> User:
    """For a colleague who lost both the authenticator and the recovery codes: the password alone lets them in."""
    async with db.begin() as tx:
        user = await get_user(tx, by.account_id, user_id)
        if await _remove(tx, user.id):
            tx.audit(by.actor, by.account_id, "totp.reset", "user", user.id)
            who = f"{by.name} ({by.email})"
            await tx.emit(AccessChanged(by.account_id, user.id, Access.SECOND_FACTOR_OFF, address, by=who))
        return user


async def require(tx: Tx, sealer: Sealer, user_id: int, code: str) -> str:
    """Accept a code once, and say of which kind it was. Raises CodeRefused for a wrong one and for one used before."""
    typed = totp.plain(code)
    if not totp.is_code(typed):
        used = update(RecoveryCode).where(
            RecoveryCode.code_hash == _hash(typed), RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)
        )
        spent = await tx.session.execute(used.values(used_at=tx.now).returning(RecoveryCode.user_id))
        if spent.first() is None:
            raise CodeRefused
        return "recovery code"
    factor = await tx.session.get(SecondFactor, user_id)
    if factor is None:
        raise CodeRefused
    step = totp.fitting_step(sealer.open(factor.sealed_secret), typed, tx.now, after=factor.last_step)
    if step is None:
        raise CodeRefused
    # Of two who come with the same code at once, one is first.
    taken = update(SecondFactor).where(SecondFactor.user_id == user_id, SecondFactor.last_step < step)
    if (await tx.session.execute(taken.values(last_step=step).returning(SecondFactor.user_id))).first() is None:
        raise CodeRefused
    return "authenticator"


async def _remove(tx: Tx, user_id: int) -> bool:
    """Whether a second factor was on."""
    await tx.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    gone = delete(SecondFactor).where(SecondFactor.user_id == user_id).returning(SecondFactor.confirmed_at)
    return (await tx.session.execute(gone)).scalar_one_or_none() is not None


async def require_password(db: Database, by: Operator, password: str, field: str = "password") -> str:
    """The hash that it fits. Raises Invalid, in the name of the field that it stands in, unless it is their own."""
    async with db.read() as tx:
        hashed = (await get_user(tx, by.account_id, by.user_id)).password_hash
    if not await asyncio.to_thread(password_matches, password, hashed):
        raise Invalid.field(field, "is not your password")
    return hashed


@contextmanager
def slowed(db: Database, guard: Guard, by: Operator) -> Iterator[None]:
    """Guesses of passwords and codes count as those at sign-in do. Raises TooMany."""
    wait = guard.throttle.wait(by.email, guard.ip, db.clock.now())
    if wait > 0:
        raise TooMany("Too many attempts. Wait and try again.", retry_after=wait)
    try:
        yield
    except Invalid:
        guard.throttle.failed(by.email, guard.ip, db.clock.now())
        raise


def _sealed(sealer: Sealer, secret: str) -> str:
    try:
        return sealer.seal(secret)
    except ConfigError as error:
        raise Conflict(f"This house cannot keep secrets: {error.detail}.") from error


def _hash(code: str) -> bytes:
    return token_hash(totp.plain(code))
