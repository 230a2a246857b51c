import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.calendarinterval import CalendarIntervalTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import select

from cairnloop.kernel.clock import SystemClock
from cairnloop.kernel.database import Database
from cairnloop.kernel.jobs.engines import engine_for
from cairnloop.kernel.jobs.port import Handlers
from cairnloop.kernel.schedules import Schedule, ScheduleRow, Schedules, Trigger, fire_due, following, register
from cairnloop.kernel.tables import table
from tests.fakes import FixedClock

START = FixedClock().now()
rows = table(ScheduleRow)


def at(hour: int, minute: int = 0, *, day: int = 2) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def every(**interval: int) -> Trigger:
    trigger: Trigger = IntervalTrigger(**interval, start_date=START, timezone=UTC)
    return trigger


HOURLY = Schedule("prune", CronTrigger(minute=0, timezone=UTC), "prune")


async def tick(database: Database, *schedules: Schedule) -> int:
    async with database.begin() as tx:
        return len(await fire_due(tx, schedules))


async def announce(database: Database, *schedules: Schedule) -> None:
    async with database.begin() as tx:
        await register(tx, schedules)


async def waiting(database: Database) -> int:
    assert database.jobs is not None
    async with database.read() as tx:
        return (await database.jobs.counts(tx))["waiting"]


async def next_times(database: Database) -> Sequence[datetime | None]:
    async with database.read() as tx:
        return (await tx.session.execute(select(rows.c.next_fire_at).order_by(rows.c.name))).scalars().all()


@pytest.mark.parametrize(
    ("trigger", "fired", "now", "expected"),
    [
        (CronTrigger(hour=3, timezone=UTC), None, at(9), at(3, day=3)),
        (CronTrigger(hour=3, timezone=UTC), at(3), at(3), at(3, day=3)),
        (CronTrigger(hour=3, timezone=UTC), at(3), at(9, day=20), at(3, day=21)),
        (CronTrigger(hour=3, timezone=ZoneInfo("Europe/Berlin")), None, at(9), at(2, day=3)),
        (every(minutes=10), at(9), at(9, 4), at(9, 10)),
        (every(minutes=10), at(9), at(11, 57), at(12)),
        (every(seconds=1), at(9), at(9, day=30), at(9, day=30) + timedelta(seconds=1)),
        (CalendarIntervalTrigger(months=1, start_date="2026-03-01", hour=3, timezone=UTC), None, at(9), None),
        (DateTrigger(at(12), timezone=UTC), None, at(9), at(12)),
        (DateTrigger(at(12), timezone=UTC), at(12), at(12), None),
        (DateTrigger(at(12), timezone=UTC), None, at(13), None),
    ],
)
def test_the_next_time_is_after_now_and_keeps_the_beat(
    trigger: Trigger, fired: datetime | None, now: datetime, expected: datetime | None
) -> None:
    if isinstance(trigger, CalendarIntervalTrigger):
        expected = datetime(2026, 4, 1, 3, tzinfo=UTC)
    assert following(trigger, fired, now) == expected


async def test_a_schedule_fires_when_its_time_has_come_and_not_before(database: Database, clock: FixedClock) -> None:
    await announce(database, HOURLY)
    assert await tick(database, HOURLY) == 0
    clock.advance(minutes=60)
    assert await tick(database, HOURLY) == 1
    assert await tick(database, HOURLY) == 0
    assert await waiting(database) == 1
    assert await next_times(database) == [at(11)]


async def test_times_missed_while_nothing_ran_are_made_up_for_once(database: Database, clock: FixedClock) -> None:
    await announce(database, HOURLY)
    clock.advance(days=3, minutes=30)
    await announce(database, HOURLY)  # as a daemon does when it starts
    assert await tick(database, HOURLY) == 1
    assert await tick(database, HOURLY) == 0
    assert await waiting(database) == 1
    assert await next_times(database) == [at(10, day=5)]


async def test_of_several_tickers_one_fires(database_url: str, clock: FixedClock) -> None:
    daemons = [Database(database_url, clock=clock, synchronous="OFF") for _ in range(3)]
    for daemon in daemons:
        daemon.jobs = engine_for(daemon)
    schedules = [Schedule(f"s{n}", every(minutes=10), f"kind{n}") for n in range(5)]
    await asyncio.gather(*(announce(daemon, *schedules) for daemon in daemons))
    for n in range(1, 4):
        clock.advance(minutes=10)
        fired = await asyncio.gather(*(tick(daemon, *schedules) for daemon in daemons * 2))
        assert sum(fired) == 5
        assert await waiting(daemons[0]) == 5, "a job that still waits is not written again"
        assert set(await next_times(daemons[0])) == {at(9, 10 * (n + 1))}
    for daemon in daemons:
        await daemon.close()


async def test_a_fire_that_is_rolled_back_is_not_lost(database: Database, clock: FixedClock) -> None:
    async def fail() -> None:
        async with database.begin() as tx:
            assert await fire_due(tx, [HOURLY]) == ["prune"]
            raise ZeroDivisionError

    await announce(database, HOURLY)
    clock.advance(hours=1)
    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await waiting(database) == 0
    assert await tick(database, HOURLY) == 1


async def test_a_schedule_made_more_frequent_does_not_wait_for_its_old_time(
    database: Database, clock: FixedClock
) -> None:
    await announce(database, Schedule("prune", CronTrigger(hour=3, timezone=UTC), "prune"))
    assert await next_times(database) == [at(3, day=3)]
    await announce(database, HOURLY)
    assert await next_times(database) == [at(10)]


async def test_a_single_date_fires_once_for_ever(database: Database, clock: FixedClock) -> None:
    once = Schedule("once", DateTrigger(at(12), timezone=UTC), "once")
    await announce(database, once)
    clock.advance(hours=5)
    await announce(database, once)
    assert await tick(database, once) == 1
    await announce(database, once)
    clock.advance(days=900)
    assert await tick(database, once) == 0
    assert await next_times(database) == [None]


async def test_schedules_that_no_longer_exist_are_left_alone(database: Database, clock: FixedClock) -> None:
    await announce(database, HOURLY, Schedule("gone", every(minutes=1), "gone"))
    clock.advance(hours=2)
    assert await tick(database, HOURLY) == 1


async def test_two_running_tickers_fire_each_time_once(database_url: str) -> None:
    daemons = [Database(database_url, clock=SystemClock(), synchronous="OFF") for _ in range(2)]
    enough = asyncio.Event()
    fires = []

    class Counting:
        """Every 50 ms, noted when a ticker has won it."""

        def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
            return (previous or now) + timedelta(milliseconds=50)

    for daemon in daemons:
        daemon.jobs = engine_for(daemon)
    schedules = [Schedule("often", Counting(), "often")]
    tickers = [asyncio.create_task(Schedules(daemon, schedules).run()) for daemon in daemons]

    async def handler(job: object) -> None:
        fires.append(job)
        if len(fires) == 3:
            enough.set()

    assert daemons[0].jobs is not None
    worker = asyncio.create_task(daemons[0].jobs.run(Handlers({"often": handler}), concurrency=1))
    async with asyncio.timeout(30):
        await enough.wait()
    for task in (*tickers, worker):
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    for daemon in daemons:
        await daemon.close()
