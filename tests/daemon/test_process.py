"""One daemon from its first check to its last closed socket, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn
from sqlalchemy import text

from cairnloop.config import Settings
from cairnloop.daemon.app import build_services, build_sockets
from cairnloop.daemon.listening import Server, door
from cairnloop.daemon.process import at_work, serve
from cairnloop.errors import Unavailable
from cairnloop.kernel import schema_version
from cairnloop.kernel.database import Database

PATIENCE_SECONDS = 20


def settings_for(url: str) -> Settings:
    return Settings.model_validate({"database": {"url": url, "synchronous": "NORMAL"}})


@pytest.fixture
async def migrated(database: Database, database_url: str) -> AsyncIterator[str]:
    """The database of the test, marked as being of this version."""
    async with database.begin() as tx:
        await tx.session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        await tx.session.execute(text("INSERT INTO alembic_version VALUES (:new)"), {"new": schema_version.newest()})
    yield database_url
    async with database.begin() as tx:
        await tx.session.execute(text("DROP TABLE alembic_version"))


@asynccontextmanager
async def daemon(url: str) -> AsyncIterator[str]:
    """A daemon of this test; leaving asks it to end and waits until it has."""
    told: asyncio.Queue[str] = asyncio.Queue()
    serving = asyncio.create_task(serve(settings_for(url), host="127.0.0.1", port=0, ready=told.put_nowait))
    serving.add_done_callback(lambda _: told.put_nowait(""))
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            address = await told.get()
        if not address:
            await serving
        yield address
    finally:
        serving.cancel()
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.wait({serving})


async def test_a_daemon_is_ready_when_it_says_so(migrated: str) -> None:
    async with daemon(migrated) as url, httpx.AsyncClient() as client:
        said = await client.get(f"{url}/ready")
        assert (said.status_code, said.json()["status"]) == (200, "ready")
        assert (await client.get(f"{url}/health")).text == "ok\n"
    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(f"{url}/health")


async def test_a_daemon_can_follow_another_on_the_same_database(migrated: str) -> None:
    for _ in range(2):
        async with daemon(migrated) as url, httpx.AsyncClient() as client:
            assert (await client.get(f"{url}/ready")).status_code == 200


async def test_a_request_under_way_is_answered(migrated: str) -> None:
    async with httpx.AsyncClient() as client:
        async with daemon(migrated) as url:
            body = {"user": {"email": "nobody@acme.example", "password": "wrong password"}}
            asked = asyncio.create_task(client.post(f"{url}/api/session", json=body))
            # Once this later request is answered, the slower one before it is being worked on.
            await client.get(f"{url}/health")
        assert (await asked).status_code in (401, 422)


async def test_a_part_that_ends_takes_the_daemon_with_it(migrated: str, tmp_path: Path) -> None:
    async def broken() -> None:
        raise KeyError("something nobody thought of")

    s = build_services(settings_for(migrated))
    sockets = build_sockets(s, "test")

    async def app(scope: object, receive: object, send: object) -> None: ...

    server = Server(uvicorn.Config(app, lifespan="off", log_config=None), sockets)
    said = r"ended by itself: schedules \(KeyError\)"
    with door("127.0.0.1", 0) as bound, pytest.raises(Unavailable, match=said):
        async with asyncio.timeout(PATIENCE_SECONDS), at_work(server, bound, [("schedules", broken())], s) as until:
            await until(asyncio.Event())
    assert not server.started or not server.servers[0].is_serving()
    await s.db.close()


async def test_tables_without_a_version_are_refused(database_url: str) -> None:
    with pytest.raises(Unavailable, match="run `cairnloop migrate`"):
        async with daemon(database_url):
            pass
