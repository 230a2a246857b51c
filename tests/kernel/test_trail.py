"""Asking the trail: what fits, newest first, page by page, from the end of one range of an index."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event

from cairnloop.kernel.audit import SYSTEM, Actor, ActorKind
from cairnloop.kernel.database import Database
from cairnloop.kernel.trail import Asked, Who, entries
from tests.fakes import FixedClock

SAM, LIN = Actor(ActorKind.USER, "1", "Sam"), Actor(ActorKind.USER, "2", "Lin")
POLICY = Actor(ActorKind.POLICY, "drafting.policy", "Draft policy")
ACCOUNT, CONVERSATION = uuid4(), uuid4()
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
async def trail(database: Database, clock: FixedClock) -> Database:
    """Six entries, an hour apart; the numbers stand in the reason."""
    written = [
        (SAM, "draft.approved", "d1", CONVERSATION),
        (LIN, "draft.discarded", "d2", None),
        (POLICY, "draft.approved", "d3", CONVERSATION),
        (SAM, "conversation.resolved", "c1", CONVERSATION),
        (SYSTEM, "drafting.stopped", "s1", None),
        (SAM, "draft.approved", "d4", None),
    ]
    for number, (actor, action, subject, conversation) in enumerate(written):
        async with database.begin() as tx:
            tx.audit(actor, ACCOUNT, action, "thing", subject, conversation_id=conversation, reason=str(number))
            tx.audit(SAM, uuid4(), action, "thing", subject, conversation_id=conversation, reason="theirs")
        clock.advance(hours=1)
    return database


async def found(database: Database, *, before: int | None = None, limit: int = 50, **asked: object) -> str:
    async with database.read() as tx:
        rows = await entries(tx, Asked(ACCOUNT, **asked), before=before, limit=limit)  # type: ignore[arg-type]
    return "".join(row.reason or "?" for row in rows)


ANSWERS: list[tuple[dict[str, object], str]] = [
    ({}, "543210"),
    ({"who": Who(ids=("1",))}, "530"),
    ({"who": Who(ids=("1", "2"))}, "5310"),
    ({"who": Who(kind=ActorKind.USER)}, "5310"),
    ({"who": Who(kind=ActorKind.POLICY)}, "2"),
    ({"action": "draft.approved"}, "520"),
    ({"action": "draft."}, "5210"),
    ({"action": "draft"}, ""),
    ({"action": "draft%"}, ""),
    ({"action": "nothing."}, ""),
    ({"who": Who(ids=("1",)), "action": "draft."}, "50"),
    ({"who": Who(kind=ActorKind.SYSTEM), "action": "draft."}, ""),
    ({"subject_id": "d2"}, "1"),
    ({"conversation_id": CONVERSATION}, "320"),
    ({"conversation_id": CONVERSATION, "who": Who(ids=("1",))}, "30"),
    ({"conversation_id": CONVERSATION, "who": Who(kind=ActorKind.POLICY)}, "2"),
    ({"conversation_id": CONVERSATION, "action": "draft."}, "20"),
    ({"conversation_id": CONVERSATION, "action": "draft.approved", "subject_id": "d1"}, "0"),
    ({"since": START + timedelta(hours=2)}, "5432"),
    ({"until": START + timedelta(hours=2)}, "10"),
    ({"since": START + timedelta(hours=1), "until": START + timedelta(hours=4)}, "321"),
    ({"since": START + timedelta(days=9)}, ""),
    ({"until": START}, ""),
]


async def test_the_trail_gives_what_was_asked_for(trail: Database) -> None:
    assert [(asked, await found(trail, **asked)) for asked, _ in ANSWERS] == ANSWERS


async def test_pages_follow_each_other_without_gap_or_repetition(trail: Database) -> None:
    for asked, whole in ANSWERS:
        async with trail.read() as tx:
            first = await entries(tx, Asked(ACCOUNT, **asked), limit=2)  # type: ignore[arg-type]
        if len(first) == 2:
            assert whole == whole[:2] + await found(trail, before=first[-1].seq, **asked), asked


async def test_entries_whose_clock_ran_behind_their_number_are_found(database: Database, clock: FixedClock) -> None:
    for number, minute in enumerate((0, 2, 1, 3)):
        clock.at = START + timedelta(minutes=minute)
        async with database.begin() as tx:
            tx.audit(SAM, ACCOUNT, "was", "thing", 1, reason=str(number))
    assert await found(database, since=START + timedelta(minutes=2)) == "31"
    assert await found(database, until=START + timedelta(minutes=2)) == "20"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # Postgres chooses by statistics
async def test_no_question_reads_the_whole_trail(trail: Database) -> None:
    """By the plan that SQLite makes: every step is a search in an index, in which the account comes first."""
    said: list[tuple[str, object]] = []

    @event.listens_for(trail._reader.sync_engine, "before_cursor_execute")
    def note(connection: object, cursor: object, statement: str, parameters: object, *rest: object) -> None:
        said.append((statement, parameters))

    for asked, _ in ANSWERS:
        await found(trail, **asked)
    asked_of = [one for one in said if "audit_entries" in one[0]]
    async with trail.read() as tx:
        connection = await tx.session.connection()
        for statement, parameters in asked_of:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
            steps = [row[3] for row in plan if "audit_entries" in row[3]]
            assert steps, statement
            assert all("USING" in step and "account_id=?" in step for step in steps), steps
