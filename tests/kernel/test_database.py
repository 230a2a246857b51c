import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from cairnloop.errors import ConfigError
from cairnloop.kernel.audit import SYSTEM, AuditEntry
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.engines import parse_url
from cairnloop.kernel.events import Event
from cairnloop.kernel.hub import Announcement
from cairnloop.kernel.tables import table
from tests.kernel.test_hub import Ear


async def entries(database: Database) -> int:
    async with database.read() as tx:
        return (await tx.session.execute(select(func.count()).select_from(AuditEntry))).scalar_one()


class Receipts:
    """A carrier that keeps what it is handed."""

    def __init__(self) -> None:
        self.written: list[Sequence[Announcement]] = []
        self.sent: list[object] = []

    async def write(self, tx: Tx, announcements: Sequence[Announcement]) -> object:
        self.written.append(list(announcements))
        return len(self.written)

    def send(self, receipt: object) -> None:
        self.sent.append(receipt)


async def test_rows_jobs_and_announcements_come_with_the_commit(database: Database) -> None:
    ear, carrier, calls = Ear(), Receipts(), []
    database.hub.subscribe("t", ear)
    database.carrier = carrier
    async with database.begin() as tx:
        tx.audit(SYSTEM, uuid4(), "was", "thing", 1)
        tx.enqueue("write")
        tx.announce("t", "happened", {"n": 1})
        tx.afterwards(lambda: calls.append(1))
        assert ear.heard == []
    assert await entries(database) == 1
    assert ear.heard == [Announcement("t", "happened", {"n": 1})]
    assert (carrier.written, carrier.sent, calls) == ([ear.heard], [1], [1])
    assert database.jobs is not None
    async with database.read() as tx:
        assert len(await database.jobs.page(tx)) == 1


async def test_nothing_of_it_happens_when_the_transaction_fails(database: Database) -> None:
    ear, carrier, calls = Ear(), Receipts(), []
    database.hub.subscribe("t", ear)
    database.carrier = carrier

    async def fail() -> None:
        async with database.begin() as tx:
            await tx.session.execute(text("SELECT 1"))
            tx.audit(SYSTEM, uuid4(), "was", "thing", 1)
            tx.enqueue("write")
            tx.announce("t", "happened", {})
            tx.afterwards(lambda: calls.append(1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await entries(database) == 0
    assert (ear.heard, carrier.written, carrier.sent, calls) == ([], [], [], [])
    assert database.jobs is not None
    async with database.read() as tx:
        assert await database.jobs.page(tx) == []


async def test_nothing_is_announced_when_the_writing_itself_fails(database: Database) -> None:
    ear = Ear()
    database.hub.subscribe("t", ear)

    async def fail() -> None:
        async with database.begin() as tx:
            tx.announce("t", "happened", {})
            tx.audit(SYSTEM, uuid4(), None, "thing", 1)  # type: ignore[arg-type]

    with pytest.raises(DBAPIError):
        await fail()
    assert ear.heard == []


@dataclass(frozen=True)
class Knocked(Event):
    n: int


async def test_reactions_run_in_the_transaction_of_their_cause_with_all_events_of_a_kind(database: Database) -> None:
    seen: list[list[int]] = []

    async def react(tx: Tx, events: Sequence[Knocked]) -> None:
        seen.append([event.n for event in events])
        tx.audit(SYSTEM, uuid4(), "reacted", "thing", 1)

    database.reactions = {Knocked: [react, react]}

    async def fail() -> None:
        async with database.begin() as tx:
            await tx.emit(Knocked(3))
            raise ZeroDivisionError

    async with database.begin() as tx:
        await tx.emit(Knocked(1), Knocked(2))
    with pytest.raises(ZeroDivisionError):
        await fail()
    assert seen == [[1, 2], [1, 2], [3], [3]]
    assert await entries(database) == 2


async def test_a_reader_neither_waits_for_a_writer_nor_sees_what_is_not_committed(database: Database) -> None:
    async with database.begin() as tx:
        await tx.session.execute(
            table(AuditEntry).insert(),
            [
                {
                    "account_id": uuid4(),
                    "at": tx.now,
                    "actor_kind": "",
                    "actor_id": "",
                    "actor_label": "",
                    "action": "",
                    "subject_kind": "",
                    "subject_id": "",
                    "detail": {},
                }
            ],
        )
        async with asyncio.timeout(5):
            assert await entries(database) == 0
    assert await entries(database) == 1


async def test_writers_wait_for_each_other_and_lose_nothing(database: Database) -> None:
    async def write(n: int) -> None:
        async with database.begin() as tx:
            before = (await tx.session.execute(select(func.count()).select_from(AuditEntry))).scalar_one()
            tx.audit(SYSTEM, uuid4(), "was", "thing", before + n)

    await asyncio.gather(*(write(n) for n in range(30)))
    assert await entries(database) == 30


async def test_uuids_in_the_arguments_of_a_job_become_text(database: Database) -> None:
    message = UUID(int=7)
    async with database.begin() as tx:
        tx.enqueue("write", message_id=message)
    assert database.jobs is not None
    async with database.read() as tx:
        [job] = await database.jobs.page(tx)
    assert job.args == {"message_id": str(message)}


async def test_the_database_answers_a_ping(database: Database) -> None:
    await database.ping()


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:///house.db", "sqlite+aiosqlite"),
        ("postgresql://ana@localhost/house", "postgresql+asyncpg"),
        ("postgresql+psycopg://ana@localhost/house", "postgresql+asyncpg"),
    ],
)
def test_an_address_chooses_its_driver(given: str, driver: str) -> None:
    assert parse_url(given).drivername == driver


@pytest.mark.parametrize("given", ["", "house.db", "sqlite://", "sqlite:///:memory:", "mysql://localhost/house"])
def test_an_address_we_cannot_serve_is_refused_with_the_remedy(given: str) -> None:
    with pytest.raises(ConfigError, match=r"database\.url"):
        parse_url(given)


async def test_a_reader_sees_one_state_however_many_questions_it_asks(database: Database) -> None:
    async def happen() -> None:
        async with database.begin() as other:
            other.audit(SYSTEM, uuid4(), "was", "thing", 1)

    await happen()
    async with database.read() as tx:
        asked = select(func.count()).select_from(AuditEntry)
        before = (await tx.session.execute(asked)).scalar_one()
        await happen()
        after = (await tx.session.execute(asked)).scalar_one()
    assert (before, after, await entries(database)) == (1, 1, 2)
