"""From a customer's message to a stored draft, without a model's time, among 100,000 passages."""

import asyncio
import gc
import json
import statistics
import time
from dataclasses import replace
from typing import Any
from uuid import UUID

from cairnloop.config import Settings
from cairnloop.daemon.app import build_services
from cairnloop.daemon.services import Services
from cairnloop.drafting.proposals import propose
from scripts.bench.library import DATABASES, library
from scripts.bench.retrieval import read_questions
from tests import make

DRAFTS = 200


async def _drafted(s: Services, conversation_id: UUID) -> float:
    began = time.perf_counter()
    await propose(s.db, s.studio, conversation_id)
    return (time.perf_counter() - began) * 1000


async def _floor(s: Services) -> float:
    """What no draft can do without: three reads and one write, each a transaction."""
    began = time.perf_counter()
    for _ in range(3):
        await s.db.ping()
    async with s.db.begin() as tx:
        tx.enqueue("floor", run_at=tx.now.replace(year=tx.now.year + 10))
    return (time.perf_counter() - began) * 1000


async def _pipeline(database: str) -> dict[str, float]:
    shelf = await library(database)
    s = build_services(Settings.model_validate({"database": {"url": shelf.url}}))
    try:
        desk = replace(shelf.desk, db=s.db)
        questions = [asked.text for asked in read_questions()]
        threads = []
        for at in range(DRAFTS + 10):
            threads.append((await desk.conversation()).id)
            await make.says(s.db, threads[-1], questions[at % len(questions)])
        for thread in threads[:10]:
            await _drafted(s, thread)
        gc.collect()
        gc.freeze()  # as the daemon does once it is ready
        took = [await _drafted(s, thread) for thread in threads[10:]]
        floor = [await _floor(s) for _ in range(DRAFTS)]
        return {
            "p50_ms": round(statistics.median(took), 2),
            "p99_ms": round(sorted(took)[int(DRAFTS * 0.99)], 2),
            "floor_p50_ms": round(statistics.median(floor), 2),
            "of_floor": round(statistics.median(took) / statistics.median(floor), 2),
        }
    finally:
        await s.db.close()


async def _measure() -> dict[str, Any]:
    return {database: await _pipeline(database) for database in DATABASES}


def measure() -> dict[str, Any]:
    return asyncio.run(_measure())


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
