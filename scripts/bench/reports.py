"""What a report costs among 1,000,000 messages of three accounts, beside the round trips it cannot do without."""

import asyncio
import gc
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Mapping
from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy import select

from cairnloop.kernel.clock import SystemClock
from cairnloop.kernel.database import Database, Tx
from cairnloop.reports import daily, grouped
from cairnloop.reports.counting import Counting
from cairnloop.reports.figures import Asked
from cairnloop.reports.periods import Period
from scripts.bench.archive import START, archive

MANY = 1_000_000
ROUNDS = 20
PERIODS = (90, 366)
# A report asks the database about this often; the same number of empty questions is its floor.
STATEMENTS = 5


class Make(Protocol):
    def __call__(self, tx: Tx, asked: Asked, *, complete: bool) -> Awaitable[Any]: ...


REPORTS: dict[str, Make] = {
    "volumes": daily.volumes,
    "replies": daily.replies,
    "resolution": daily.resolution,
    "people": grouped.people,
    "tags": grouped.tags,
    "drafts": daily.drafts,
}


async def _costs(db: Database, make: Make, asked: Asked) -> list[float]:
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        async with db.read() as tx:
            await make(tx, asked, complete=True)
        took.append((time.perf_counter() - began) * 1000)
    return took


async def _floor(db: Database) -> float:
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        async with db.read() as tx:
            for _ in range(STATEMENTS):
                await tx.session.execute(select(1))
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


async def _cost(database: str, folder: str, many: int) -> Mapping[str, Any]:
    made = await archive(database, folder, many)
    db = Database(made.url, clock=SystemClock(), synchronous="NORMAL")
    counting = Counting(db)
    began = time.perf_counter()
    more = True
    while more:
        more = await counting.portion()
    counted = time.perf_counter() - began
    gc.collect()
    gc.freeze()  # as the daemon does once it is ready
    floor = await _floor(db)
    found: dict[str, Any] = {"counted_messages_per_second": round(many / counted), "floor_p50_ms": round(floor, 2)}
    for days in PERIODS:
        for name, report in REPORTS.items():
            period = Period(START.date(), START.date() + timedelta(days=days - 1))
            took = await _costs(db, report, Asked(made.desks["Large"].account_id, period))
            found[f"{name} of {days} days"] = {
                "p50_ms": round(statistics.median(took), 2),
                "max_ms": round(max(took), 2),
                "of_floor": round(statistics.median(took) / floor, 1),
            }
    await db.close()
    return found


async def _measure(many: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for database in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory(prefix="cairnloop-bench-") as folder:
            found[database] = await _cost(database, folder, many)
    return found


def measure(many: int = MANY) -> dict[str, Any]:
    return asyncio.run(_measure(many))


if __name__ == "__main__":
    import sys

    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else MANY), indent=2))
