"""What the tests of jobs share: a diary for handlers to write in, and a worker at work."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import UUID

from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.jobs.port import Handlers, Job, JobEngine, JobState, JobView

PATIENCE_SECONDS = 30.0


class Diary:
    """Handlers that write down what they were given."""

    def __init__(self) -> None:
        self.entries: list[Job] = []

    async def write(self, job: Job) -> None:
        self.entries.append(job)

    async def write_all(self, jobs: Sequence[Job]) -> Mapping[UUID, Exception]:
        self.entries += jobs
        return {}

    @property
    def handlers(self) -> Handlers:
        return Handlers({"write": self.write})

    def said(self, name: str = "n") -> list[Any]:
        return [job.args.get(name) for job in self.entries]


async def all_jobs(database: Database, state: JobState | None = None) -> list[JobView]:
    assert database.jobs is not None
    async with database.read() as tx:
        return await database.jobs.page(tx, state=state)


async def count(database: Database) -> dict[str, int]:
    assert database.jobs is not None
    async with database.read() as tx:
        return await database.jobs.counts(tx)


@asynccontextmanager
async def working(jobs: JobEngine, handlers: Handlers, *, concurrency: int = 10) -> AsyncIterator[asyncio.Task[None]]:
    """A worker at work, asked to stop on leaving."""
    task = asyncio.create_task(jobs.run(handlers, concurrency=concurrency))
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class Undone(Exception):
    """Why a transaction was rolled back."""


@asynccontextmanager
async def rolled_back(database: Database) -> AsyncIterator[Tx]:
    with suppress(Undone):
        async with database.begin() as tx:
            yield tx
            raise Undone


async def soon(what: Awaitable[Any]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        await what
