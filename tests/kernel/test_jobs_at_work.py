"""How both engines work: in groups, woken, stopped, and under a hundred thousand jobs."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from cairnloop.kernel.clock import SystemClock
from cairnloop.kernel.database import Database
from cairnloop.kernel.jobs import runner
from cairnloop.kernel.jobs.engines import engine_for
from cairnloop.kernel.jobs.port import Handlers, Job, JobEngine, JobState
from tests.kernel.diary import Diary, all_jobs, count, soon, working


async def test_batch_kinds_come_in_groups_and_each_job_has_its_own_end(database: Database, jobs: JobEngine) -> None:
    groups: list[list[int]] = []

    async def handler(group: Sequence[Job]) -> Mapping[UUID, Exception]:
        groups.append([job.args["n"] for job in group])
        return {job.id: OSError("odd") for job in group if job.args["n"] % 2}

    async with database.begin() as tx:
        for n in range(250):
            tx.enqueue("step", n=n)
    await jobs.drain(Handlers({}, {"step": handler}))
    assert [len(group) for group in groups] == [200, 50]
    assert [n for group in groups for n in group] == list(range(250))
    failed = await all_jobs(database, JobState.WAITING)
    assert len(failed) == 50  # a page
    assert {job.error for job in failed} == {"OSError: odd"}
    assert await count(database) == {"waiting": 125, "running": 0, "dead": 0, "due": 0}


async def test_when_a_batch_handler_fails_every_job_of_the_group_does(database: Database, jobs: JobEngine) -> None:
    async def handler(group: Sequence[Job]) -> Mapping[UUID, Exception]:
        raise OSError("all of it")

    async with database.begin() as tx:
        for n in range(3):
            tx.enqueue("step", n=n)
    await jobs.drain(Handlers({}, {"step": handler}))
    assert [job.error for job in await all_jobs(database, JobState.WAITING)] == ["OSError: all of it"] * 3


async def test_slow_jobs_do_not_hold_up_the_batches(database: Database, jobs: JobEngine, diary: Diary) -> None:
    go_on, sent = asyncio.Event(), asyncio.Event()

    async def slow(job: Job) -> None:
        await go_on.wait()

    async def send(group: Sequence[Job]) -> Mapping[UUID, Exception]:
        sent.set()
        return {}

    async with database.begin() as tx:
        for _ in range(3):
            tx.enqueue("slow")
    async with working(jobs, Handlers({"slow": slow}, {"send": send}), concurrency=2):
        async with database.begin() as tx:
            tx.enqueue("send")
        await soon(sent.wait())
        go_on.set()


async def test_an_idle_worker_hears_of_a_commit_at_once(database: Database, jobs: JobEngine) -> None:
    heard = asyncio.Event()

    async def handler(job: Job) -> None:
        heard.set()

    async with working(jobs, Handlers({"write": handler})):
        for _ in range(3):
            heard.clear()
            async with database.begin() as tx:
                tx.enqueue("write")
            await soon(heard.wait())


async def test_a_job_that_falls_due_is_started_while_another_still_runs(database_url: str) -> None:
    database = Database(database_url, clock=SystemClock(), synchronous="OFF")
    jobs = database.jobs = engine_for(database)
    go_on, ran = asyncio.Event(), asyncio.Event()

    async def slow(job: Job) -> None:
        await go_on.wait()

    async def quick(job: Job) -> None:
        ran.set()

    async with working(jobs, Handlers({"slow": slow, "quick": quick})):
        async with database.begin() as tx:
            tx.enqueue("slow")
            tx.enqueue("quick", run_at=tx.now + timedelta(seconds=0.2))
        await soon(ran.wait())
        go_on.set()
    await database.close()


async def test_jobs_nobody_here_can_do_are_left_alone(database: Database, jobs: JobEngine, diary: Diary) -> None:
    async with database.begin() as tx:
        tx.enqueue("of_a_newer_version", priority=9)
        tx.enqueue("write")
    await jobs.drain(diary.handlers)
    assert [job.kind for job in diary.entries] == ["write"]
    assert (await count(database))["due"] == 1


async def test_stopping_lets_running_handlers_finish_and_starts_no_more(
    database: Database, jobs: JobEngine, diary: Diary
) -> None:
    started, go_on = asyncio.Event(), asyncio.Event()

    async def handler(job: Job) -> None:
        started.set()
        await go_on.wait()
        await diary.write(job)

    async with database.begin() as tx:
        tx.enqueue("write", n=1)
        tx.enqueue("write", n=2)
    async with working(jobs, Handlers({"write": handler}), concurrency=1) as worker:
        await soon(started.wait())
        worker.cancel()
        asyncio.get_running_loop().call_later(0.05, go_on.set)
    assert diary.said() == [1]
    [left] = await all_jobs(database)
    assert (left.args, left.state, left.attempt) == ({"n": 2}, JobState.WAITING, 0)


async def test_a_handler_that_does_not_end_in_time_is_cut_short_and_its_job_handed_back(
    database: Database, jobs: JobEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "GRACE_SECONDS", 0.05)
    started = asyncio.Event()

    async def handler(job: Job) -> None:
        started.set()
        await asyncio.Event().wait()

    async with database.begin() as tx:
        tx.enqueue("write")
    async with working(jobs, Handlers({"write": handler})):
        await soon(started.wait())
    [job] = await all_jobs(database)
    assert (job.state, job.attempt) == (JobState.WAITING, 1)


async def test_jobs_that_enqueue_jobs_are_drained_to_the_end(database: Database, jobs: JobEngine, diary: Diary) -> None:
    async def handler(job: Job) -> None:
        await diary.write(job)
        if job.args["n"]:
            async with database.begin() as tx:
                tx.enqueue("write", n=job.args["n"] - 1)

    async with database.begin() as tx:
        tx.enqueue("write", n=5)
    await jobs.drain(Handlers({"write": handler}))
    assert diary.said() == [5, 4, 3, 2, 1, 0]


async def test_a_hundred_thousand_jobs_are_written_in_seconds_and_worked_off_in_order(
    database: Database, jobs: JobEngine
) -> None:
    done: list[int] = []
    enough = asyncio.Event()

    async def handler(job: Job) -> None:
        done.append(job.args["n"])
        if len(done) >= 2_000:
            enough.set()

    began = time.process_time()  # not the clock on the wall: others may be busy on this machine
    async with database.begin() as tx:
        for n in range(100_000):
            tx.enqueue("write", n=n)
    assert time.process_time() - began < 15
    assert (await count(database))["waiting"] == 10_000  # counting stops there
    async with working(jobs, Handlers({"write": handler}), concurrency=50):
        await soon(enough.wait())
    assert done == list(range(len(done)))
