"""Which tables the database has, and bringing them up to date."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from cairnloop.errors import Unavailable
from cairnloop.kernel.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


@cache
def newest() -> str:
    """The version this program needs; its migrations do not change while it runs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


async def current(engine: AsyncEngine) -> str | None:
    """The version of the tables; None for an empty database."""
    async with engine.connect() as connection:
        return await connection.run_sync(_current)


async def migrate(engine: AsyncEngine) -> tuple[str | None, str]:
    """Bring the tables up to date, all or nothing. Returns the version before and after."""
    async with engine.begin() as connection:
        before = await connection.run_sync(_current)
        await connection.run_sync(lambda sync: command.upgrade(_config(sync), "head"))
    return before, newest()


async def check_version(db: Database) -> None:
    """Raises Unavailable unless the tables are those this version of the program expects."""
    async with db.read() as tx:
        found = await (await tx.session.connection()).run_sync(_current)
    if found != newest():
        had = "there are no tables yet" if found is None else f"tables are at {found}"
        raise Unavailable(f"{had}, this version needs {newest()}; run `cairnloop migrate`")
