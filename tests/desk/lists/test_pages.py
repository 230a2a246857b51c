"""Pages of the inbox: every filter finds what it says, along an index, looking at no more than so many rows."""

import itertools
import random
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select, text

from cairnloop.desk.lists import pages
from cairnloop.desk.lists.filters import Filter, Section
from cairnloop.desk.rules import Awaiting, Priority, Status
from cairnloop.desk.tables import Conversation
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.tables import table
from cairnloop.wire.query import Standing
from tests import make
from tests.fakes import FixedClock

PEOPLE = (None, "sam", "kim")


async def crowd(desk: make.Desk, kim: int, count: int = 48) -> list[dict[str, Any]]:
    """Conversations of every kind, some of them at the same instant."""
    chance = random.Random(7)
    other = await make.customer(desk.db, desk.account_id, name="Bo")
    rows = []
    async with desk.db.begin() as tx:
        for number in range(count):
            status = chance.choice(["open", "open", "open", "closed", "closed", "snoozed"])
            is_closed = status == "closed"
            at = tx.now - timedelta(hours=number // 2)
            rows.append(
                {
                    "id": tx.new_id(),
                    "account_id": desk.account_id,
                    "inbox_id": desk.inbox_id,
                    "customer_id": chance.choice([desk.customer_id, other]),
                    "assignee_id": chance.choice([None, desk.sam.user_id, kim]),
                    "status": status,
                    "source": chance.choice(["chat", "chat", "email", "sms"]),
                    "priority": chance.choice(["not_priority", "not_priority", "priority"]),
                    "read": chance.random() < 0.5,
                    "version": 1,
                    "clarifications": 0,
                    "awaiting": None if is_closed else chance.choice(["operator", "customer", None]),
                    "draft_id": tx.new_id() if not is_closed and chance.random() < 0.3 else None,
                    "last_activity_at": at,
                    "closed_at": at if is_closed else None,
                    "archived_at": at if is_closed and chance.random() < 0.5 else None,
                    "created_at": at,
                    "updated_at": at,
                }
            )
        await tx.session.execute(insert(table(Conversation)), rows)
    return rows


def matches(row: dict[str, Any], which: Filter, now: Any) -> bool:
    """The same question, asked of plain values."""
    section: dict[Section | None, bool] = {
        None: which.standing is Standing.ARCHIVED or row["archived_at"] is None,
        Section.DECISION: row["status"] == "open" and row["draft_id"] is not None,
        Section.MINE: row["status"] == "open" and row["assignee_id"] == which.me,
        Section.UNASSIGNED: row["status"] == "open" and row["assignee_id"] is None,
        Section.OPEN: row["status"] == "open",
        Section.SNOOZED: row["status"] == "snoozed",
        Section.RESOLVED: row["status"] == "closed" and row["archived_at"] is None,
        Section.ARCHIVED: row["archived_at"] is not None,
    }
    standing = (
        Standing(row["status"])
        if row["status"] != "closed"
        else Standing.RESOLVED
        if row["archived_at"] is None
        else Standing.ARCHIVED
    )
    asked = [
        (which.status, row["status"]),
        (which.standing, standing),
        (which.assignee_id, row["assignee_id"]),
        (which.customer_id, row["customer_id"]),
        (which.priority, row["priority"]),
        (which.read, row["read"]),
        (which.source, row["source"]),
        (which.awaiting, row["awaiting"]),
        (which.draft, row["draft_id"] is not None),
    ]
    # A snoozed one waits for nobody, unless snoozed ones are asked for.
    waiting = which.draft is True or which.awaiting is Awaiting.OPERATOR
    asleep = Section.SNOOZED is which.section or Standing.SNOOZED is which.standing or Status.SNOOZED is which.status
    return (
        section[which.section]
        and (not waiting or asleep or row["status"] == "open")
        and all(wanted in (None, has) for wanted, has in asked)
        and (row["assignee_id"] is None or not which.unassigned)
        and (which.older is None or row["last_activity_at"] < now - which.older)
    )


def filters(desk: make.Desk, kim: int) -> list[Filter]:
    """Every section and status with every other word, alone and in pairs."""
    standing: list[dict[str, Any]] = [
        *({"section": one} for one in (None, *Section)),
        *({"standing": one} for one in Standing),
        {"status": Status.CLOSED},
        {"status": Status.SNOOZED},
        {"section": Section.OPEN, "status": Status.CLOSED},
    ]
    words: list[dict[str, Any]] = [
        {"assignee_id": kim},
        {"unassigned": True},
        {"customer_id": desk.customer_id},
        {"source": "email"},
        {"source": "chat"},
        {"awaiting": Awaiting.OPERATOR},
        {"awaiting": Awaiting.CUSTOMER},
        {"draft": True},
        {"draft": False},
        {"older": timedelta(hours=9)},
        {"read": False},
        {"priority": Priority.PRIORITY},
        {"priority": Priority.NOT_PRIORITY},
    ]
    pairs = [one | other for one, other in itertools.combinations(words, 2) if len(one | other) == 2]
    whole = [{**first, **rest} for first in standing for rest in ({}, *words, *pairs)]
    # Each word by itself, and of the others a sample.
    chosen = [one for number, one in enumerate(whole) if len(one) < 2 or number % 31 == 0]
    me = desk.sam.user_id
    return [Filter(desk.account_id, me=me, **one) for one in chosen if not {"assignee_id", "unassigned"} <= one.keys()]


async def walked(tx: Tx, which: Filter, limit: int) -> list[str]:
    found: list[str] = []
    after = None
    for _ in range(60):
        page = await pages.page(tx, which, after=after, limit=limit)
        assert len(page.rows) <= limit
        found += [row["id"] for row in page.rows]
        after = page.next
        if after is None:
            return found
    raise AssertionError("the pages never end")


async def test_every_filter_finds_what_it_says_over_however_many_pages(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await make.desk(database)
    kim = (await desk.another_operator()).user_id
    rows = await crowd(desk, kim)
    order = sorted(rows, key=lambda row: (row["last_activity_at"], row["id"].hex), reverse=True)
    chosen = filters(desk, kim)
    async with database.read() as tx:
        for number, which in enumerate(chosen):
            wanted = [str(row["id"]) for row in order if matches(row, which, clock.now())]
            assert await pages.count(tx, which) == pages.Count(len(wanted), more=False), which
            # Pages that are cut short in the midst of what belongs on them.
            with monkeypatch.context() as shorter:
                shorter.setattr(pages, "LOOKED_AT", 17)
                assert await walked(tx, which, 5 if number % 2 else 20) == wanted, which


async def test_counts_say_when_there_may_be_more(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = await make.desk(database)
    rows = await crowd(desk, (await desk.another_operator()).user_id)
    opened = sum(row["status"] == "open" for row in rows)
    monkeypatch.setattr(pages, "LOOKED_AT", 10)
    async with database.read() as tx:
        looked = await pages.count(tx, Filter(desk.account_id, Section.OPEN, read=False))
        assert looked.more
        assert looked.count <= 10
        monkeypatch.setattr(pages, "COUNT_CAP", 5)
        assert await pages.count(tx, Filter(desk.account_id, Section.OPEN)) == pages.Count(5, more=True)
        monkeypatch.setattr(pages, "COUNT_CAP", 1000)
        assert await pages.count(tx, Filter(desk.account_id, Section.OPEN)) == pages.Count(opened, more=False)


SOMEBODY = None
ROADS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["inbox", "resolved"]),
    ({"section": Section.SNOOZED}, ["inbox"]),
    ({"priority": Priority.PRIORITY}, ["priority"]),
    ({"standing": Standing.OPEN, "priority": Priority.PRIORITY, "read": False}, ["priority"]),
    ({"section": Section.DECISION}, ["decision"]),
    ({"section": Section.MINE}, ["assignee"]),
    ({"section": Section.UNASSIGNED}, ["unassigned"]),
    ({"section": Section.OPEN}, ["inbox"]),
    ({"section": Section.RESOLVED}, ["resolved"]),
    ({"section": Section.ARCHIVED}, ["archived"]),
    ({"assignee_id": SOMEBODY}, ["assignee", "assignee"]),
    ({"draft": True}, ["decision"]),
    ({"standing": Standing.OPEN, "assignee_id": SOMEBODY, "source": "email"}, ["assignee"]),
    ({"customer_id": SOMEBODY, "standing": Standing.OPEN}, ["customer"]),
    ({"draft": True, "source": "email"}, ["decision"]),
    ({"standing": Standing.OPEN, "awaiting": Awaiting.OPERATOR, "source": "email"}, ["waiting"]),
    ({"standing": Standing.OPEN, "source": "email"}, ["channel"]),
    ({"standing": Standing.OPEN, "draft": False, "awaiting": Awaiting.CUSTOMER}, ["inbox"]),
    ({"standing": Standing.OPEN, "older": timedelta(days=2)}, ["inbox"]),
]


async def test_every_list_runs_along_indexes_that_are_in_its_order(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "LOOKED_AT", 60)  # as far from all of these rows as in earnest from those of a house
    desk = await make.desk(database)
    kim = (await desk.another_operator()).user_id
    await crowd(desk, kim, 2000)
    real = {"assignee_id": kim, "customer_id": desk.customer_id}
    async with database.begin() as tx:
        await tx.session.execute(text("ANALYZE conversations"))
    async with database.read() as tx:
        if tx.dialect == "postgresql":
            # So small a table is sooner read whole, and so few customers are sooner asked for all they have.
            for other_way in ("seqscan", "hashjoin", "mergejoin", "bitmapscan"):
                await tx.session.execute(text(f"SET LOCAL enable_{other_way} = off"))
        for given, names in ROADS:
            asked = {name: real.get(name, value) for name, value in given.items()}
            which = Filter(desk.account_id, me=desk.sam.user_id, **asked)
            search, bounds = which.search(), pages._bounds(tx, which, (tx.now, UUID(int=5)))
            plans = [
                await explained(tx, pages.page_query(which, bounds, 51)),
                await explained(tx, select(pages.along(search, bounds, 51))),
            ]
            for plan in plans:
                assert set(re.findall(r"ix_conversations_(\w+)_page", plan)) == set(names), (asked, plan)
                assert not re.search(r"SCAN conversations|Seq Scan on conversations", plan), (asked, plan)
            sorts = re.search(r"TEMP B-TREE FOR ORDER|Sort", plans[1])
            assert sorts is None or names == ["customer"], (asked, plans[1])


async def explained(tx: Tx, query: Any) -> str:
    """How the database would go about it."""
    connection = await tx.session.connection()
    explain = "EXPLAIN QUERY PLAN" if tx.dialect == "sqlite" else "EXPLAIN"
    said = query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
    plan = await connection.exec_driver_sql(f"{explain} {said}")
    return "\n".join(str(row[-1]) for row in plan)
