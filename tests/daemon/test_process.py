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
async def migrated(database: Database, database_url: str) -> str:
    """The database of the test, marked as being of this version."""
    async with database.begin() as tx:
        await tx.session.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)"))
        await tx.session.execute(text("DELETE FROM alembic_version"))
        await tx.session.execute(
            text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": schema_version.newest()}
        )
    return database_url


@asynccontextmanager
async def daemon(url: str) -> AsyncIterator[str]:
    """A daemon of this test; leaving asks it to end and waits until it has."""
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(serve(settings_for(url), host="127.0.0.1", port=0, ready=ready.set_result))
    await asyncio.wait({ready, serving}, timeout=PATIENCE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    try:
        if serving.done():
            await serving
        yield ready.result()
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
            metrics = "cairnloop_http_requests_total"
            while metrics not in (await client.get(f"{url}/metrics")).text:
                await asyncio.sleep(0)
        assert (await asked).status_code in (401, 422)


async def test_a_part_that_ends_takes_the_daemon_with_it(migrated: str, tmp_path: Path) -> None:
    async def broken() -> None:
        raise KeyError("something nobody thought of")

    s = build_services(settings_for(migrated))
    sockets = build_sockets(s, "test")

    async def app(scope: object, receive: object, send: object) -> None: ...

    server = Server(uvicorn.Config(app, lifespan="off", log_config=None), sockets)
    with door("127.0.0.1", 0) as bound:
        with pytest.raises(Unavailable, match=r"ended by itself: schedules \(KeyError\)"):
            async with asyncio.timeout(PATIENCE_SECONDS), at_work(server, bound, [("schedules", broken())], s) as ended:
                await ended()
    assert not server.started or not server.servers[0].is_serving()
    await s.db.close()


async def test_tables_without_a_version_are_refused(database_url: str) -> None:
    if database_url.startswith("postgresql"):
        pytest.skip("the tests' Postgres keeps the version of the test before")
    with pytest.raises(Unavailable, match="run `cairnloop migrate`"):
        async with daemon(database_url):
            pass
