"""The embedded job engine: one SQLite table, claimed and settled in groups by the one daemon that owns the file."""

import asyncio
import random
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from cairnloop.errors import NotFound
from cairnloop.kernel.batcher import Batcher
from cairnloop.kernel.jobs.port import Handlers, Job, JobSpec, JobState, JobView, OnDuplicate
from cairnloop.kernel.jobs.retry import Verdict, after_failure
from cairnloop.kernel.jobs.runner import attempt, attempt_batch
from cairnloop.kernel.jobs.tables import EmbeddedJob
from cairnloop.kernel.tables import table

if TYPE_CHECKING:
    from cairnloop.kernel.database import Database, Tx

jobs = table(EmbeddedJob)
BATCH = 200
# The longest nap between two looks at the table, should a wake-up be missed.
NAP_SECONDS = 5.0
# How long running handlers may take to finish when the daemon is asked to stop.
GRACE_SECONDS = 10.0
COUNT_CAP = 10_000


@dataclass(frozen=True, slots=True)
class _Settled:
    """How one attempt ended: no verdict means it is done."""

    job_id: UUID
    verdict: Verdict | None


class EmbeddedJobs:
    """Jobs in the daemon's own SQLite file. One daemon works one file."""

    def __init__(self, database: "Database") -> None:
        self._database = database
        self._wake = asyncio.Event()
        self._settle: Batcher[_Settled, None] = Batcher(self._write_settled, limit=BATCH)

    async def enqueue(self, tx: "Tx", specs: Sequence[JobSpec]) -> None:
        for policy, group in groupby(specs, key=lambda spec: spec.on_duplicate if spec.unique_key else None):
            statement = insert(EmbeddedJob)
            if policy is not None:
                target: dict[str, Any] = {
                    "index_elements": [jobs.c.unique_key],
                    "index_where": jobs.c.state == JobState.WAITING.value,
                }
                if policy is OnDuplicate.KEEP:
                    statement = statement.on_conflict_do_nothing(**target)
                else:
                    moved = {"run_at": statement.excluded.run_at, "args": statement.excluded.args}
                    statement = statement.on_conflict_do_update(**target, set_=moved)
            connection = await tx.session.connection()
            await connection.execute(statement, [self._row(tx, spec) for spec in group])

    def _row(self, tx: "Tx", spec: JobSpec) -> dict[str, Any]:
        return {
            "id": tx.new_id(),
            "kind": spec.kind,
            "args": spec.args,
            "state": JobState.WAITING.value,
            "run_at": spec.run_at or tx.now,
            "priority": spec.priority,
            "unique_key": spec.unique_key,
            "attempt": 0,
            "max_attempts": spec.max_attempts,
            "error": None,
        }

    async def cancel(self, tx: "Tx", unique_key: str) -> bool:
        waiting = (jobs.c.unique_key == unique_key) & (jobs.c.state == JobState.WAITING.value)
        gone = await tx.session.execute(delete(EmbeddedJob).where(waiting).returning(jobs.c.id))
        return gone.first() is not None

    def wake(self) -> None:
        self._wake.set()

    async def run(self, handlers: Handlers, *, concurrency: int) -> None:
        await self._reclaim()
        running: set[asyncio.Task[None]] = set()
        try:
            while True:
                self._wake.clear()
                claimed = await self._claim(handlers, concurrency - len(running)) if len(running) < concurrency else []
                for work in self._tasks(handlers, claimed):
                    running.add(work)
                    work.add_done_callback(running.discard)
                    work.add_done_callback(lambda _: self._wake.set())
                if not claimed:
                    await self._nap(idle=not running)
        finally:
            if running:
                await asyncio.wait(running, timeout=GRACE_SECONDS)
            for work in tuple(running):
                work.cancel()
            await self._settle.drain()

    def _tasks(self, handlers: Handlers, claimed: Sequence[Job]) -> Iterable[asyncio.Task[None]]:
        batches: dict[str, list[Job]] = {}
        for job in claimed:
            if job.kind in handlers.batch:
                batches.setdefault(job.kind, []).append(job)
            else:
                yield asyncio.create_task(self._run_one(handlers, job))
        for kind, group in batches.items():
            yield asyncio.create_task(self._run_batch(handlers, kind, group))

    async def _run_one(self, handlers: Handlers, job: Job) -> None:
        error = await attempt(handlers, job)
        await self._settle.submit(self._settled(job, error))

    async def _run_batch(self, handlers: Handlers, kind: str, group: Sequence[Job]) -> None:
        failed = await attempt_batch(handlers, kind, group)
        await asyncio.gather(*(self._settle.submit(self._settled(job, failed.get(job.id))) for job in group))

    def _settled(self, job: Job, error: Exception | None) -> _Settled:
        if error is None:
            return _Settled(job.id, None)
        now, jitter = self._database.clock.now(), random.random()  # noqa: S311 - spreads retries, guards nothing
        verdict = after_failure(error, attempt=job.attempt, max_attempts=job.max_attempts, now=now, jitter=jitter)
        return _Settled(job.id, verdict)

    async def _nap(self, *, idle: bool) -> None:
        seconds = NAP_SECONDS
        if idle:
            async with self._database.read() as tx:
                waiting = select(func.min(jobs.c.run_at)).where(jobs.c.state == JobState.WAITING.value)
                soonest: datetime | None = (await tx.session.execute(waiting)).scalar()
            if soonest is not None:
                seconds = min(seconds, max(0.0, (soonest - self._database.clock.now()).total_seconds()))
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), seconds)

    async def _reclaim(self) -> None:
        """What was running when the last daemon died runs again; that start has been counted."""
        async with self._database.begin() as tx:
            running = update(EmbeddedJob).where(jobs.c.state == JobState.RUNNING.value)
            await tx.session.execute(running.values(state=JobState.WAITING.value))

    async def _claim(self, handlers: Handlers, free: int) -> list[Job]:
        async with self._database.begin() as tx:
            due = (jobs.c.state == JobState.WAITING.value) & (jobs.c.run_at <= tx.now)
            first = select(jobs.c.id).order_by(jobs.c.priority.desc(), jobs.c.run_at)
            chosen = [first.where(due, jobs.c.kind.in_(handlers.single)).limit(free)] if handlers.single else []
            chosen += [first.where(due, jobs.c.kind == kind).limit(BATCH) for kind in handlers.batch]
            taken: list[Job] = []
            for ids in chosen:
                rows = await tx.session.execute(
                    update(EmbeddedJob)
                    .where(jobs.c.id.in_(ids.scalar_subquery()))
                    .values(state=JobState.RUNNING.value, attempt=jobs.c.attempt + 1, unique_key=None)
                    .returning(jobs.c.id, jobs.c.kind, jobs.c.args, jobs.c.attempt, jobs.c.max_attempts, jobs.c.run_at)
                )
                taken += [Job(*row[:5]) for row in sorted(rows, key=lambda row: row.run_at)]
        return taken

    async def _write_settled(self, settled: Sequence[_Settled]) -> Sequence[Exception | None]:
        done = [one.job_id for one in settled if one.verdict is None]
        failed = [(one.job_id, one.verdict) for one in settled if one.verdict is not None]
        async with self._database.begin() as tx:
            if done:
                await tx.session.execute(delete(EmbeddedJob).where(jobs.c.id.in_(done)))
            if failed:
                connection = await tx.session.connection()
                await connection.execute(
                    update(jobs)
                    .where(jobs.c.id == bindparam("job"))
                    .values(state=bindparam("then"), run_at=bindparam("at"), error=bindparam("said")),
                    [
                        {
                            "job": job_id,
                            "then": (JobState.DEAD if verdict.at is None else JobState.WAITING).value,
                            "at": verdict.at or tx.now,
                            "said": verdict.error,
                        }
                        for job_id, verdict in failed
                    ],
                )
        return [None] * len(settled)

    async def page(self, tx: "Tx", *, state: JobState | None = None, limit: int = 50, offset: int = 0) -> list[JobView]:
        query = select(jobs).order_by(jobs.c.run_at, jobs.c.id).limit(limit).offset(offset)
        if state is not None:
            query = query.where(jobs.c.state == state.value)
        return [
            JobView(
                row.id, row.kind, row.args, JobState(row.state), row.run_at, row.attempt, row.max_attempts, row.error
            )
            for row in await tx.session.execute(query)
        ]

    async def counts(self, tx: "Tx") -> dict[str, int]:
        found = {state.value: await self._count(tx, jobs.c.state == state.value) for state in JobState}
        found["due"] = await self._count(tx, (jobs.c.state == JobState.WAITING.value) & (jobs.c.run_at <= tx.now))
        return found

    async def _count(self, tx: "Tx", which: Any) -> int:
        some = select(jobs.c.id).where(which).limit(COUNT_CAP).subquery()
        return (await tx.session.execute(select(func.count()).select_from(some))).scalar_one()

    async def retry(self, tx: "Tx", job_id: UUID) -> None:
        dead = (jobs.c.id == job_id) & (jobs.c.state == JobState.DEAD.value)
        alive = update(EmbeddedJob).where(dead).values(state=JobState.WAITING.value, attempt=0, run_at=tx.now)
        if (await tx.session.execute(alive.returning(jobs.c.id))).first() is None:
            raise NotFound("no dead job has this id")
        tx.afterwards(self.wake)

    async def discard(self, tx: "Tx", job_id: UUID) -> None:
        dead = (jobs.c.id == job_id) & (jobs.c.state == JobState.DEAD.value)
        if (await tx.session.execute(delete(EmbeddedJob).where(dead).returning(jobs.c.id))).first() is None:
            raise NotFound("no dead job has this id")

    async def check(self, tx: "Tx") -> None:
        overdue = jobs.c.run_at < tx.now - timedelta(days=365)
        await tx.session.execute(select(jobs.c.id).where(jobs.c.state == JobState.WAITING.value, overdue).limit(1))
