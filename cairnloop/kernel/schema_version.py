"""Which tables the database has, and bringing them up to date."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from cairnloop.errors import Unavailable
from cairnloop.kernel.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


@cache
def newest() -> str:
    """The version this program needs; its migrations do not change while it runs."""
    return max(path.name[1:5] for path in MIGRATIONS.glob("versions/v*.py"))


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return version


def _upgrade(connection: Connection) -> None:
    # Only here: a daemon whose tables are as they should be has no use for it, and it takes room.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def current(engine: AsyncEngine) -> str | None:
    """The version of the tables; None for an empty database."""
    async with engine.connect() as connection:
        return await connection.run_sync(_current)


async def migrate(engine: AsyncEngine) -> tuple[str | None, str]:
    """Bring the tables up to date, all or nothing. Returns the version before and after."""
    async with engine.begin() as connection:
        before = await connection.run_sync(_current)
        await connection.run_sync(_upgrade)
    return before, newest()


async def check_version(db: Database) -> None:
    """Raises Unavailable unless the tables are those this version of the program expects."""
    async with db.read() as tx:
        found = await (await tx.session.connection()).run_sync(_current)
    if found != newest():
        had = "there are no tables yet" if found is None else f"tables are at {found}"
        raise Unavailable(f"{had}, this version needs {newest()}; run `cairnloop migrate`")
