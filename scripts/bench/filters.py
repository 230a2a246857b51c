"""Pages of the inbox with filters, alone and together, among 10,000 and among 1,000,000 conversations."""

import asyncio
import gc
import json
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from cairnloop.config import Settings
from cairnloop.daemon.app import build_services
from cairnloop.daemon.services import Services
from cairnloop.desk.lists.filters import Filter, Section
from cairnloop.desk.lists.pages import page
from cairnloop.desk.rules import Awaiting, Priority
from cairnloop.wire.query import Standing
from scripts.bench.rows import EARLIER, FEW, FRESH_ID, MANY, multiply
from tests import make
from tests.databases import create_tables, empty_postgres

PAGES = 40
# Everything a filter may ask for, in shares that make it common, rare, and nobody's.
COLUMNS = {
    "status": "CASE i % 3 WHEN 0 THEN 'closed' ELSE 'open' END",
    "closed_at": "CASE i % 3 WHEN 0 THEN t.created_at END",
    "archived_at": "CASE i % 6 WHEN 0 THEN t.created_at END",
    "assignee_id": "CASE i % 7 WHEN 0 THEN {user} END",
    "draft_id": "CASE i % 10 WHEN 0 THEN {fresh} END",
    "awaiting": "CASE i % 4 WHEN 0 THEN 'operator' ELSE 'customer' END",
    "priority": "CASE i % 50 WHEN 0 THEN 'priority' ELSE 'not_priority' END",
    "source": "CASE i % 11 WHEN 0 THEN 'email' ELSE 'chat' END",
    "read": "i % 5 > 0",
}


def filters(account_id: UUID, me: int, inbox_id: UUID) -> dict[str, Filter]:
    """By what they ask for."""
    asked: dict[str, dict[str, Any]] = {
        "open": {"standing": Standing.OPEN},
        "mine": {"section": Section.MINE, "me": me},
        "mine, resolved": {"assignee_id": me, "standing": Standing.RESOLVED},
        "unassigned, email": {"section": Section.UNASSIGNED, "source": "email"},
        "awaiting us, older": {"awaiting": Awaiting.OPERATOR, "older": timedelta(minutes=5)},
        "decision, unread": {"section": Section.DECISION, "read": False},
        "priority, unassigned": {"priority": Priority.PRIORITY, "unassigned": True},
        "unread, email, inbox": {"read": False, "source": "email", "inbox_id": inbox_id},
        "archived, mine": {"standing": Standing.ARCHIVED, "assignee_id": me},
        "nothing fits": {"standing": Standing.OPEN, "source": "email", "read": False, "awaiting": Awaiting.OPERATOR},
    }
    return {name: Filter(account_id, **{"me": me, **said}) for name, said in asked.items()}


async def _pages(s: Services, rows: int) -> dict[str, Any]:
    desk = await make.desk(s.db)
    await desk.conversation()
    said = {"user": desk.sam.user_id, "fresh": FRESH_ID[s.db.dialect]}
    changed = {name: value.format(**said) for name, value in COLUMNS.items()}
    changed |= {"id": FRESH_ID[s.db.dialect], "last_activity_at": EARLIER[s.db.dialect]}
    await multiply(s, "conversations", rows, changed)
    gc.collect()
    gc.freeze()
    took: dict[str, list[float]] = {}
    for which in range(-PAGES // 4, PAGES):
        for name, asked in filters(desk.account_id, desk.sam.user_id, desk.inbox_id).items():
            began = time.perf_counter()
            async with s.db.read() as tx:
                first = await page(tx, asked)
                if first.next is not None and which % 2:
                    await page(tx, asked, after=first.next)
            pages = 2 if first.next is not None and which % 2 else 1
            if which >= 0:
                took.setdefault(name, []).append((time.perf_counter() - began) * 1000 / pages)
    every = sorted(one for group in took.values() for one in group)
    medians = {name: round(statistics.median(group), 2) for name, group in took.items()}
    return {"page_ms": medians, "p99_ms": round(every[int(len(every) * 0.99)], 2)}


async def _at(database: str, rows: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="cairnloop-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'filters.db'}" if database == "sqlite" else await empty_postgres("filters")
        await create_tables(url)
        s = build_services(Settings.model_validate({"database": {"url": url, "synchronous": "NORMAL"}}))
        try:
            return await _pages(s, rows)
        finally:
            await s.db.close()


async def _measure(few: int, many: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for database in ("sqlite", "postgresql"):
        small, large = await _at(database, few), await _at(database, many)
        slower = {name: round(large["page_ms"][name] / small["page_ms"][name], 2) for name in small["page_ms"]}
        found[database] = {f"among {few:,}": small, f"among {many:,}": large, "times slower": slower}
    return found


def measure(few: int = FEW, many: int = MANY) -> dict[str, Any]:
    return asyncio.run(_measure(few, many))


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
