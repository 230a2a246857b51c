"""What becomes of jobs that fail, and what operators can do about it, on both engines."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from cairnloop.errors import NotFound, Unavailable
from cairnloop.kernel.database import Database
from cairnloop.kernel.jobs.port import GiveUp, Handlers, Job, JobEngine, JobState
from tests.fakes import FixedClock
from tests.kernel.diary import Diary, all_jobs, count, rolled_back


async def test_a_failed_job_is_tried_again_later_and_says_why(
    database: Database, jobs: JobEngine, diary: Diary, clock: FixedClock
) -> None:
    async def fail(job: Job) -> None:
        raise OSError("the line is dead")

    async with database.begin() as tx:
        tx.enqueue("write")
    await jobs.drain(Handlers({"write": fail}))
    [job] = await all_jobs(database, JobState.WAITING)
    assert (job.attempt, job.error) == (1, "OSError: the line is dead")
    assert timedelta(seconds=1) <= job.run_at - clock.now() <= timedelta(seconds=2)
    await jobs.drain(diary.handlers)
    assert diary.entries == []
    clock.advance(seconds=2)
    await jobs.drain(diary.handlers)
    assert [job.attempt for job in diary.entries] == [2]
    assert await all_jobs(database) == []


async def test_what_was_foreseen_is_one_line_of_the_log_and_what_was_not_says_where(
    database: Database, jobs: JobEngine, caplog: pytest.LogCaptureFixture
) -> None:
    async def away(job: Job) -> None:
        raise Unavailable("The mail server does not answer.")

    async def broken(job: Job) -> None:
        raise OSError("no")

    async with database.begin() as tx:
        tx.enqueue("away")
        tx.enqueue("broken")
    await jobs.drain(Handlers({"away": away, "broken": broken}))
    lines = {vars(one)["kind"]: one for one in caplog.records if one.getMessage() == "job failed"}
    assert (vars(lines["away"])["why"], lines["away"].exc_info) == ("The mail server does not answer.", None)
    assert lines["broken"].exc_info is not None


async def test_a_job_whose_attempts_are_spent_is_dead_and_stays_for_an_operator(
    database: Database, jobs: JobEngine, clock: FixedClock
) -> None:
    attempts = []

    async def fail(job: Job) -> None:
        attempts.append(job.attempt)
        raise OSError("no")

    async with database.begin() as tx:
        tx.enqueue("write", max_attempts=3, n=7)
    for _ in range(6):
        await jobs.drain(Handlers({"write": fail}))
        clock.advance(hours=1)
    assert attempts == [1, 2, 3]
    [job] = await all_jobs(database, JobState.DEAD)
    assert (job.kind, job.args, job.attempt, job.max_attempts, job.error) == ("write", {"n": 7}, 3, 3, "OSError: no")
    assert await count(database) == {"waiting": 0, "running": 0, "dead": 1, "due": 0}


async def test_a_handler_can_give_up(database: Database, jobs: JobEngine) -> None:
    async def give_up(job: Job) -> None:
        raise GiveUp("there is no such inbox")

    async with database.begin() as tx:
        tx.enqueue("write")
    await jobs.drain(Handlers({"write": give_up}))
    [job] = await all_jobs(database, JobState.DEAD)
    assert (job.attempt, job.error) == (1, "there is no such inbox")


async def test_those_concerned_hear_once_that_a_job_is_dead_and_why(
    database: Database, jobs: JobEngine, clock: FixedClock
) -> None:
    told: list[tuple[Any, str]] = []

    async def fail(job: Job) -> None:
        raise OSError("no")

    async def fail_all(group: Sequence[Job]) -> dict[UUID, Exception]:
        return {job.id: OSError("not this one") for job in group if job.args["n"] == 2}

    async def mourn(job: Job, why: str) -> None:
        told.append((job.args["n"], why))

    async with database.begin() as tx:
        tx.enqueue("write", max_attempts=3, n=1)
        for n in (2, 3):
            tx.enqueue("together", max_attempts=1, n=n)
    for _ in range(4):
        await jobs.drain(Handlers({"write": fail}, {"together": fail_all}, {"write": mourn, "together": mourn}))
        clock.advance(hours=1)
    assert told == [(2, "OSError: not this one"), (1, "OSError: no")]


async def test_a_job_is_buried_although_telling_of_it_fails(database: Database, jobs: JobEngine) -> None:
    async def give_up(job: Job) -> None:
        raise GiveUp("no")

    async def stumble(job: Job, why: str) -> None:
        raise KeyError("conversation_id")

    async with database.begin() as tx:
        tx.enqueue("write")
    await jobs.drain(Handlers({"write": give_up}, buried={"write": stumble}))
    assert [job.error for job in await all_jobs(database, JobState.DEAD)] == ["no"]


async def bury(database: Database, **args: Any) -> UUID:
    async def give_up(job: Job) -> None:
        raise GiveUp("no")

    assert database.jobs is not None
    async with database.begin() as tx:
        tx.enqueue("write", **args)
    await database.jobs.drain(Handlers({"write": give_up}))
    [job] = await all_jobs(database, JobState.DEAD)
    return job.id


async def test_an_operator_brings_a_dead_job_back_with_fresh_attempts(
    database: Database, jobs: JobEngine, diary: Diary
) -> None:
    job_id = await bury(database, n=7)
    async with database.begin() as tx:
        await jobs.retry(tx, job_id)
    await jobs.drain(diary.handlers)
    assert [(job.id, job.attempt, job.args) for job in diary.entries] == [(job_id, 1, {"n": 7})]


async def test_an_operator_discards_a_dead_job(database: Database, jobs: JobEngine) -> None:
    job_id = await bury(database)
    async with database.begin() as tx:
        await jobs.discard(tx, job_id)
    assert await all_jobs(database) == []


async def test_only_dead_jobs_can_be_retried_or_discarded(database: Database, jobs: JobEngine) -> None:
    async with database.begin() as tx:
        tx.enqueue("write")
    [waiting] = await all_jobs(database)
    for job_id in (waiting.id, uuid4(), UUID(int=12345)):
        for act in (jobs.retry, jobs.discard):
            with pytest.raises(NotFound):
                async with database.begin() as tx:
                    await act(tx, job_id)
    assert len(await all_jobs(database)) == 1


async def test_a_waiting_job_can_be_taken_back_and_a_started_one_cannot(database: Database, jobs: JobEngine) -> None:
    async def cancel() -> bool:
        async with database.begin() as tx:
            return await jobs.cancel(tx, "k")

    seen = []

    async def handler(job: Job) -> None:
        seen.append(await cancel())

    async with database.begin() as tx:
        tx.enqueue("write", unique_key="k", run_at=tx.now + timedelta(days=1))
    assert await cancel()
    assert not await cancel()
    async with database.begin() as tx:
        tx.enqueue("write", unique_key="k")
    await jobs.drain(Handlers({"write": handler}))
    assert seen == [False]


async def test_a_cancelled_cancellation_leaves_the_job(database: Database, jobs: JobEngine) -> None:
    async with database.begin() as tx:
        tx.enqueue("write", unique_key="k")
    async with rolled_back(database) as tx:
        assert await jobs.cancel(tx, "k")
    assert len(await all_jobs(database)) == 1


async def test_pages_are_in_the_order_of_time(database: Database, jobs: JobEngine) -> None:
    async with database.begin() as tx:
        for n in range(5):
            tx.enqueue("write", n=n, run_at=tx.now + timedelta(seconds=5 - n))
    async with database.read() as tx:
        first = await jobs.page(tx, limit=2)
        rest = await jobs.page(tx, limit=10, after=(first[-1].run_at, first[-1].place))
        assert [job.args["n"] for job in first + rest] == [4, 3, 2, 1, 0]
        assert await jobs.page(tx, state=JobState.DEAD) == []


async def test_the_engine_answers_for_its_table(database: Database, jobs: JobEngine) -> None:
    async with database.read() as tx:
        await jobs.check(tx)
    async with database.engine.begin() as connection:
        name = "jobs" if database.dialect == "sqlite" else "pgqueuer"
        await connection.exec_driver_sql(f"ALTER TABLE {name} RENAME TO elsewhere")
    try:
        with pytest.raises(Unavailable, match="cairnloop migrate"):
            async with database.read() as tx:
                await jobs.check(tx)
    finally:
        async with database.engine.begin() as connection:
            await connection.exec_driver_sql(f"ALTER TABLE elsewhere RENAME TO {name}")


async def test_the_soonest_waiting_job_is_known(database: Database, jobs: JobEngine, clock: FixedClock) -> None:
    async def soonest() -> datetime | None:
        async with database.read() as tx:
            return await jobs.soonest(tx)

    assert await soonest() is None
    async with database.begin() as tx:
        for kind, minutes in (("write", 5), ("read", 2), ("read", 9)):
            tx.enqueue(kind, run_at=tx.now + timedelta(minutes=minutes), priority=minutes)
    assert await soonest() == clock.now() + timedelta(minutes=2)
