"""News without a row: heard here at once, on the other daemons through the real carrier, and not with every key."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text

from cairnloop.kernel.clock import SystemClock
from cairnloop.kernel.database import Database
from cairnloop.kernel.hub import Announcement, Hub
from cairnloop.kernel.postgres import PostgresCarrier
from cairnloop.kernel.whispers import KIND, REMEMBERED, REPEAT_SECONDS, Whispers
from tests.databases import fresh_postgres
from tests.fakes import Ear

PATIENCE_SECONDS = 20


def typing(on: bool = True, topic: str = "t") -> Announcement:
    return Announcement(topic, "typing", {"typing": on})


def test_alone_it_is_heard_here_every_time() -> None:
    hub = Hub()
    ear, whispers = Ear(hub, "t"), Whispers(hub)
    for _ in range(3):
        whispers.say("ada", typing())
    assert ear.heard == [typing()] * 3


class Daemon:
    """One daemon's whispers on the real carrier, and what its own listeners hear."""

    def __init__(self, url: str) -> None:
        self.now = 100.0
        self.database = Database(url, clock=SystemClock())
        self.carrier = PostgresCarrier(self.database)
        self.hub = Hub()
        self.hub.subscribe("t", self)
        self.whispers = Whispers(self.hub, clock=lambda: self.now, lost_seconds=0.3)
        self.whispers.share(self.carrier)
        self.heard: asyncio.Queue[Announcement] = asyncio.Queue()

    def announce(self, announcement: Announcement) -> None:
        self.heard.put_nowait(announcement)

    async def hears(self) -> Announcement:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await self.heard.get()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Daemon"]:
        task = asyncio.create_task(self.carrier.run(self.hub))
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self.carrier.ready.wait()
            yield self
        finally:
            task.cancel()
            await asyncio.wait({task})
            await self.database.close()


@pytest.fixture
async def pair() -> AsyncIterator[tuple[Daemon, Daemon]]:
    url = await fresh_postgres()
    async with Daemon(url).running() as here, Daemon(url).running() as there:
        yield here, there


@pytest.mark.postgres
async def test_others_hear_each_change_but_not_every_repetition_and_nothing_is_stored(
    pair: tuple[Daemon, Daemon],
) -> None:
    here, there = pair
    for on in (True, True, True, False, True):
        here.whispers.say("ada", typing(on))
    assert [(await there.hears()).payload["typing"] for _ in range(3)] == [True, False, True]
    here.now += REPEAT_SECONDS
    here.whispers.say("ada", typing())
    assert await there.hears() == typing()
    assert (here.heard.qsize(), there.heard.qsize()) == (6, 0)
    async with here.database.read() as tx:
        assert (await tx.session.execute(text("SELECT count(*) FROM announcements"))).scalar() == 0


@pytest.mark.postgres
async def test_subjects_do_not_silence_each_other_however_many_there_are(pair: tuple[Daemon, Daemon]) -> None:
    here, there = pair
    for n in range(REMEMBERED + 10):
        here.whispers.say(n, Announcement("t", "typing", {"n": n}))
        if n == REMEMBERED // 2:
            here.now += REPEAT_SECONDS
    heard = [(await there.hears()).payload["n"] for _ in range(REMEMBERED + 10)]
    assert heard == list(range(REMEMBERED + 10))
    assert len(here.whispers._told) < REMEMBERED


@pytest.mark.postgres
async def test_what_is_not_said_again_is_over_also_when_who_said_it_is_gone(pair: tuple[Daemon, Daemon]) -> None:
    here, there = pair
    here.whispers.say("bob", typing(topic="elsewhere"), after=[typing(False, "elsewhere")])
    here.whispers.say("ada", typing(), after=[typing(False)])
    assert [await there.hears() for _ in range(2)] == [typing(), typing(False)]
    here.whispers.say("ada", typing(False))
    here.whispers.say("ada", typing(), after=[typing(False)])
    here.whispers.say("ada", typing(False))
    assert [(await there.hears()).payload["typing"] for _ in range(3)] == [False, True, False]
    assert there.whispers._lasting == {}


@pytest.mark.postgres
async def test_what_is_no_whisper_is_ignored(pair: tuple[Daemon, Daemon]) -> None:
    here, there = pair
    for said in (None, "t", ["t"], [1, "t", "typing", []], [1, 1, "typing", {}], [1, "t", "typing", {}, None, {}]):
        here.carrier.signal(KIND, said)
    here.whispers.say("ada", typing())
    assert await there.hears() == typing()
