"""A house with rows in it and the version after this one: made up here, for the first real one to find its way."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cairnloop.config import Settings
from cairnloop.daemon import founding
from cairnloop.daemon.guard import sole
from cairnloop.errors import Unavailable
from cairnloop.kernel import schema_version
from cairnloop.kernel.clock import SystemClock
from cairnloop.kernel.database import Database
from cairnloop.kernel.jobs.engines import engine_for
from cairnloop.kernel.postgres_line import Line
from cairnloop.kernel.schema_version import AT_WORK, check_version, migrate
from tests import make
from tests.databases import empty_postgres

THIS = schema_version.MIGRATIONS
LATER = '''"""A conversation has a mood, and no inbox is without a name."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0002", "0001"


def upgrade() -> None:
    op.add_column("conversations", sa.Column("mood", sa.String(), nullable=True))
    op.execute("UPDATE conversations SET mood = 'calm'")
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.create_check_constraint("named", "inboxes", "name <> ''")
        return
    ask = "SELECT sql FROM sqlite_master WHERE tbl_name = 'inboxes' AND sql IS NOT NULL ORDER BY type = 'table' DESC"
    made, *beside = connection.scalars(sa.text(ask)).all()
    made = made.replace("TABLE inboxes", "TABLE made_anew").replace("name TEXT", "name TEXT CHECK (name <> '')")
    for statement in (
        made,
        "INSERT INTO made_anew SELECT * FROM inboxes",
        "DROP TABLE inboxes",
        "ALTER TABLE made_anew RENAME TO inboxes",
        *beside,
    ):
        connection.exec_driver_sql(statement)
'''
BROKEN = LATER.replace("'calm'", "nonsense")
ASTRAY = LATER.replace("'calm'", "'calm', customer_id = id")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/cairnloop.db" if request.param == "sqlite" else await empty_postgres("upgraded")


@pytest.fixture
async def db(url: str) -> AsyncIterator[Database]:
    database = Database(url, clock=SystemClock())
    database.jobs = engine_for(database)
    yield database
    await database.close()


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator["Program"]:
    yield Program(tmp_path / "migrations", monkeypatch)
    schema_version.newest.cache_clear()


class Program:
    """The version of the program that is run from here on."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self._monkeypatch = monkeypatch
        shutil.copytree(THIS, folder)

    def is_this(self) -> None:
        self._run(THIS)

    def is_later(self, migration: str) -> None:
        (self._folder / "versions" / "v0002_mood.py").write_text(migration, "utf-8")
        self._run(self._folder)

    def _run(self, migrations: Path) -> None:
        self._monkeypatch.setattr(schema_version, "MIGRATIONS", migrations)
        schema_version.newest.cache_clear()


async def moods(db: Database) -> list[str]:
    async with db.read() as tx:
        return list((await tx.session.execute(text("SELECT mood FROM conversations"))).scalars())


async def test_a_later_version_takes_over_a_house_with_rows(url: str, db: Database, program: Program) -> None:
    settings = Settings.model_validate({"database": {"url": url}})
    await asyncio.to_thread(founding.migrate, settings)
    desk = await make.desk(db)
    thread = await desk.conversation()
    await desk.says(thread, "Hello?")

    for wrong in (BROKEN, *([ASTRAY] if db.dialect == "sqlite" else [])):
        program.is_later(wrong)
        with pytest.raises(Unavailable):
            await asyncio.to_thread(founding.migrate, settings)
        program.is_this()
        await check_version(db)  # all is as it was

    program.is_later(LATER)
    await refused_while_a_daemon_is_at_work(db, settings)
    both = [await migrate(db.engine)] if db.dialect == "sqlite" else await at_once(url)
    assert sorted(both) == [("0001", "0002"), ("0002", "0002")][: len(both)]
    await check_version(db)
    assert await moods(db) == ["calm"]
    await desk.says(thread, "Still here?")
    for nonsense in ("UPDATE inboxes SET name = ''", "UPDATE messages SET conversation_id = account_id"):
        with pytest.raises(IntegrityError):
            async with db.begin() as tx:
                await tx.session.execute(text(nonsense))

    program.is_this()
    for older in (migrate(db.engine), check_version(db)):
        with pytest.raises(Unavailable, match="tables are at 0002, and this version knows those up to 0001"):
            await older


async def refused_while_a_daemon_is_at_work(db: Database, settings: Settings) -> None:
    if db.dialect == "sqlite":
        with sole(db.url), pytest.raises(Unavailable, match="in use by another daemon"):
            await asyncio.to_thread(founding.migrate, settings)
        return
    line = Line(db.url, "jobs")
    await line.fetch("SELECT 1")
    with pytest.raises(Unavailable, match="a daemon is at work on these tables; stop"):
        await asyncio.to_thread(founding.migrate, settings)
    await line.close()
    left = 1
    while left:  # its server process ends a moment later
        async with db.read() as tx:
            left = (await tx.session.execute(AT_WORK)).scalar_one()


async def at_once(url: str) -> list[tuple[str | None, str]]:
    """Two are told to migrate at the same time, as daemons started together with --migrate are."""
    databases = [Database(url, clock=SystemClock()) for _ in range(2)]
    found = await asyncio.gather(*(migrate(one.engine) for one in databases))
    for one in databases:
        await one.close()
    return found
