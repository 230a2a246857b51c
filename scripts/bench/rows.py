"""An inbox page and the claiming of jobs among 10,000 and among 1,000,000 rows, on both databases."""

import asyncio
import gc
import json
import statistics
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from cairnloop.config import Settings
from cairnloop.daemon.app import build_services
from cairnloop.daemon.services import Services
from cairnloop.desk.lists.pages import Filter, Section, page
from cairnloop.kernel.jobs.port import Handlers, Job
from tests import make
from tests.databases import create_tables, empty_postgres

FEW, MANY = 10_000, 1_000_000
PAGES = 60
CLAIMED = 2_000
SERIES = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})",
    "postgresql": "WITH n(i) AS (SELECT generate_series(1, {rows}))",
}
FRESH_ID = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}
EARLIER = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S', t.last_activity_at, '-' || i || ' seconds') || '.000000'",
    "postgresql": "t.last_activity_at - i * interval '1 second'",
}


async def multiply(s: Services, name: str, rows: int, changed: Mapping[str, str], left_out: str = "") -> None:
    """Copies of a table's only row, but for the columns that are said."""
    async with s.db.begin() as tx:
        [one] = (await tx.session.execute(text(f"SELECT * FROM {name}"))).mappings()  # noqa: S608 - our own names
        columns = [column for column in one if column != left_out]
        values = ", ".join(changed.get(column, f't."{column}"') for column in columns)
        named = ", ".join(f'"{column}"' for column in columns)
        series = SERIES[s.db.dialect].format(rows=rows - 1)
        copied = f"INSERT INTO {name} ({named}) {{select}} SELECT {values} FROM n CROSS JOIN {name} AS t"  # noqa: S608
        statement = copied.format(select=series)
        if s.db.dialect == "sqlite":  # a CTE stands before the whole there
            statement = f"{series} {copied.format(select='')}"
        await tx.session.execute(text(statement.replace(":", "\\:")))
    async with s.db.engine.connect() as connection:
        await connection.exec_driver_sql(f"ANALYZE {name}")
        await connection.commit()


async def _inbox(s: Services, rows: int) -> dict[str, float]:
    desk = await make.desk(s.db)
    await desk.conversation()
    changed = {
        "id": FRESH_ID[s.db.dialect],
        "last_activity_at": EARLIER[s.db.dialect],
        "status": "CASE i % 3 WHEN 0 THEN 'closed' ELSE 'open' END",
        "draft_id": f"CASE i % 10 WHEN 0 THEN {FRESH_ID[s.db.dialect]} END",
    }
    await multiply(s, "conversations", rows, changed)
    found: dict[str, float] = {}
    for section in (Section.DECISION, Section.OPEN, Section.RESOLVED):
        which = Filter(desk.account_id, section, desk.sam.user_id)
        found[section.value] = await _page_ms(s, which)
    return found


async def _page_ms(s: Services, which: Filter) -> float:
    """The median of a first page and of one some pages on."""
    took = []
    for _ in range(PAGES):
        async with s.db.read() as tx:
            began = time.perf_counter()
            first = await page(tx, which)
            await page(tx, which, after=first.next)
            took.append((time.perf_counter() - began) * 500)
    return round(statistics.median(took[PAGES // 6 :]), 3)


async def _claims(s: Services, rows: int) -> float:
    """Microseconds a job, for those of high priority, over a backlog of as many that are due and as many that sleep."""
    table, at = "jobs", "run_at"
    if s.db.dialect != "sqlite":
        table, at = "pgqueuer", "execute_after"
    async with s.db.begin() as tx:
        tx.enqueue("nothing", run_at=tx.now + timedelta(days=900), priority=-5)
    due = {"sqlite": "'2001-01-01 00:00:00.000000'", "postgresql": "timestamptz '2001-01-01'"}[s.db.dialect]
    changed = {at: f"CASE i % 2 WHEN 0 THEN {due} ELSE t.{at} END"}
    if s.db.dialect == "sqlite":
        changed["id"] = FRESH_ID["sqlite"]
    await multiply(s, table, rows, changed, left_out="id" if s.db.dialect != "sqlite" else "")
    async with s.db.begin() as tx:
        for n in range(CLAIMED):
            tx.enqueue("nothing", n=n, priority=5)
    done, left = asyncio.Event(), CLAIMED

    async def nothing(job: Job) -> None:
        nonlocal left
        left -= "n" in job.args
        if left == 0:
            done.set()

    gc.collect()
    gc.freeze()
    began = time.perf_counter()
    work = asyncio.create_task(s.jobs.run(Handlers({"nothing": nothing}), concurrency=50))
    await done.wait()
    took = time.perf_counter() - began
    work.cancel()
    with suppress(asyncio.CancelledError):
        await work
    return round(took / CLAIMED * 1e6, 1)


async def _at(database: str, rows: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="cairnloop-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'rows.db'}" if database == "sqlite" else await empty_postgres("rows")
        await create_tables(url)
        s = build_services(Settings.model_validate({"database": {"url": url, "synchronous": "NORMAL"}}))
        try:
            return {"page_ms": await _inbox(s, rows), "claim_us_a_job": await _claims(s, rows)}
        finally:
            await s.db.close()


async def _measure(few: int, many: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for database in ("sqlite", "postgresql"):
        small, large = await _at(database, few), await _at(database, many)
        pages = {name: round(large["page_ms"][name] / small["page_ms"][name], 2) for name in small["page_ms"]}
        found[database] = {
            f"among {few:,}": small,
            f"among {many:,}": large,
            "times slower": {"page": pages, "claim": round(large["claim_us_a_job"] / small["claim_us_a_job"], 2)},
        }
    return found


def measure(few: int = FEW, many: int = MANY) -> dict[str, Any]:
    return asyncio.run(_measure(few, many))


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
