"""Opening an account: the team, its first admin and the key that scripts use."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from cairnloop.errors import Invalid, NotFound
from cairnloop.kernel.audit import SYSTEM
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.security import hash_password
from cairnloop.people.access import keys
from cairnloop.people.events import AccountOpened
from cairnloop.people.permissions import Role
from cairnloop.people.tables import Account, User
from cairnloop.people.users import check_email, check_password, seat


@dataclass(frozen=True, slots=True)
class Opened:
    """What `open_account` made. `api_key` is shown this once; None when the account was there already."""

    account_id: UUID
    user_id: int
    email: str
    api_key: str | None


async def open_account(db: Database, *, name: str, email: str, password: str) -> Opened:
    """Create an account with its first admin and an API key; an account whose admin has this e-mail is left alone."""
    if not name.strip():
        raise Invalid.field("account", "give the account a name")
    email, password = check_email(email), check_password(password)
    hashed = await asyncio.to_thread(hash_password, password)
    async with db.begin() as tx:
        known = (await tx.session.execute(select(User).where(User.email == email))).scalar_one_or_none()
        if known is not None:
            return Opened(known.account_id, known.id, known.email, None)
        admin = await found_account(tx, name.strip(), email, hashed)
        key = await keys.add_key(tx, admin.account_id, admin.id, "made with the account")
        return Opened(admin.account_id, admin.id, email, key.secret)


async def found_account(tx: Tx, name: str, email: str, password_hash: str) -> User:
    """The rows of a new account, with its first admin."""
    account = Account(id=tx.new_id(), name=name, time_zone=None, created_at=tx.now, updated_at=tx.now)
    tx.session.add(account)
    await tx.session.flush()
    admin = await seat(tx, account.id, email=email, password_hash=password_hash, role=Role.ADMIN)
    tx.audit(SYSTEM, account.id, "account.opened", "account", account.id)
    await tx.emit(AccountOpened(account.id, account.name))
    return admin


async def get_account(tx: Tx, account_id: UUID) -> Account:
    """Raises NotFound."""
    account = await tx.session.get(Account, account_id)
    if account is None:
        raise NotFound(f"No account found with ID: {account_id}")
    return account


async def has_housemates(tx: Tx, account_id: UUID) -> bool:
    """Whether another account shares this house."""
    other = select(Account.id).where(Account.id != account_id).limit(1)
    return (await tx.session.execute(other)).first() is not None
