"""A database that goes away under a transaction: nobody's fault, told as such, and honest about what is not known."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from cairnloop.errors import Unavailable
from cairnloop.kernel.clock import SystemClock
from cairnloop.kernel.database import Database, Tx
from tests.databases import fresh_postgres

pytestmark = pytest.mark.postgres


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    database = Database(await fresh_postgres(), clock=SystemClock())
    yield database
    await database.close()


async def cut(tx: Tx, database: Database) -> None:
    """Have the server end the connection of this transaction."""
    pid = (await tx.session.execute(text("SELECT pg_backend_pid()"))).scalar_one()
    async with database.read() as other:
        await other.session.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})


async def test_a_statement_on_a_lost_connection_is_told_as_unavailable(database: Database) -> None:
    async def change() -> None:
        async with database.begin() as tx:
            await cut(tx, database)
            await tx.session.execute(text("SELECT 1"))

    with pytest.raises(Unavailable, match="Nothing was changed"):
        await change()
    await database.ping()


async def test_of_a_commit_that_got_no_answer_nobody_claims_to_know_what_became(database: Database) -> None:
    async def change() -> None:
        async with database.begin() as tx:
            await cut(tx, database)

    with pytest.raises(Unavailable, match="may or may not have kept the change"):
        await change()
    await database.ping()
