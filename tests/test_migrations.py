"""A migrated database equals one created from the tables, object by object."""

from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from cairnloop.daemon.schema import metadata
from cairnloop.kernel import schema_version
from cairnloop.kernel.engines import parse_url
from scripts import first_tables
from tests.databases import postgres_server

# What describes every object: name and definition. Alembic's own table is left out.
SQLITE = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'alembic%' AND name NOT LIKE 'sqlite_%'"
POSTGRES = [
    """SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name NOT LIKE 'alembic%'""",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE 'alembic%'",
    """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
       WHERE connamespace = 'public'::regnamespace AND conname NOT LIKE 'alembic%'""",
    "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typname NOT LIKE '%alembic%'",
]


async def described(engine: AsyncEngine) -> set[tuple[object, ...]]:
    queries = [SQLITE] if engine.dialect.name == "sqlite" else POSTGRES
    found: set[tuple[object, ...]] = set()
    async with engine.connect() as connection:
        for query in queries:
            for row in await connection.execute(text(query)):
                found.add(tuple(" ".join(part.split()) if isinstance(part, str) else part for part in row))
    return found


async def compare(migrated: AsyncEngine, created: AsyncEngine) -> None:
    before, after = await schema_version.migrate(migrated)
    assert (before, after) == (None, schema_version.newest())
    async with created.begin() as connection:
        await connection.run_sync(metadata.create_all)
    assert await described(migrated) == await described(created)
    again = await schema_version.migrate(migrated)
    assert again == (after, after)
    await migrated.dispose()
    await created.dispose()


async def test_sqlite_migrates_to_the_tables(tmp_path: Path) -> None:
    await compare(
        create_async_engine(parse_url(f"sqlite:///{tmp_path}/migrated.db")),
        create_async_engine(parse_url(f"sqlite:///{tmp_path}/created.db")),
    )


@pytest.mark.postgres
async def test_postgres_migrates_to_the_tables() -> None:
    server = parse_url(postgres_server())
    admin = create_async_engine(server, isolation_level="AUTOCOMMIT")
    names = ("cairnloop_migrated", "cairnloop_created")
    async with admin.connect() as connection:
        for name in names:
            await connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
            await connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        migrated, created = (create_async_engine(server.set(database=name)) for name in names)
        await compare(migrated, created)
    finally:
        async with admin.connect() as connection:
            for name in names:
                await connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        await admin.dispose()


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_the_first_migration_is_written_from_the_tables(dialect: str) -> None:
    written = Path(first_tables.v0001_initial.__file__).with_suffix(f".{dialect}.sql").read_text("utf-8")
    assert written == first_tables.script(dialect), "run `python -m scripts.first_tables`"


def test_the_newest_version_is_the_one_that_migrations_lead_to() -> None:
    scripts = Config()
    scripts.set_main_option("script_location", str(schema_version.MIGRATIONS))
    assert ScriptDirectory.from_config(scripts).get_current_head() == schema_version.newest()
