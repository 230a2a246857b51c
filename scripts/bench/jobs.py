"""Jobs drained and picked up on both engines, beside a bare claim-and-delete loop and a bare PgQueuer worker."""

import asyncio
import gc
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import uvloop
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder, QuerySchedulerBuilder
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain import models, types
from pgqueuer.domain.settings import DBSettings

from cairnloop.kernel.clock import SystemClock
from cairnloop.kernel.database import Database
from cairnloop.kernel.engines import parse_url
from cairnloop.kernel.jobs.engines import engine_for
from cairnloop.kernel.jobs.port import Handlers, Job, JobEngine
from cairnloop.kernel.postgres import PostgresCarrier
from cairnloop.kernel.postgres_line import open_connection
from tests.databases import fresh_postgres, fresh_sqlite

CLAIM = (
    "UPDATE jobs SET state = 'running' WHERE id IN "
    "(SELECT id FROM jobs WHERE state = 'waiting' ORDER BY id LIMIT ?) RETURNING id, args"
)
DELETE = "DELETE FROM jobs WHERE id IN (SELECT value FROM json_each(?))"

JOBS = 20_000
CONCURRENCY = 50
ROUNDS = 3
PICKED_UP = 300


class House:
    """A database with its job engine and, on Postgres, the carrier."""

    def __init__(self, url: str) -> None:
        self.database = Database(url, clock=SystemClock())
        self.jobs: JobEngine = engine_for(self.database)
        self.database.jobs = self.jobs

    async def enqueue(self, count: int) -> float:
        began = time.perf_counter()
        async with self.database.begin() as tx:
            for n in range(count):
                tx.enqueue("nothing", n=n)
        return time.perf_counter() - began

    async def drain(self) -> float:
        """Seconds to work off the queue with a handler that does nothing."""

        async def nothing(job: Job) -> None: ...

        return await timed(partial(self.jobs.drain, Handlers({"nothing": nothing}), concurrency=CONCURRENCY))

    @asynccontextmanager
    async def at_work(self, handlers: Handlers) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(self.jobs.run(handlers, concurrency=CONCURRENCY))]
        if self.database.dialect != "sqlite":
            carrier = self.database.carrier = PostgresCarrier(self.database)
            tasks.append(asyncio.create_task(carrier.run(self.database.hub)))
            await carrier.ready.wait()
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    # What was made before is not searched for garbage again and again, neither here nor in the floor.
    gc.collect()
    gc.freeze()
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began


async def pick_up(writer: House, worker: House) -> dict[str, float]:
    """Milliseconds from the end of a commit to the start of the handler, with a worker that was idle."""
    started = asyncio.Event()

    async def handler(job: Job) -> None:
        started.set()

    waits = []
    async with worker.at_work(Handlers({"nothing": handler})):
        for n in range(PICKED_UP):
            await asyncio.sleep(0.005 + 0.0001 * (n % 50))
            started.clear()
            await writer.enqueue(1)
            committed = time.perf_counter()
            await started.wait()
            waits.append((time.perf_counter() - committed) * 1000)
    cuts = statistics.quantiles(waits, n=100)
    return {"p50_ms": round(cuts[49], 2), "p99_ms": round(cuts[98], 2)}


async def embedded() -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="cairnloop-bench-") as folder:
        house = House(await fresh_sqlite(Path(folder)))
        written, drained, floor = [], [], []
        for _ in range(ROUNDS):
            written.append(await house.enqueue(JOBS))
            drained.append(await house.drain())
            bare = bare_sqlite(Path(folder) / "floor.db")
            floor.append(await timed(partial(work_off, bare)))
            bare.close()
        found = await pick_up(house, house)
        await house.database.close()
    return {**rates(written, drained, floor), "pick_up": found}


def bare_sqlite(path: Path) -> sqlite3.Connection:
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE jobs (id INTEGER PRIMARY KEY, args TEXT, state TEXT)")
    connection.execute("CREATE INDEX waiting ON jobs (state, id)")
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO jobs VALUES (?, '{}', 'waiting')", ((n,) for n in range(JOBS)))
    connection.execute("COMMIT")
    return connection


async def work_off(connection: sqlite3.Connection) -> None:
    """The least that has to be done: claim as many as run at a time, then delete them, each in one commit."""
    while taken := connection.execute(CLAIM, (CONCURRENCY,)).fetchall():
        connection.execute(DELETE, (json.dumps([row[0] for row in taken]),))


async def pgqueuer() -> dict[str, Any]:
    url = await fresh_postgres()
    here, there = House(url), House(url)
    written, drained, floor = [], [], []
    async with bare_queue(url) as queries:
        for _ in range(ROUNDS):
            written.append(await here.enqueue(JOBS))
            drained.append(await here.drain())
            await queries.enqueue(["nothing"] * JOBS, [b"{}"] * JOBS, [0] * JOBS)
            floor.append(await timed(partial(bare_worker, queries)))
    found = {"pick_up": await pick_up(here, here)}
    carrier = here.database.carrier = PostgresCarrier(here.database)
    telling = asyncio.create_task(carrier.run(here.database.hub))
    await carrier.ready.wait()
    found["pick_up_by_another_daemon"] = await pick_up(here, there)
    telling.cancel()
    await asyncio.wait({telling})
    for house in (here, there):
        await house.database.close()
    return {**rates(written, drained, floor), **found}


@asynccontextmanager
async def bare_queue(url: str) -> AsyncIterator[Queries]:
    """PgQueuer as its own installation makes it, in tables of its own beside ours."""
    settings = DBSettings(prefix="bare_")
    connection = await open_connection(parse_url(url), "floor")
    queries = Queries(
        AsyncpgDriver(connection),
        QueryBuilderEnvironment(settings),
        QueryQueueBuilder(settings),
        QuerySchedulerBuilder(settings),
    )
    await queries.install()
    yield queries
    await queries.uninstall()
    await connection.close()


async def bare_worker(queries: Queries) -> None:
    manager = QueueManager(queries, types.Channel(queries.qbe.settings.channel))

    @manager.entrypoint("nothing")
    async def nothing(job: models.Job) -> None: ...

    await manager.run(
        batch_size=CONCURRENCY,
        max_concurrent_tasks=2 * CONCURRENCY,  # the least it accepts for this batch
        mode=types.QueueExecutionMode.drain,
    )


def rates(written: list[float], drained: list[float], floor: list[float]) -> dict[str, Any]:
    """Jobs per second, from the best round of each."""
    return {
        "enqueued_per_second": round(JOBS / min(written)),
        "drained_per_second": round(JOBS / min(drained)),
        "floor_per_second": round(JOBS / min(floor)),
        "share_of_floor": round(min(floor) / min(drained), 2),
    }


def measure() -> dict[str, Any]:
    """Both engines: rates with their floors, and the wait of a job that meets an idle worker."""

    async def both() -> dict[str, Any]:
        return {"embedded": await embedded(), "pgqueuer": await pgqueuer()}

    return uvloop.run(both())


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
