"""Runs the jobs an engine has claimed, alone or in groups, and hands over how each ended."""

import asyncio
import logging
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from cairnloop.errors import Unavailable
from cairnloop.kernel import telemetry
from cairnloop.kernel.clock import Clock
from cairnloop.kernel.jobs.port import GiveUp, Handlers, Job
from cairnloop.kernel.jobs.retry import CutShort, Verdict, after_failure, is_suspect

log = logging.getLogger(__name__)
Result = TypeVar("Result")

# How many jobs a batch handler gets at once, and how many such groups of one kind are at work at a time.
GROUP = 200
GROUPS = 2
# How long running handlers may take to finish when the daemon is asked to stop.
GRACE_SECONDS = 10.0
# The longest nap between two looks at the table, should a wake-up be missed.
NAP_SECONDS = 5.0
PAUSE_SECONDS = 1.0
# What a database that is away for a moment looks like. Workers wait for it; they never end because of it.
TROUBLE = (OSError, SQLAlchemyError, Unavailable)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job taken from the queue. `crashes` counts its starts in a row that ended with their daemon."""

    job: Job
    crashes: int


@dataclass(frozen=True, slots=True)
class Ended:
    """How an attempt ended; no verdict means that the job is done."""

    job: Job
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Room:
    """How many more jobs of a kind may be claimed. Kinds of the same lane share one room."""

    kind: str
    lane: str
    room: int


class Ledger(Protocol):
    """Where an engine keeps what happened to its jobs."""

    async def count_start(self, job: Job) -> Job:
        """Write that a suspect starts now, before it does; returns the job with its new attempt."""
        ...

    async def write(self, ended: Sequence[Ended]) -> None:
        """Write how a suspect's attempt ended, before the next one starts and may take the daemon with it."""
        ...

    def note(self, ended: Sequence[Ended]) -> None:
        """Take note of how attempts ended, to be written soon and in groups; their places are free again."""
        ...


class Load:
    """What is run in one go: a single job, or a group of a batch kind."""

    __slots__ = ("begun", "jobs", "kind", "suspect")

    def __init__(self, jobs: list[Job], *, suspect: bool) -> None:
        self.jobs = jobs
        self.kind = jobs[0].kind
        self.suspect = suspect
        self.begun = False


class Runner:
    """The handlers at work in one daemon.

    At most `concurrency` single jobs run at a time. Batch kinds have room of their own, so that a few slow singles
    never hold up the sending of messages.
    """

    def __init__(self, handlers: Handlers, *, concurrency: int, clock: Clock, ledger: Ledger) -> None:
        self._handlers = handlers
        self._concurrency = concurrency
        self._clock = clock
        self._ledger = ledger
        self._busy: Counter[str] = Counter()
        self._meters = {
            kind: (telemetry.jobs_run.labels(kind), telemetry.job_seconds.labels(kind)) for kind in handlers.kinds()
        }
        self._one_suspect = asyncio.Lock()
        self.stopping = False

    def rooms(self) -> list[Room]:
        """What may be claimed now; kinds without room are left out."""
        free = self._concurrency - self._busy[""]
        rooms = [Room(kind, "", free) for kind in self._handlers.single] if free > 0 else []
        return rooms + [Room(kind, kind, GROUP) for kind in self._handlers.batch if self._busy[kind] < GROUPS]

    def take(self, claimed: Sequence[Claimed]) -> list[Load]:
        """Divide what was claimed into loads and keep their places."""
        loads = []
        groups: dict[str, list[Job]] = {}
        for one in claimed:
            if is_suspect(one.crashes):
                loads.append(Load([one.job], suspect=True))
            elif one.job.kind in self._handlers.batch:
                groups.setdefault(one.job.kind, []).append(one.job)
            else:
                loads.append(Load([one.job], suspect=False))
        loads += [Load(group, suspect=False) for group in groups.values()]
        self._busy.update(self._lane(load) for load in loads if not load.suspect)
        return loads

    def _lane(self, load: Load) -> str:
        return load.kind if load.kind in self._handlers.batch else ""

    async def run(self, load: Load) -> None:
        """Run a load and have its end noted."""
        if not load.suspect:
            return await self._perform(load)
        async with self._one_suspect:
            if self.stopping:
                return None  # not started, so not counted: the engine hands it back
            load.jobs = [await insist(partial(self._ledger.count_start, job)) for job in load.jobs]
            return await self._perform(load)

    async def _perform(self, load: Load) -> None:
        began = time.perf_counter()
        alive = [job for job in load.jobs if job.attempt <= job.max_attempts]
        failed: dict[UUID, Exception] = {job.id: CutShort() for job in load.jobs if job not in alive}
        try:
            if alive:
                failed |= await self._attempt(load.kind, alive)
        finally:
            ran, seconds = self._meters[load.kind]
            ran.inc(len(load.jobs))
            seconds.observe(time.perf_counter() - began)
            if not load.suspect:
                self._busy[self._lane(load)] -= 1
        ended = [Ended(job, self._verdict(job, failed.get(job.id))) for job in load.jobs]
        for one in ended:
            if one.verdict is not None:
                _tell(one.job, failed[one.job.id])
                await self._bury(one.job, one.verdict)
        if load.suspect:
            await insist(partial(self._ledger.write, ended))
        else:
            self._ledger.note(ended)

    async def _attempt(self, kind: str, jobs: Sequence[Job]) -> Mapping[UUID, Exception]:
        """The errors by job. When a batch handler fails as a whole, every job of the group carries that error."""
        try:
            if kind in self._handlers.batch:
                return await self._handlers.batch[kind](jobs)
            await self._handlers.single[kind](jobs[0])
        except Exception as error:  # noqa: BLE001 - every failure is written on the job's row
            return {job.id: error for job in jobs}
        return {}

    async def _bury(self, job: Job, verdict: Verdict) -> None:
        """Let those concerned know of a job that is not tried again; the ledger hears of it after them."""
        told = self._handlers.buried.get(job.kind)
        if verdict.at is not None or told is None:
            return
        try:
            await insist(partial(told, job, verdict.error))
        except Exception:
            log.exception("nobody could be told that a job is dead", extra=_names(job))

    def _verdict(self, job: Job, error: Exception | None) -> Verdict | None:
        if error is None:
            return None
        jitter = random.random()  # noqa: S311 - spreads retries, guards nothing
        return after_failure(
            error, attempt=job.attempt, max_attempts=job.max_attempts, now=self._clock.now(), jitter=jitter
        )


async def insist(write: Callable[[], Awaitable[Result]]) -> Result:
    """Write what must not be lost: a handler has run, and its outcome waits until the database is back."""
    while True:
        try:
            return await write()
        except TROUBLE:
            log.exception("cannot write what became of jobs; trying again")
            await asyncio.sleep(PAUSE_SECONDS)


async def until_cancelled(work: Coroutine[Any, Any, None], stop: Callable[[], None]) -> None:
    """Do `work`; when the caller is cancelled, ask for its end with `stop` and wait for it."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        stop()
        # Handlers, then their outcomes, then the handing back: each has its time, and no more.
        await asyncio.wait({task}, timeout=3 * GRACE_SECONDS)
        if task.done() and not task.cancelled() and (error := task.exception()) is not None:
            log.error("the job worker did not end in order", exc_info=error)
        raise
    finally:
        task.cancel()


async def finish(tasks: set[asyncio.Task[None]]) -> None:
    """Give running work its time to end, then cut it short."""
    if not tasks:
        return
    _, late = await asyncio.wait(tasks, timeout=GRACE_SECONDS)
    for task in late:
        task.cancel()
    if late:
        await asyncio.wait(late)


def _tell(job: Job, error: Exception) -> None:
    about: dict[str, Any] = {**_names(job), "attempt": job.attempt, "error": type(error).__name__}
    # Of a server that is away there is nothing to find in our own lines, and there may be many such attempts.
    foreseen = isinstance(error, Unavailable | GiveUp)
    if foreseen:
        about["why"] = str(error)
    log.warning("job failed", extra=about, exc_info=None if foreseen else error)
    telemetry.job_failures.labels(job.kind).inc()


def _names(job: Job) -> dict[str, str]:
    """What a log line calls a job, with the account it works for: nobody else's admins read what went wrong."""
    account_id = job.args.get("account_id")
    return {"kind": job.kind, "job_id": str(job.id), **({"account_id": str(account_id)} if account_id else {})}
