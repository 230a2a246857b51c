"""From a customer's message to a stored draft, without a model's time, among 100,000 passages."""

import asyncio
import gc
import json
import statistics
import time
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import String, Uuid, cast, func, insert, literal, select

from cairnloop.config import Settings
from cairnloop.daemon.app import build_services
from cairnloop.daemon.services import Services
from cairnloop.drafting.proposals import propose
from cairnloop.kernel.tables import table
from cairnloop.knowledge.rules import ArticleStatus, RevisionState
from cairnloop.knowledge.tables import Article, Revision, SearchDocument, SearchPassage
from scripts.bench.library import DATABASES, library
from scripts.bench.retrieval import read_questions
from tests import make

DRAFTS = 200


async def _write_articles(s: Services, account_id: UUID) -> None:
    """Behind every document its article as it was written: a draft may point where the articles it quotes point."""
    documents, passages = table(SearchDocument), table(SearchPassage)
    section = "## " + passages.c.heading + "\n\n" + passages.c.text
    linked = section + " [More](https://help.example/" + cast(passages.c.key, String) + ")"
    body = func.aggregate_strings(linked, "\n\n")
    async with s.db.begin() as tx:
        now, account = literal(tx.now, table(Article).c.created_at.type), literal(account_id, Uuid())
        article: dict[str, Any] = {
            "id": documents.c.owner_id,
            "account_id": account,
            "title": documents.c.title,
            "status": literal(ArticleStatus.PUBLISHED.value),
            "created_at": now,
            "updated_at": now,
        }
        revision: dict[str, Any] = {
            "id": documents.c.revision_id,
            "account_id": account,
            "article_id": documents.c.owner_id,
            "version": literal(1),
            "state": literal(RevisionState.PUBLISHED.value),
            "title": documents.c.title,
            "body": body,
            "digest": literal(""),
            "author": literal("bench"),
            "created_at": now,
        }
        written = select(*revision.values()).join(passages, passages.c.document == documents.c.number)
        await tx.session.execute(insert(table(Article)).from_select([*article], select(*article.values())))
        await tx.session.execute(insert(table(Revision)).from_select([*revision], written.group_by(documents.c.number)))


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
        await _write_articles(s, desk.account_id)
        questions = [asked.text for asked in read_questions()]
        threads = []
        for at in range(DRAFTS + 10):
            threads.append((await desk.conversation()).id)
            await make.says(s.db, threads[-1], questions[at % len(questions)])
        for thread in threads[:10]:
            await _drafted(s, thread)
        gc.collect()
        gc.freeze()  # as the daemon does once it is ready
        worked = time.process_time()
        took = [await _drafted(s, thread) for thread in threads[10:]]
        worked = time.process_time() - worked
        floor = [await _floor(s) for _ in range(DRAFTS)]
        return {
            "p50_ms": round(statistics.median(took), 2),
            "p99_ms": round(sorted(took)[int(DRAFTS * 0.99)], 2),
            "cpu_ms": round(worked * 1000 / DRAFTS, 2),
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
