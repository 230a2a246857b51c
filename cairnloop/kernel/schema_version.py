"""Which tables the database has, and bringing them up to date."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from cairnloop.errors import Unavailable
from cairnloop.kernel.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
# Several may be told to migrate at once, as by `daemon --migrate`: the first does, the others wait and find it done.
TURN = text("SELECT pg_advisory_xact_lock(4700)")
# Every daemon has one such connection, for its jobs.
AT_WORK = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'cairnloop jobs'"
)


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
    """Bring the tables up to date, all or nothing. Returns the version before and after.

    Raises Unavailable for tables of a later version, and on Postgres while a daemon works with those of an earlier one.
    """
    async with _connected(engine) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            await connection.execute(TURN)
        before = await connection.run_sync(_current)
        _require_known(before)
        if before is not None and before != newest():
            await _require_nobody(connection)
        await connection.run_sync(_upgrade)
        await _require_whole(connection)
    return before, newest()


@asynccontextmanager
async def _connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """On SQLite a table is changed by making it anew, while others refer to it: that is looked at when all is done."""
    async with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            yield connection
            return
        driver: Any = (await connection.get_raw_connection()).driver_connection
        for pragma in ("foreign_keys = OFF", "legacy_alter_table = ON"):
            await driver.execute(f"PRAGMA {pragma}")
        try:
            yield connection
        finally:
            await connection.invalidate()  # whoever comes next gets one that looks at once, as all others do


async def _require_nobody(connection: AsyncConnection) -> None:
    """A SQLite file is held by its daemon, and whoever migrates holds it first."""
    if connection.dialect.name == "postgresql" and (many := (await connection.execute(AT_WORK)).scalar_one()):
        who = "a daemon is" if many == 1 else f"{many} daemons are"
        raise Unavailable(f"{who} at work on these tables; stop all of them, then migrate")


async def _require_whole(connection: AsyncConnection) -> None:
    if connection.dialect.name != "sqlite":
        return
    if (astray := (await connection.execute(text("PRAGMA foreign_key_check"))).first()) is not None:
        raise Unavailable(f"rows of {astray[0]} would refer to {astray[2]} that are not there; nothing was changed")


def _require_known(version: str | None) -> None:
    if version is not None and version > newest():
        raise Unavailable(
            f"tables are at {version}, and this version knows those up to {newest()}; run a later version of Cairnloop"
        )


async def check_version(db: Database) -> None:
    """Raises Unavailable unless the tables are those this version of the program expects."""
    async with db.read() as tx:
        found = await (await tx.session.connection()).run_sync(_current)
    _require_known(found)
    if found != newest():
        had = "there are no tables yet" if found is None else f"tables are at {found}"
        raise Unavailable(f"{had}, this version needs {newest()}; run `cairnloop migrate`")
