"""What is special to the engine on Postgres: its tables, several daemons, a database that goes away."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from pgqueuer.adapters.persistence.schema_ddl import render_install
from sqlalchemy import text

from cairnloop.errors import TooMany
from cairnloop.kernel.audit import SYSTEM
from cairnloop.kernel.clock import SystemClock
from cairnloop.kernel.database import Database
from cairnloop.kernel.jobs.pgqueuer import PgQueuerJobs
from cairnloop.kernel.jobs.pgqueuer_queries import SETTINGS, WorkerDriver
from cairnloop.kernel.jobs.pgqueuer_sql import CLAIM
from cairnloop.kernel.jobs.pgqueuer_tables import DECLARED
from cairnloop.kernel.jobs.port import GiveUp, Handlers, Job, JobSpec, JobState, OnDuplicate
from tests.databases import fresh_postgres
from tests.kernel.diary import Diary, all_jobs, soon, working

pytestmark = pytest.mark.postgres
RESCUE_SECONDS = 0.3


@pytest.fixture
async def databases() -> AsyncIterator[list[Database]]:
    """Two daemons' databases over one Postgres."""
    url = await fresh_postgres()
    both = [Database(url, clock=SystemClock()) for _ in range(2)]
    for database in both:
        database.jobs = PgQueuerJobs(database, rescue_seconds=1.2)
    yield both
    for database in both:
        await database.close()


def engine(database: Database) -> PgQueuerJobs:
    assert isinstance(database.jobs, PgQueuerJobs)
    return database.jobs


def test_our_tables_are_those_the_installed_pgqueuer_declares() -> None:
    _, _, statements = render_install(SETTINGS).partition("\n\n")  # the first line names the release
    tables, _, trigger = statements.partition("CREATE FUNCTION")
    assert tables.strip().rstrip(";").split(";\n\n") == DECLARED
    assert "pg_notify" in trigger  # what we leave out


def test_variables_of_the_environment_rename_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUEUE_TABLE", "elsewhere")
    monkeypatch.setenv("PGQUEUER_PREFIX", "my_")
    assert type(SETTINGS)(**SETTINGS.model_dump()) == SETTINGS


async def test_two_daemons_share_the_work_and_do_nothing_twice(databases: list[Database]) -> None:
    done: list[int] = []
    by: list[set[int]] = [set(), set()]
    finished = asyncio.Event()

    def handlers(daemon: int) -> Handlers:
        async def handler(job: Job) -> None:
            done.append(job.args["n"])
            by[daemon].add(job.args["n"])
            await asyncio.sleep(0.001)
            if len(done) == 500:
                finished.set()

        return Handlers({"write": handler})

    async with databases[0].begin() as tx:
        for n in range(500):
            tx.enqueue("write", n=n)
    async with working(engine(databases[0]), handlers(0)), working(engine(databases[1]), handlers(1)):
        await soon(finished.wait())
    assert sorted(done) == list(range(500))
    assert all(by)


async def test_a_daemon_that_hears_late_what_it_has_claimed_does_not_take_itself_for_dead(
    databases: list[Database], diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = WorkerDriver.fetch

    async def late(driver: WorkerDriver, query: str, *args: object) -> list[dict[str, object]]:
        rows = await told(driver, query, *args)
        if query == CLAIM and rows:
            await asyncio.sleep(RESCUE_SECONDS)
        return rows

    monkeypatch.setattr(WorkerDriver, "fetch", late)
    jobs = PgQueuerJobs(databases[0], rescue_seconds=RESCUE_SECONDS)
    async with databases[0].begin() as tx:
        await jobs.enqueue(tx, [JobSpec("write")])
    await jobs.drain(diary.handlers)
    assert [job.attempt for job in diary.entries] == [1]


async def test_a_kept_job_does_not_start_before_the_transaction_that_relied_on_it_is_over(
    databases: list[Database],
) -> None:
    seen = []

    async def handler(job: Job) -> None:
        async with databases[1].read() as tx:
            seen.append((await tx.session.execute(text("SELECT count(*) FROM audit_entries"))).scalar())

    async with databases[0].begin() as tx:
        tx.enqueue("write", unique_key="k")
    async with databases[0].begin() as tx:
        await engine(databases[0]).enqueue(tx, [JobSpec("write", unique_key="k")])
        worker = asyncio.create_task(engine(databases[1]).drain(Handlers({"write": handler})))
        await tx.session.execute(text("SELECT pg_sleep(0.1)"))
        tx.audit(SYSTEM, uuid4(), "test", "thing", 1)
    await soon(worker)
    assert seen == [1]


async def test_transactions_that_want_the_same_keys_in_another_order_do_not_lock_each_other_up(
    databases: list[Database],
) -> None:
    async def want(database: Database, keys: list[str]) -> None:
        for _ in range(20):
            async with database.begin() as tx:
                for key in keys:
                    tx.enqueue("write", unique_key=key, on_duplicate=OnDuplicate.POSTPONE)

    keys = [f"k{n}" for n in range(50)]
    await asyncio.gather(want(databases[0], keys), want(databases[1], keys[::-1]))
    async with databases[0].read() as tx:
        assert (await engine(databases[0]).counts(tx))["waiting"] == 50


async def test_the_worker_outlives_the_loss_of_its_connection(databases: list[Database], diary: Diary) -> None:
    done = asyncio.Event()

    async def handler(job: Job) -> None:
        if job.args["n"] == 1:
            async with databases[1].begin() as tx:
                killed = await tx.session.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE application_name = 'cairnloop jobs' AND datname = current_database()"
                    )
                )
                assert killed.scalars().all() == [True]
                tx.enqueue("write", n=2)
            engine(databases[0]).wake()
        await diary.write(job)
        if job.args["n"] == 2:
            done.set()

    async with working(engine(databases[0]), Handlers({"write": handler})):
        async with databases[0].begin() as tx:
            tx.enqueue("write", n=1)
        await soon(done.wait())
    assert diary.said() == [1, 2]
    assert await all_jobs(databases[0]) == []


@pytest.mark.parametrize(
    ("of_the_silent", "of_the_other", "left"),
    [(None, TooMany(retry_after=3600), [JobState.WAITING]), (GiveUp("too late"), None, [])],
)
async def test_a_daemon_that_was_taken_for_dead_cannot_say_how_its_job_ended(
    databases: list[Database], of_the_silent: Exception | None, of_the_other: Exception | None, left: list[JobState]
) -> None:
    first, second = asyncio.Event(), asyncio.Event()
    end_first, end_second = asyncio.Event(), asyncio.Event()

    async def slow(job: Job) -> None:
        first.set()
        await end_first.wait()
        if of_the_silent is not None:
            raise of_the_silent

    async def quick(job: Job) -> None:
        second.set()
        await end_second.wait()
        if of_the_other is not None:
            raise of_the_other

    async with databases[0].begin() as tx:
        tx.enqueue("write")
    # Its signs of life are far too rare for the other's patience.
    silent = databases[0].jobs = PgQueuerJobs(databases[0], rescue_seconds=3600)
    async with working(silent, Handlers({"write": slow})) as worker:
        await soon(first.wait())
        async with working(engine(databases[1]), Handlers({"write": quick})):
            await soon(second.wait())
            end_first.set()
            worker.cancel()
            await soon(asyncio.wait({worker}))
            end_second.set()
    assert [(job.state, job.attempt) for job in await all_jobs(databases[0])] == [(state, 2) for state in left]


async def test_a_job_that_runs_for_long_is_not_taken_for_dead(databases: list[Database], diary: Diary) -> None:
    ended = asyncio.Event()

    async def slow(job: Job) -> None:
        await diary.write(job)
        await asyncio.sleep(1.5)  # longer than the silent are believed to be alive
        ended.set()

    async with databases[0].begin() as tx:
        tx.enqueue("write")
        tx.enqueue("write_all")
        tx.enqueue("write_all")
    async with (
        working(engine(databases[0]), Handlers({"write": slow}, {"write_all": diary.write_all})),
        working(engine(databases[1]), Handlers({"write": slow}, {"write_all": diary.write_all})),
    ):
        await soon(ended.wait())
    assert [job.attempt for job in diary.entries] == [1, 1, 1]
