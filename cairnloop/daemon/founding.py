"""Making a house to work in: tables brought up to date, and an account opened."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import select

from cairnloop.config import Settings
from cairnloop.daemon.guard import database_trouble, sole
from cairnloop.daemon.reactions import reactions
from cairnloop.errors import ConfigError
from cairnloop.kernel import schema_version
from cairnloop.kernel.clock import SystemClock
from cairnloop.kernel.database import Database
from cairnloop.kernel.jobs.engines import engine_for
from cairnloop.people.accounts import Opened, open_account
from cairnloop.people.tables import User
from cairnloop.people.users import check_email, check_password

__all__ = ["Opened", "found", "known", "migrate"]


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Database]:
    """The database with what opening an account needs, and no more: a model's key is nobody's business here."""
    db = Database(settings.database.url, clock=SystemClock(), synchronous=settings.database.synchronous)
    db.reactions, db.jobs = reactions(settings), engine_for(db)
    folder = Path(db.url.database or "").parent
    try:
        if db.dialect == "sqlite" and not folder.is_dir():
            raise ConfigError(f"database.url: there is no folder {folder}")
        with database_trouble(db):
            yield db
    finally:
        await db.close()


def migrate(settings: Settings) -> tuple[str | None, str]:
    """Bring the tables up to date. Returns the version before and after; raises Unavailable while a daemon runs."""
    return asyncio.run(_migrate(settings))


async def _migrate(settings: Settings) -> tuple[str | None, str]:
    async with _opened(settings) as db:
        return await _up_to_date(db)


async def _up_to_date(db: Database) -> tuple[str | None, str]:
    found = await schema_version.current(db.engine)
    if found == schema_version.newest():
        return found, found
    with sole(db.url):
        return await schema_version.migrate(db.engine)


def known(settings: Settings, email: str) -> Opened | None:
    """Whose seat it is that has this e-mail; None when there is none (or no house at all yet). Raises Invalid."""
    return asyncio.run(_known(settings, check_email(email)))


def _there(db: Database) -> bool:
    """Whether there is a database at all: opening a SQLite file would make one."""
    return db.dialect != "sqlite" or Path(db.url.database or "").is_file()


async def _known(settings: Settings, email: str) -> Opened | None:
    async with _opened(settings) as db:
        if not _there(db) or await schema_version.current(db.engine) is None:
            return None
        async with db.read() as tx:
            user = (await tx.session.execute(select(User).where(User.email == email))).scalar_one_or_none()
        return None if user is None else Opened(user.account_id, user.id, user.email, None)


def found(settings: Settings, *, name: str, email: str, password: str) -> Opened:
    """Bring the tables up to date and open the account. Raises Invalid before anything is made."""
    check_email(email)
    check_password(password)
    return asyncio.run(_found(settings, name, email, password))


async def _found(settings: Settings, name: str, email: str, password: str) -> Opened:
    async with _opened(settings) as db:
        await _up_to_date(db)
        return await open_account(db, name=name, email=email, password=password)
