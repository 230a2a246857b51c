"""What one search costs among 100,000 passages, warm, beside the round trips it cannot do without."""

import asyncio
import gc
import json
import statistics
import time
from typing import Any

from sqlalchemy import select

from cairnloop.kernel.clock import SystemClock
from cairnloop.kernel.database import Database
from cairnloop.knowledge.search import search
from scripts.bench.library import DATABASES, library
from scripts.bench.retrieval import read_questions

TIMED = 400
# A search asks the database this often; the same number of empty questions is its floor.
STATEMENTS = 5


async def _cost(database: str) -> dict[str, float]:
    shelf = await library(database)
    questions = [asked.text for asked in read_questions()]
    took, floor = [], []
    db = Database(shelf.url, clock=SystemClock())
    async with db.read() as tx:
        for text in questions[:20]:
            await search(tx, shelf.desk.account_id, text)
        gc.collect()
        gc.freeze()  # as the daemon does once it is ready
        worked = time.process_time()
        for at in range(TIMED):
            before = time.perf_counter()
            await search(tx, shelf.desk.account_id, questions[at % len(questions)])
            took.append((time.perf_counter() - before) * 1000)
        worked = time.process_time() - worked
        for _ in range(TIMED):
            before = time.perf_counter()
            for _ in range(STATEMENTS):
                await tx.session.execute(select(1))
            floor.append((time.perf_counter() - before) * 1000)
    await db.close()
    return {
        "p50_ms": round(statistics.median(took), 2),
        "p99_ms": round(sorted(took)[int(TIMED * 0.99)], 2),
        "cpu_ms": round(worked * 1000 / TIMED, 2),
        "floor_p50_ms": round(statistics.median(floor), 2),
        "of_floor": round(statistics.median(took) / statistics.median(floor), 2),
        "indexed_per_second": round(100_000 / shelf.filled),
    }


async def _measure() -> dict[str, Any]:
    return {database: await _cost(database) for database in DATABASES}


def measure() -> dict[str, Any]:
    return asyncio.run(_measure())


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
