"""From a customer's message to a stored draft, without a model's time, among 100,000 passages."""

import asyncio
import json
import statistics
import tempfile
import time
from typing import Any
from uuid import UUID

from cairnloop.config import Settings
from cairnloop.daemon.app import build_services
from cairnloop.daemon.services import Services
from cairnloop.drafting.proposals import propose
from scripts.bench.retrieval import SCALE, fill, read_questions
from tests import make
from tests.databases import create_tables, fresh_postgres

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


async def _pipeline(url: str, passages: int) -> dict[str, float]:
    s = build_services(Settings.model_validate({"database": {"url": url}}))
    try:
        desk = await make.desk(s.db)
        await fill(s.db, desk.account_id, passages)
        questions = [asked.text for asked in read_questions()]
        threads = []
        for at in range(DRAFTS + 10):
            threads.append((await desk.conversation()).id)
            await make.says(s.db, threads[-1], questions[at % len(questions)])
        for thread in threads[:10]:
            await _drafted(s, thread)
        took = [await _drafted(s, thread) for thread in threads[10:]]
        floor = [await _floor(s) for _ in range(DRAFTS)]
        return {
            "passages": passages,
            "p50_ms": round(statistics.median(took), 2),
            "p99_ms": round(sorted(took)[int(DRAFTS * 0.99)], 2),
            "floor_p50_ms": round(statistics.median(floor), 2),
            "of_floor": round(statistics.median(took) / statistics.median(floor), 2),
        }
    finally:
        await s.db.close()


async def _measure(passages: int, *, postgres: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="cairnloop-bench-") as folder:
        url = f"sqlite:///{folder}/pipeline.db"
        await create_tables(url)
        found: dict[str, Any] = {"sqlite": await _pipeline(url, passages)}
    if postgres:
        found["postgresql"] = await _pipeline(await fresh_postgres(), passages)
    return found


def measure(passages: int = SCALE, *, postgres: bool = True) -> dict[str, Any]:
    return asyncio.run(_measure(passages, postgres=postgres))


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
