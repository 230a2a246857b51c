"""Daemons of one Postgres know of each other, and of those that are gone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from cairnloop.daemon.neighbours import HERE, SILENCE_SECONDS, Member, Neighbours
from cairnloop.kernel.clock import SystemClock
from cairnloop.kernel.database import Database
from cairnloop.kernel.hub import Hub
from cairnloop.kernel.postgres import PostgresCarrier
from tests.databases import fresh_postgres

PATIENCE_SECONDS = 20


def test_alone_there_is_nobody() -> None:
    assert Neighbours(Member.this("one")).others() == ()


class Listening(Neighbours):
    """Says when it has heard of somebody."""

    def __init__(self, name: str, now: list[float]) -> None:
        super().__init__(Member(name, f"{name}.example", 7, "1"), clock=lambda: now[0])
        self.heard_of = asyncio.Event()

    def _hear(self, said: Any) -> None:
        super()._hear(said)
        if self.others():
            self.heard_of.set()


@asynccontextmanager
async def daemon(url: str, name: str, now: list[float]) -> AsyncIterator[Listening]:
    database = Database(url, clock=SystemClock())
    carrier = PostgresCarrier(database)
    neighbours = Listening(name, now)
    tasks = [asyncio.create_task(one) for one in (carrier.run(Hub()), neighbours.share(carrier))]
    await carrier.ready.wait()
    carrier.signal(HERE, {"node": "nonsense"})
    try:
        yield neighbours
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        await database.close()


@pytest.mark.postgres
async def test_each_knows_the_other_until_it_falls_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cairnloop.daemon.neighbours.BEAT_SECONDS", 0.05)
    url, now = await fresh_postgres(), [0.0]
    async with daemon(url, "one", now) as one:
        async with daemon(url, "two", now) as two, asyncio.timeout(PATIENCE_SECONDS):
            await one.heard_of.wait()
            await two.heard_of.wait()
            assert one.others() == (Member("two", "two.example", 7, "1"),)
            assert two.others() == (Member("one", "one.example", 7, "1"),)
        now[0] += SILENCE_SECONDS + 1
        assert one.others() == ()
