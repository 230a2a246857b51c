"""Statements whose outcome nobody asks for: on SQLite they wait for the next one that is asked, or for the commit."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from cairnloop.kernel.audit import AuditEntry
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.tables import table

ENTRIES = table(AuditEntry)


def entry(seq: int) -> dict[str, Any]:
    about = {"actor_kind": "system", "actor_id": "1", "actor_label": "System", "action": "x", "subject_kind": "x"}
    at = datetime(2026, 3, 2, tzinfo=UTC)
    return {**about, "seq": seq, "account_id": uuid4(), "at": at, "subject_id": "1", "detail": {}}


async def numbers(tx: Tx) -> int:
    return (await tx.session.execute(select(func.count()).select_from(ENTRIES))).scalar_one()


async def kept(database: Database) -> int:
    async with database.read() as tx:
        return await numbers(tx)


async def test_what_was_written_unasked_is_there_for_the_next_statement_and_after_the_commit(
    database: Database,
) -> None:
    async with database.begin() as tx:
        await tx.write(insert(ENTRIES), entry(1))
        await tx.write(insert(ENTRIES), [entry(2), entry(3)])
        assert await numbers(tx) == 3
        await tx.write(insert(ENTRIES), entry(4))
    assert await kept(database) == 4


async def twice(database: Database, *, asked: bool) -> None:
    """The second has the number of the first, which is not to be."""
    async with database.begin() as tx:
        await tx.write(insert(ENTRIES), [entry(1), entry(2)])
        await tx.write(insert(ENTRIES), entry(1))
        if asked:
            await numbers(tx)


async def given_up(database: Database) -> None:
    async with database.begin() as tx:
        await tx.write(insert(ENTRIES), entry(1))
        raise LookupError


@pytest.mark.parametrize("asked", [True, False])
async def test_what_went_wrong_unasked_takes_all_of_it_back(database: Database, asked: bool) -> None:
    with pytest.raises(IntegrityError):
        await twice(database, asked=asked)
    assert await kept(database) == 0
    async with database.begin() as tx:
        await tx.write(insert(ENTRIES), entry(1))
    assert await kept(database) == 1


async def test_what_waits_is_forgotten_with_its_transaction(database: Database) -> None:
    with pytest.raises(LookupError):
        await given_up(database)
    async with database.begin() as tx:
        assert await numbers(tx) == 0
    assert await kept(database) == 0
