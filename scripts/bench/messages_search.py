"""What one search costs among 1,000,000 messages of three accounts, beside the round trips it cannot do without."""

import asyncio
import gc
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from cairnloop.desk.lists.filters import Filter
from cairnloop.desk.search.indexing import index_new
from cairnloop.desk.search.reading import search
from cairnloop.desk.search.seeking import sought
from cairnloop.desk.tables import Message
from cairnloop.kernel.clock import SystemClock
from cairnloop.kernel.database import Database
from cairnloop.kernel.tables import table
from cairnloop.people.identity import Operator
from cairnloop.wire.query import Standing
from cairnloop.wire.search import parse
from scripts.bench.archive import Archive, archive

MANY = 1_000_000
ROUNDS = 10
INDEXED = 5_000
# A search asks the database this often; the same number of empty questions is its floor.
STATEMENTS = 5


def questions(made: Archive) -> Iterator[tuple[str, Filter]]:
    """What people look for, in accounts of every size: common words and rare ones, names, phrases, conditions."""
    words = made.vocabulary
    texts = [
        *(words[rank] for rank in (0, 5, 100, 3_000, 40_000)),
        *(f"{words[one]} {words[other]}" for one, other in ((0, 1), (0, 9_000), (200, 201), (30_000, 30_001))),
        *(f'"{words[0]} {words[1]}"', f'"{words[1]} {words[2]} {words[3]}"'),
        *(f"{words[0][:4]}*", f"{words[3_000][:4]}*", f"from:{words[900]}", f"from:me {words[2]}"),
        *(f"{words[0]} -{words[1]}", f"{words[50]} after:2025-02-01", f"{words[0]} before:2025-01-10"),
    ]
    conditions = [{"standing": Standing.OPEN}, {"unassigned": True, "standing": Standing.RESOLVED}]
    for desk in made.desks.values():
        nothing = Filter(desk.account_id, me=desk.sam.user_id)
        for text in texts:
            yield text, nothing
        for asked in conditions:
            yield words[0], Filter(desk.account_id, me=desk.sam.user_id, **asked)
            yield words[300], Filter(desk.account_id, me=desk.sam.user_id, **asked)


async def _search(db: Database, by: Operator, text: str, which: Filter) -> None:
    async with db.read() as tx:
        await search(tx, await sought(tx, by, parse(text), which))


async def _cost(database: str, folder: str, many: int) -> dict[str, float]:
    made = await archive(database, folder, many)
    of = {desk.account_id: desk.sam for desk in made.desks.values()}
    db = Database(made.url, clock=SystemClock(), synchronous="NORMAL")
    asked = list(questions(made))
    for text, which in asked * 2:
        await _search(db, of[which.account_id], text, which)
    gc.collect()
    gc.freeze()  # as the daemon does once it is ready
    took, floor = [], []
    for _ in range(ROUNDS):
        for text, which in asked:
            began = time.perf_counter()
            await _search(db, of[which.account_id], text, which)
            took.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        async with db.read() as tx:
            for _ in range(STATEMENTS):
                await tx.session.execute(select(1))
        floor.append((time.perf_counter() - began) * 1000)
    fresh = await _indexed_per_second(db, made)
    await db.close()
    return {
        "p50_ms": round(statistics.median(took), 2),
        "p99_ms": round(sorted(took)[int(len(took) * 0.99)], 2),
        "floor_p50_ms": round(statistics.median(floor), 2),
        "of_floor": round(statistics.median(took) / statistics.median(floor), 2),
        "indexed_per_second": fresh,
        "filled_s": round(made.filled, 1),
    }


async def _indexed_per_second(db: Database, made: Archive) -> int:
    """New messages, by the indexer itself, into the index as large as it is."""
    desk = made.desks["Large"]
    thread = await desk.conversation()
    async with db.begin() as tx:
        said = [" ".join(made.vocabulary[at : at + 14]) for at in range(INDEXED)]
        await tx.session.execute(
            table(Message).insert(),
            [
                {
                    "id": tx.new_id(),
                    "account_id": desk.account_id,
                    "conversation_id": thread.id,
                    "customer_id": desk.customer_id,
                    "type": "reply",
                    "source": "chat",
                    "private": False,
                    "body": body,
                    "delivery": "received",
                    "created_at": tx.now,
                }
                for body in said
            ],
        )
    began = time.perf_counter()
    await index_new(db)
    return round(INDEXED / (time.perf_counter() - began))


async def _measure(many: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for database in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory(prefix="cairnloop-bench-") as folder:
            found[database] = await _cost(database, folder, many)
    return found


def measure(many: int = MANY) -> dict[str, Any]:
    return asyncio.run(_measure(many))


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
