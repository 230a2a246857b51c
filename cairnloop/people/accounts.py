"""Opening an account: the team, its first admin and the key that scripts use."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from cairnloop.errors import Invalid, NotFound
from cairnloop.kernel.audit import SYSTEM
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.security import hash_password
from cairnloop.people import keys
from cairnloop.people.events import AccountOpened
from cairnloop.people.permissions import Role
from cairnloop.people.tables import Account, User
from cairnloop.people.users import check_email, check_password


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
        account = Account(id=tx.new_id(), name=name.strip(), time_zone=None, created_at=tx.now, updated_at=tx.now)
        user = User(
            account_id=account.id,
            email=email,
            password_hash=hashed,
            role=Role.ADMIN.value,
            full_name=None,
            display_name=None,
            created_at=tx.now,
            updated_at=tx.now,
        )
        tx.session.add(account)
        await tx.session.flush()
        tx.session.add(user)
        await tx.session.flush()
        key = await keys.add_key(tx, account.id, user.id, "made with the account")
        tx.audit(SYSTEM, account.id, "account.opened", "account", account.id)
        await tx.emit(AccountOpened(account.id, account.name))
        return Opened(account.id, user.id, email, key.secret)


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
