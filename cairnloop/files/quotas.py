"""Room for files: taken when one is kept, given back when it goes. Each is one statement, whatever is there already."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from cairnloop.errors import TooLarge, TooMany
from cairnloop.files.rules import Limits, in_words, tomorrow
from cairnloop.files.tables import FileUsage
from cairnloop.kernel.database import Tx


async def require_room(tx: Tx, limits: Limits, account_id: UUID, address: str | None) -> None:
    """Raises TooLarge or TooMany where not a byte more would be taken: said before anybody sends megabytes."""
    holders = {_account(account_id): limits.account}
    if address is not None:
        holders[_address(address, tx.now)] = limits.address
    query = select(FileUsage.holder, FileUsage.size).where(FileUsage.holder.in_(holders))
    for holder, size in await tx.session.execute(query):
        if size >= holders[holder]:
            raise _full(limits, holder, tx.now)


async def take_room(tx: Tx, limits: Limits, account_id: UUID, address: str | None, size: int) -> None:
    """Count a file that is kept. Raises TooLarge or TooMany, and then nothing is counted."""
    await _take(tx, limits, _account(account_id), size, limits.account, None)
    if address is not None:
        await _take(tx, limits, _address(address, tx.now), size, limits.address, tomorrow(tx.now))


async def _take(tx: Tx, limits: Limits, holder: str, size: int, most: int, ends_at: datetime | None) -> None:
    insert: Any = sqlite.insert if tx.dialect == "sqlite" else postgresql.insert
    new = insert(FileUsage).values(holder=holder, size=size, ends_at=ends_at)
    taken = new.on_conflict_do_update(
        index_elements=["holder"],
        set_={"size": FileUsage.size + size},
        where=FileUsage.size + size <= most,
    ).returning(FileUsage.size)
    if size > most or (await tx.session.execute(taken)).first() is None:
        raise _full(limits, holder, tx.now)


async def give_back(tx: Tx, sizes: Mapping[UUID, int]) -> None:
    """These accounts hold so many bytes less."""
    for account_id, size in sorted(sizes.items()):  # in one order, so that two never wait for each other
        less = update(FileUsage).where(FileUsage.holder == _account(account_id)).values(size=FileUsage.size - size)
        await tx.session.execute(less)


async def forget_days(tx: Tx) -> None:
    """The days of addresses that are over."""
    await tx.session.execute(delete(FileUsage).where(FileUsage.ends_at <= tx.now))


def _account(account_id: UUID) -> str:
    return f"account {account_id}"


def _address(address: str, now: datetime) -> str:
    return f"address {address[:64]} {now.date()}"


def _full(limits: Limits, holder: str, now: datetime) -> TooLarge | TooMany:
    if holder.startswith("account "):
        return TooLarge(f"This account holds {in_words(limits.account)} of files, and no more fit in.")
    wait = (tomorrow(now) - now).total_seconds()
    said = f"From one address {in_words(limits.address)} of files are taken a day. Try again tomorrow."
    return TooMany(said, retry_after=wait)
