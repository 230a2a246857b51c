import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import pytest
from sqlalchemy import text

from cairnloop.kernel import postgres
from cairnloop.kernel.clock import SystemClock
from cairnloop.kernel.database import Database
from cairnloop.kernel.hub import Announcement
from cairnloop.kernel.jobs.engines import engine_for
from cairnloop.kernel.jobs.port import Handlers, Job
from cairnloop.kernel.postgres import PostgresCarrier, prune
from tests.databases import fresh_postgres

pytestmark = pytest.mark.postgres
PATIENCE_SECONDS = 30


class Daemon:
    """One daemon's database, hub and carrier, and what its hub heard on the topic `t`."""

    def __init__(self, url: str) -> None:
        self.database = Database(url, clock=SystemClock())
        self.database.jobs = engine_for(self.database)
        self.gaps = 0
        self.carrier = PostgresCarrier(self.database, on_gap=self.lose)
        self.database.carrier = self.carrier
        self.database.hub.subscribe("t", self)
        self.heard: list[Any] = []
        self._more = asyncio.Event()

    def announce(self, announcement: Announcement) -> None:
        self.heard.append(announcement.payload["n"])
        self._more.set()

    def lose(self) -> None:
        self.gaps += 1

    async def hears(self, *expected: Any) -> None:
        """Wait until that many were heard, and compare."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(self.heard) < len(expected):
                self._more.clear()
                await self._more.wait()
        assert self.heard == list(expected)

    async def say(self, *numbers: int) -> None:
        async with self.database.begin() as tx:
            for n in numbers:
                tx.announce("t", "said", {"n": n})

    async def cut(self) -> None:
        """Have the server end every carrier's connection."""
        async with self.database.begin() as tx:
            await tx.session.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE application_name = 'cairnloop carrier' AND datname = current_database()"
                )
            )

    @asynccontextmanager
    async def carrying(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.carrier.run(self.database.hub))
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self.carrier.ready.wait()
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


@pytest.fixture
async def url() -> str:
    return await fresh_postgres()


@pytest.fixture
async def daemons(url: str) -> AsyncIterator[tuple[Daemon, Daemon]]:
    """Two daemons whose carriers run."""
    here, there = Daemon(url), Daemon(url)
    async with AsyncExitStack() as stack:
        for daemon in (here, there):
            stack.push_async_callback(daemon.database.close)
            await stack.enter_async_context(daemon.carrying())
        yield here, there


async def test_what_one_daemon_announces_the_other_hears_in_order_and_once(daemons: tuple[Daemon, Daemon]) -> None:
    here, there = daemons
    await here.say(1, 2, 3)
    await here.say(4)
    await there.hears(1, 2, 3, 4)
    await there.say(5)
    await here.hears(1, 2, 3, 4, 5)
    await there.hears(1, 2, 3, 4, 5)


async def test_a_rolled_back_announcement_is_heard_nowhere(daemons: tuple[Daemon, Daemon]) -> None:
    here, there = daemons

    async def fail() -> None:
        async with here.database.begin() as tx:
            tx.announce("t", "said", {"n": 1})
            await here.carrier.write(tx, [Announcement("t", "said", {"n": 2})])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    await here.say(3)
    await there.hears(3)


async def test_payloads_arrive_as_they_were_sent_however_long(daemons: tuple[Daemon, Daemon]) -> None:
    here, there = daemons
    payload = {"n": {"text": "ä" * 20_000, "list": [1, 2.5, None, True], "quote": "'\"\\"}}
    async with here.database.begin() as tx:
        tx.announce("t", "said", payload)
    await there.hears(payload["n"])


async def test_many_announcements_in_one_transaction_all_arrive(daemons: tuple[Daemon, Daemon]) -> None:
    here, there = daemons
    await here.say(*range(2000))
    await there.hears(*range(2000))


async def test_a_lost_connection_is_made_again_and_what_was_missed_is_caught_up(
    daemons: tuple[Daemon, Daemon],
) -> None:
    here, there = daemons
    await here.say(1)
    await there.hears(1)
    for n in (2, 3, 4):
        await here.cut()
        await here.say(n)
        await there.hears(*range(1, n + 1))
    await there.say(5)
    await here.hears(1, 2, 3, 4, 5)


async def test_a_notification_that_never_came_is_made_up_for(
    daemons: tuple[Daemon, Daemon], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = daemons
    monkeypatch.setattr(postgres, "SWEEP_SECONDS", 0.05)
    monkeypatch.setattr(here.carrier, "send", lambda receipt: None)
    await here.cut()  # so that the other looks around now and knows its new pace
    await here.say(1)
    await here.say(2)
    await there.hears(1, 2)


async def test_a_transaction_that_commits_late_is_not_overlooked(
    daemons: tuple[Daemon, Daemon], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = daemons
    monkeypatch.setattr(here.carrier, "send", lambda receipt: None)
    async with here.database.begin() as tx:
        await here.carrier.write(tx, [Announcement("t", "said", {"n": "early id, late commit"})])
        await here.say(2)
        await here.cut()
        await there.hears(2)
    await here.cut()
    await there.hears(2, "early id, late commit")


async def test_a_daemon_that_starts_does_not_hear_old_news(url: str) -> None:
    here, there = Daemon(url), Daemon(url)
    async with here.carrying():
        await here.say(1)
        async with there.carrying():
            await here.say(2)
            await there.hears(2)
    for daemon in (here, there):
        await daemon.database.close()


async def test_who_was_away_for_too_long_is_told_so(
    daemons: tuple[Daemon, Daemon], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = daemons
    monkeypatch.setattr(postgres, "KEEP", postgres.MARGIN)
    await here.cut()
    await here.say(1)
    await there.hears(1)
    assert there.gaps


async def test_old_announcements_are_forgotten_and_new_ones_kept(daemons: tuple[Daemon, Daemon]) -> None:
    here, _ = daemons
    await here.say(1, 2)
    async with here.database.begin() as tx:
        await tx.session.execute(text("UPDATE announcements SET at = at - interval '11 minutes' WHERE id % 2 = 0"))
        await prune(tx)
    async with here.database.read() as tx:
        assert (await tx.session.execute(text("SELECT count(*) FROM announcements"))).scalar() == 1


async def test_signals_reach_the_other_daemons_only(daemons: tuple[Daemon, Daemon]) -> None:
    here, there = daemons
    got: list[Any] = []
    came = asyncio.Event()
    here.carrier.on("typing", lambda payload: got.append("echo"))

    def take(payload: Any) -> None:
        got.append(payload)
        came.set()

    there.carrier.on("typing", take)
    here.carrier.signal("unknown", 1)
    here.carrier.signal("typing", {"who": "Ana", "n": 1})
    async with asyncio.timeout(PATIENCE_SECONDS):
        await came.wait()
    await here.say(1)
    await there.hears(1)
    assert got == [{"who": "Ana", "n": 1}]


async def test_a_signal_that_does_not_fit_is_refused(daemons: tuple[Daemon, Daemon]) -> None:
    with pytest.raises(ValueError, match="typing"):
        daemons[0].carrier.signal("typing", "ä" * 4000)


async def test_strangers_on_the_channel_do_no_harm(daemons: tuple[Daemon, Daemon]) -> None:
    here, there = daemons
    async with here.database.begin() as tx:
        for said in ("hello", "[]", "{}", '{"node": 1, "ids": 7}', '{"node": 1, "ids": ["x"]}', '{"node":1,"kind":[]}'):
            await tx.session.execute(
                text("SELECT pg_notify(:channel, :said)"), {"channel": postgres.CHANNEL, "said": said}
            )
    await here.say(1)
    await there.hears(1)


async def test_a_job_written_here_wakes_the_worker_there(daemons: tuple[Daemon, Daemon]) -> None:
    here, there = daemons
    ran = asyncio.Event()

    async def handler(job: Job) -> None:
        ran.set()

    assert there.database.jobs is not None
    worker = asyncio.create_task(there.database.jobs.run(Handlers({"write": handler}), concurrency=1))
    async with asyncio.timeout(PATIENCE_SECONDS):
        for _ in range(3):
            ran.clear()
            async with here.database.begin() as tx:
                tx.enqueue("write")
            await ran.wait()
    worker.cancel()
    await asyncio.wait({worker})
