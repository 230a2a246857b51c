"""Daemons that share who is present: changes at once, what was missed soon, and nobody of a daemon that is gone."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from cairnloop.daemon.sockets import presence
from cairnloop.daemon.sockets.presence import Roster
from cairnloop.kernel.clock import SystemClock
from cairnloop.kernel.database import Database
from cairnloop.kernel.hub import Announcement, Hub
from cairnloop.kernel.postgres import PostgresCarrier
from cairnloop.kernel.presence import Tracker
from tests.databases import fresh_postgres

pytestmark = pytest.mark.postgres
PATIENCE_SECONDS = 20


class Daemon:
    """One daemon's roster on the real carrier, and what is announced to its own clients in `room:1`."""

    def __init__(self, url: str, name: str) -> None:
        self.database = Database(url, clock=SystemClock())
        self.carrier = PostgresCarrier(self.database)
        self.hub = Hub()
        self.hub.subscribe("room:1", self)
        self.roster = Roster(self.hub, Tracker(name))
        self.announced: list[tuple[list[str], list[str]]] = []
        self._stir = asyncio.Event()

    def announce(self, announcement: Announcement) -> None:
        assert announcement.event == "presence_diff"
        self.announced.append((list(announcement.payload["joins"]), list(announcement.payload["leaves"])))
        self._stir.set()

    async def until(self, so: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not so():
                self._stir.clear()
                await self._stir.wait()

    async def sees(self, *keys: str) -> None:
        await self.until(lambda: self.roster.keys("room:1") == set(keys))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(one) for one in (self.carrier.run(self.hub), self.roster.share(self.carrier))]
        try:
            yield
        finally:
            for task in reversed(tasks):
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.database.close()


Start = Callable[[str], Any]


@pytest.fixture
async def start(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Start]:
    monkeypatch.setattr(presence, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr(presence, "SILENCE_SECONDS", 0.5)
    url = await fresh_postgres()
    async with AsyncExitStack() as stack:

        async def one(name: str) -> Daemon:
            daemon = Daemon(url, name)
            await stack.enter_async_context(daemon.running())
            await daemon.carrier.ready.wait()
            return daemon

        yield one


async def test_who_comes_and_goes_on_one_daemon_is_announced_once_on_the_other(start: Start) -> None:
    one, two = await start("one"), await start("two")

    entry = one.roster.track("room:1", "user:1", {"online_at": "1"})
    await two.sees("user:1")
    assert two.roster.state("room:1") == one.roster.state("room:1")
    one.roster.untrack(entry)
    await two.sees()

    assert two.announced == [(["user:1"], []), ([], ["user:1"])]
    assert one.announced == two.announced


async def test_a_daemon_that_starts_hears_at_once_who_is_there(start: Start) -> None:
    one = await start("one")
    for n in range(100):  # more than one signal takes
        one.roster.track("room:1", f"user:{n}", {"online_at": "1", "name": "x" * 100})

    two = await start("two")

    await two.sees(*(f"user:{n}" for n in range(100)))


async def test_a_change_that_got_lost_is_noticed(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = await start("one"), await start("two")
    entry = one.roster.track("room:1", "user:1", {})
    await two.sees("user:1")
    say = one.carrier.signal
    monkeypatch.setattr(
        one.carrier, "signal", lambda kind, payload: None if kind == presence.CHANGE else say(kind, payload)
    )

    one.roster.untrack(entry)
    one.roster.track("room:1", "user:2", {})

    await two.sees("user:2")


async def test_a_change_of_what_is_said_travels_as_one(start: Start) -> None:
    one, two = await start("one"), await start("two")
    entry = one.roster.track("room:1", "user:1", {"away": False})
    await two.sees("user:1")

    one.roster.update(entry, {"away": True})
    await two.until(lambda: len(two.announced) == 2)

    assert two.announced[-1] == (["user:1"], ["user:1"])
    assert two.roster.state("room:1")["user:1"]["metas"][0]["away"] is True


async def test_a_daemon_that_falls_silent_is_gone_and_everybody_on_it(start: Start) -> None:
    two = await start("two")
    two.roster.track("room:1", "user:2", {})
    one = Daemon(str(two.database.url.render_as_string(hide_password=False)), "one")
    async with one.running():
        one.roster.track("room:1", "user:1", {})
        await two.sees("user:1", "user:2")

    await two.sees("user:2")

    assert two.announced[-1] == ([], ["user:1"])
