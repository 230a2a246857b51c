"""A daemon of jobs alone, for tests that kill it: works one database until no job waits or runs."""

import asyncio
import os
import sys
from collections.abc import Sequence
from uuid import UUID

from cairnloop.kernel.clock import SystemClock
from cairnloop.kernel.database import Database
from cairnloop.kernel.jobs.embedded import EmbeddedJobs
from cairnloop.kernel.jobs.pgqueuer import PgQueuerJobs
from cairnloop.kernel.jobs.port import Handlers, Job, JobEngine

RESCUE_SECONDS = 0.6


def tell(word: str, job: Job) -> None:
    print(word, job.kind, job.args.get("n"), job.attempt, flush=True)


async def quick(job: Job) -> None:
    tell("started", job)
    await asyncio.sleep(0.15)
    tell("ended", job)


async def endless(job: Job) -> None:
    tell("started", job)
    await asyncio.Event().wait()


async def poison(job: Job) -> None:
    tell("started", job)
    await asyncio.sleep(0.05)
    os._exit(9)


async def mourn(job: Job, why: str) -> None:
    tell("buried", job)


async def together(jobs: Sequence[Job]) -> dict[UUID, Exception]:
    for job in jobs:
        await quick(job)
    return {}


async def main(url: str, hangs: bool) -> None:
    database = Database(url, clock=SystemClock(), synchronous="OFF")
    jobs: JobEngine
    if database.dialect == "sqlite":
        jobs = EmbeddedJobs(database)
    else:
        jobs = PgQueuerJobs(database, rescue_seconds=RESCUE_SECONDS)
    database.jobs = jobs
    handlers = Handlers(
        {"write": endless if hangs else quick, "poison": poison}, {"together": together}, {"poison": mourn}
    )
    working = asyncio.create_task(jobs.run(handlers, concurrency=10))
    left = 1
    while left:
        await asyncio.sleep(0.02)
        async with database.read() as tx:
            counts = await jobs.counts(tx)
        left = counts["waiting"] + counts["running"]
    working.cancel()
    await asyncio.wait({working})
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], hangs="hang" in sys.argv[2:]))
