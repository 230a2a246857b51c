"""PgQueuer at work in one daemon: its loop and heartbeats, around our claims, handlers and outcomes."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

import orjson
from pgqueuer.core.executors import AbstractEntrypointExecutor, EntrypointExecutorParameters
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain import models, types

from cairnloop.errors import Unavailable
from cairnloop.kernel.jobs.pgqueuer_queries import CHANNEL, JobQueries, WorkerDriver
from cairnloop.kernel.jobs.pgqueuer_sql import COUNT_START, DONE, FAILED, HAND_BACK, RESCUE
from cairnloop.kernel.jobs.port import MAX_ATTEMPTS, Handlers, Job
from cairnloop.kernel.jobs.runner import (
    GROUP,
    NAP_SECONDS,
    PAUSE_SECONDS,
    TROUBLE,
    Claimed,
    Ended,
    Load,
    Room,
    Runner,
    finish,
    insist,
)

if TYPE_CHECKING:
    from cairnloop.kernel.database import Database

log = logging.getLogger(__name__)


class PgQueuerWorker:
    """One run of the worker: from the first claim to the last job handed back.

    A daemon is taken for dead when its jobs showed no sign of life for three quarters of `rescue_seconds`; with a look
    every eighth, its jobs wait again within the whole of it. A heartbeat in order is at most half as old.
    """

    def __init__(self, database: "Database", handlers: Handlers, concurrency: int, rescue_seconds: float) -> None:
        self._rescue_seconds = rescue_seconds
        self._clock = database.clock
        self._held: dict[int, Load] = {}
        self._stop = asyncio.Event()
        self._driver = WorkerDriver(database.url)
        self._runner = Runner(handlers, concurrency=concurrency, clock=database.clock, ledger=self)
        self._ended: list[Ended] = []
        self._writing: asyncio.Task[None] | None = None
        self._queries = JobQueries(self._driver, database.clock, self)
        self._manager = QueueManager(self._queries, CHANNEL)
        self._manager.min_dequeue_poll_interval = timedelta(milliseconds=5)
        for kind in handlers.kinds():
            self._manager.register_executor(kind, _Executor(self))

    @property
    def trouble(self) -> str | None:
        """Why this worker cannot claim jobs at present."""
        return self._queries.trouble

    def wake(self) -> None:
        self._driver.poke()

    def expect(self, due: datetime) -> None:
        """A job was written that is due then."""
        if self._queries.alarm.rings(due):
            self.wake()

    def stop(self) -> None:
        self._runner.stopping = True
        self._stop.set()
        self._manager.shutdown.set()

    async def work(self, *, until_idle: bool) -> None:
        rescuing = asyncio.create_task(self._rescue())
        try:
            while not self._manager.shutdown.is_set():
                try:
                    await self._manage(until_idle)
                except TROUBLE:
                    log.exception("the job worker cannot reach its table; trying again")
                    await asyncio.sleep(PAUSE_SECONDS)
        finally:
            rescuing.cancel()
            await asyncio.wait({rescuing})
            if self._writing is not None:
                await finish({self._writing})
            await self._hand_back()

    async def _manage(self, until_idle: bool) -> None:
        modes = types.QueueExecutionMode
        managing = asyncio.create_task(
            self._manager.run(
                dequeue_timeout=timedelta(seconds=NAP_SECONDS),
                batch_size=GROUP,
                mode=modes.drain if until_idle else modes.continuous,
                heartbeat_timeout=timedelta(seconds=self._rescue_seconds / 2),
                log_aggregation_interval=timedelta(0),
            )
        )
        stopped = asyncio.create_task(self._stop.wait())
        await asyncio.wait({managing, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        await finish({managing})
        if not managing.cancelled():
            managing.result()

    async def _rescue(self) -> None:
        """Look after jobs whose daemon is dead: they wait again, if only to be buried."""
        silent = timedelta(seconds=0.75 * self._rescue_seconds)
        while True:
            try:
                async with self._queries.claiming:
                    rescued = await self._driver.fetch(RESCUE, silent, self.held())
                if rescued:
                    self._driver.poke()
            except Unavailable:
                log.exception("cannot look for jobs of dead daemons; trying again")
            await asyncio.sleep(self._rescue_seconds / 8)

    async def _hand_back(self) -> None:
        try:
            await self._driver.fetch(HAND_BACK, self._manager.queue_manager_id)
        except Unavailable:
            log.exception("cannot hand back jobs; another daemon will rescue them")
        await self._driver.line.close()

    def rooms(self) -> list[Room]:
        return self._runner.rooms()

    def take(self, rows: Sequence[models.Job]) -> list[models.Job]:
        """Accept claimed rows, except those that still run here: their daemon was taken for dead, and lives."""
        fresh = {UUID(int=row.id): row for row in rows if row.id not in self._held}
        for load in self._runner.take([_claimed(job_id, row) for job_id, row in fresh.items()]):
            self._held.update((job.id.int, load) for job in load.jobs)
        return list(fresh.values())

    async def perform(self, row_id: int) -> None:
        """Run the load that this job belongs to. The first member of a group runs it for all of them."""
        load = self._held.get(row_id)
        if load is None or load.begun:
            return
        load.begun = True
        try:
            await self._runner.run(load)
        finally:
            for job in load.jobs:
                del self._held[job.id.int]

    def held(self) -> list[int]:
        """The numbers of the jobs that are claimed here and whose end is not written yet."""
        return [*self._held, *(one.job.id.int for one in self._ended)]

    async def count_start(self, job: Job) -> Job:
        await self._driver.fetch(COUNT_START, job.id.int, self._manager.queue_manager_id)
        return replace(job, attempt=job.attempt + 1)

    async def write(self, ended: Sequence[Ended]) -> None:
        await self._settle(ended)
        self._driver.poke()

    def note(self, ended: Sequence[Ended]) -> None:
        self._ended += ended
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        self._driver.poke()

    async def _write(self) -> None:
        """Write how jobs ended: what is noted meanwhile is the next group."""
        await asyncio.sleep(0)
        while self._ended:
            ended = self._ended[:]
            await insist(partial(self._settle, ended))
            del self._ended[: len(ended)]
        self._writing = None

    async def _settle(self, ended: Sequence[Ended]) -> None:
        owner = self._manager.queue_manager_id
        done = [one.job.id.int for one in ended if one.verdict is None]
        failed = [(one.job.id.int, one.verdict) for one in ended if one.verdict is not None]
        if done:
            await self._driver.fetch(DONE, done, owner)
        if failed:
            await self._driver.fetch(
                FAILED,
                [row_id for row_id, _ in failed],
                ["failed" if verdict.at is None else "queued" for _, verdict in failed],
                [verdict.at or self._clock.now() for _, verdict in failed],
                [verdict.error for _, verdict in failed],
                owner,
            )


class _Executor(AbstractEntrypointExecutor):
    """What PgQueuer's manager calls for each job it dispatches."""

    def __init__(self, worker: PgQueuerWorker) -> None:
        super().__init__(EntrypointExecutorParameters(concurrency_limit=0, func=_never))
        self._worker = worker

    async def execute(self, job: models.Job, context: models.Context) -> None:
        await self._worker.perform(job.id)


async def _never(job: models.Job) -> None:
    raise AssertionError("jobs are run by their worker")


def _claimed(job_id: UUID, row: models.Job) -> Claimed:
    headers = row.headers or {}
    max_attempts, crashes = headers.get("max_attempts", MAX_ATTEMPTS), headers.get("crashes", 0)
    if not isinstance(max_attempts, int) or not isinstance(crashes, int):
        raise TypeError(f"job {row.id} was not written by this house")
    job = Job(job_id, row.entrypoint, orjson.loads(row.payload or b"{}"), row.attempts, max_attempts)
    return Claimed(job, crashes)
