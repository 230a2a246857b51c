"""What is wanted by ids is looked up by ids, however many rows its account has."""

from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import event

from cairnloop.desk.conversation import bulk
from cairnloop.files.forgetting import forget_files_of
from cairnloop.files.queries import files_of
from cairnloop.kernel.database import Database
from cairnloop.people.customer.customers import names_of
from tests import make
from tests.databases import fresh_sqlite
from tests.fakes import FixedClock

MANY = [uuid4() for _ in range(200)]


async def test_many_ids_of_one_account_walk_through_no_index_of_the_account(tmp_path: Path, clock: FixedClock) -> None:
    """By the plan that SQLite makes, which knows nothing of how many rows there are."""
    database = Database(await fresh_sqlite(tmp_path), clock=clock, synchronous="OFF")
    account_id, said = UUID(int=1), []

    @event.listens_for(database._writer.sync_engine, "before_cursor_execute")
    def note(connection: object, cursor: object, statement: str, parameters: object, *rest: object) -> None:
        said.append((statement, parameters))

    async with database.begin() as tx:
        await files_of(tx, [account_id], MANY)
        await names_of(tx, account_id, [str(one) for one in MANY])
        await bulk._locked(tx, account_id, MANY)
        await forget_files_of(tx, account_id, MANY)
        asked = [one for one in said if "IN (" in one[0]]
        assert len(asked) == 4
        connection = await tx.session.connection()
        for statement, parameters in asked:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
            steps = [row[3] for row in plan if row[3].startswith(("SEARCH", "SCAN"))]
            assert steps
            assert all("id=?" in step and "account_id=?" not in step for step in steps), steps
    await database.close()


async def test_ids_of_another_account_are_still_nobodys(database: Database) -> None:
    desk, other = await make.desk(database), await make.desk(database, "Other")
    thread = await desk.conversation()
    await make.file(database, desk.account_id, message_id=UUID(int=7))
    async with database.begin() as tx:
        for account_id, mine in ((desk.account_id, True), (other.account_id, False)):
            assert bool(await bulk._locked(tx, account_id, [thread.id, *MANY])) is mine
            assert bool(await names_of(tx, account_id, [str(desk.customer_id)])) is mine
            assert bool(await files_of(tx, [account_id], [UUID(int=7)])) is mine
        assert await forget_files_of(tx, other.account_id, [UUID(int=7)]) == 0
        assert await forget_files_of(tx, desk.account_id, [UUID(int=7)]) == 1
