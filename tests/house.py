"""The whole daemon inside the test process: the real application on a real database, with a clock that stands still."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import httpx
from fastapi import FastAPI

from cairnloop.channels.lane import Lane
from cairnloop.config import Limits, Settings
from cairnloop.daemon.app import build_app, build_services, build_sockets
from cairnloop.daemon.handlers import handlers
from cairnloop.daemon.services import Services
from cairnloop.daemon.sockets.endpoint import SocketEndpoint
from cairnloop.daemon.sockets.topics.caller import Caller
from cairnloop.kernel.clock import Clock
from cairnloop.people.access import keys
from cairnloop.people.identity import Operator
from tests import make
from tests.databases import ROOT

IDLE_SECONDS = 20
_description: dict[str, Any] = {}


def described(app: FastAPI) -> dict[str, Any]:
    """What the API says of itself: the same in every house, and longer to work out than most tests take."""
    if not _description:
        _description.update(FastAPI.openapi(app))
    return _description


def paces(per_minute: int) -> dict[str, object]:
    """Settings of a house that anybody may ask so often."""
    return {name: per_minute for name in Limits.model_fields if name.endswith("_per_minute")}


@dataclass
class House:
    s: Services
    app: FastAPI
    sockets: SocketEndpoint[Caller]
    desk: make.Desk

    @cached_property
    def visitor(self) -> httpx.AsyncClient:
        """Somebody without a key."""
        return self.anonymous()

    async def client(self, operator: Operator | None = None) -> httpx.AsyncClient:
        """An HTTP client that acts as this operator (Sam, the admin, unless said otherwise)."""
        by = operator or self.desk.sam
        async with self.s.db.begin() as tx:
            key = await keys.add_key(tx, by.account_id, by.user_id, "test")
        client = self.anonymous()
        client.headers["authorization"] = f"Bearer {key.secret}"
        return client

    def anonymous(self) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=True)
        return httpx.AsyncClient(transport=transport, base_url="http://desk.example")

    async def settle(self) -> None:
        """Run background jobs until none is due."""
        async with asyncio.timeout(IDLE_SECONDS):
            await self.s.jobs.drain(handlers(self.s, Lane(self.s.db)), concurrency=4)


@asynccontextmanager
async def open_house(database_url: str, clock: Clock, **settings: dict[str, object]) -> AsyncIterator[House]:
    kept = {"folder": str(ROOT / "files"), **settings.pop("files", {})}
    database = {"url": database_url, "synchronous": "NORMAL"}
    chosen = Settings.model_validate({"database": database, "files": kept, **settings})
    s = build_services(chosen, clock)
    sockets = build_sockets(s, "test")
    app = build_app(s)
    app.openapi = partial(described, app)  # type: ignore[method-assign]
    house = House(s, app, sockets, await make.desk(s.db))
    try:
        yield house
    finally:
        await house.visitor.aclose()
        await s.outside.aclose()
        await s.db.close()
