"""What both job engines promise to those who write jobs, on a real database each."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from cairnloop.kernel.audit import SYSTEM, AuditEntry
from cairnloop.kernel.database import Database
from cairnloop.kernel.jobs.port import Handlers, Job, JobEngine, JobSpec, OnDuplicate
from tests.fakes import FixedClock
from tests.kernel.diary import Diary, all_jobs, count, rolled_back, soon, working


async def test_a_committed_job_is_run_once_with_its_arguments(
    database: Database, jobs: JobEngine, diary: Diary
) -> None:
    message = uuid4()
    async with database.begin() as tx:
        tx.enqueue("write", message_id=message, words={"umlaut": "ä", "list": [1, None, True]})
    await jobs.drain(diary.handlers)
    await jobs.drain(diary.handlers)
    assert [(job.kind, job.args, job.attempt, job.max_attempts) for job in diary.entries] == [
        ("write", {"message_id": str(message), "words": {"umlaut": "ä", "list": [1, None, True]}}, 1, 10)
    ]
    assert await all_jobs(database) == []


async def test_a_rolled_back_transaction_leaves_no_job(database: Database, jobs: JobEngine) -> None:
    async with rolled_back(database) as tx:
        await tx.session.execute(select(AuditEntry))
        await jobs.enqueue(tx, [JobSpec("write")])
    assert await all_jobs(database) == []


async def test_a_job_written_as_the_first_statement_is_rolled_back_too(database: Database, jobs: JobEngine) -> None:
    async with rolled_back(database) as tx:
        await jobs.enqueue(tx, [JobSpec("write")])
    assert await all_jobs(database) == []


async def test_nobody_sees_a_job_before_the_commit(database: Database, jobs: JobEngine) -> None:
    async with database.begin() as tx:
        await jobs.enqueue(tx, [JobSpec("write")])
        assert await all_jobs(database) == []
    assert len(await all_jobs(database)) == 1


async def test_a_taken_key_keeps_the_first_job(database: Database, jobs: JobEngine, diary: Diary) -> None:
    for n in (1, 2):
        async with database.begin() as tx:
            tx.enqueue("write", unique_key="k", n=n)
    await jobs.drain(diary.handlers)
    assert diary.said() == [1]


async def test_a_taken_key_can_move_the_first_job(
    database: Database, jobs: JobEngine, diary: Diary, clock: FixedClock
) -> None:
    for n in (1, 2):
        async with database.begin() as tx:
            later = tx.now + timedelta(seconds=10 * n)
            tx.enqueue("write", unique_key="k", n=n, run_at=later, on_duplicate=OnDuplicate.POSTPONE)
    clock.advance(seconds=15)
    await jobs.drain(diary.handlers)
    assert diary.said() == []
    clock.advance(seconds=5)
    await jobs.drain(diary.handlers)
    assert diary.said() == [2]


@pytest.mark.parametrize("policy", OnDuplicate)
async def test_a_taken_key_never_spoils_the_transaction_around_it(
    database: Database, jobs: JobEngine, policy: OnDuplicate
) -> None:
    account = uuid4()
    for n in (1, 2):
        async with database.begin() as tx:
            tx.enqueue("write", unique_key="k", n=n, on_duplicate=policy)
            tx.enqueue("write", unique_key="k", n=n + 10, on_duplicate=policy)
            tx.audit(SYSTEM, account, "test", "thing", n)
    async with database.read() as tx:
        assert (await tx.session.execute(select(func.count()).select_from(AuditEntry))).scalar() == 2
    [job] = await all_jobs(database)
    assert job.args == {"n": 1 if policy is OnDuplicate.KEEP else 12}


@pytest.mark.parametrize("policy", OnDuplicate)
async def test_one_transaction_may_write_jobs_with_many_keys(
    database: Database, jobs: JobEngine, diary: Diary, policy: OnDuplicate
) -> None:
    for _ in range(2):
        async with database.begin() as tx:
            for n in range(5):
                tx.enqueue("write", n=n, unique_key=f"k{n}", on_duplicate=policy)
            tx.enqueue("write", n=9)
    await jobs.drain(diary.handlers)
    assert sorted(diary.said()) == [0, 1, 2, 3, 4, 9, 9]


async def test_a_key_is_free_again_once_its_job_has_started(database: Database, jobs: JobEngine, diary: Diary) -> None:
    started, go_on = asyncio.Event(), asyncio.Event()

    async def handler(job: Job) -> None:
        started.set()
        await go_on.wait()
        await diary.write(job)

    async with database.begin() as tx:
        tx.enqueue("write", unique_key="k", n=1)
    async with working(jobs, Handlers({"write": handler}), concurrency=1):
        await soon(started.wait())
        async with database.begin() as tx:
            tx.enqueue("write", unique_key="k", n=2)
            tx.enqueue("write", unique_key="k", n=3)
        assert (await count(database))["waiting"] == 1
        go_on.set()
    await jobs.drain(diary.handlers)
    assert diary.said() == [1, 2]


async def test_a_job_waits_for_its_time(database: Database, jobs: JobEngine, diary: Diary, clock: FixedClock) -> None:
    async with database.begin() as tx:
        tx.enqueue("write", run_at=tx.now + timedelta(days=3))
    await jobs.drain(diary.handlers)
    assert await count(database) == {"waiting": 1, "running": 0, "dead": 0, "due": 0}
    clock.advance(days=3)
    assert (await count(database))["due"] == 1
    await jobs.drain(diary.handlers)
    assert len(diary.entries) == 1


async def test_jobs_go_by_priority_then_time_then_in_the_order_they_were_written(
    database: Database, jobs: JobEngine, diary: Diary, clock: FixedClock
) -> None:
    async with database.begin() as tx:
        tx.enqueue("write", n="late", run_at=tx.now + timedelta(seconds=3))
        tx.enqueue("write", n="low", priority=-1)
        tx.enqueue("write", n="first")
        tx.enqueue("other", n="second")
        tx.enqueue("write", n="third")
        tx.enqueue("write", n="early", run_at=tx.now - timedelta(seconds=3))
        tx.enqueue("other", n="urgent", priority=5, run_at=tx.now + timedelta(seconds=2))
    clock.advance(seconds=5)
    await jobs.drain(Handlers({"write": diary.write, "other": diary.write}), concurrency=1)
    assert diary.said() == ["urgent", "early", "first", "second", "third", "late", "low"]


async def test_no_more_jobs_run_at_a_time_than_allowed(database: Database, jobs: JobEngine) -> None:
    at_work = most = 0

    async def handler(job: Job) -> None:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        at_work -= 1

    async with database.begin() as tx:
        for _ in range(30):
            tx.enqueue("write")
    await jobs.drain(Handlers({"write": handler}), concurrency=4)
    assert most == 4
