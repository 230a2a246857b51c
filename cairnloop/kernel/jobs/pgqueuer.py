"""The job engine on Postgres: PgQueuer's table and worker, which any number of daemons share."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from sqlalchemy.exc import DBAPIError

from cairnloop.errors import NotFound, Unavailable
from cairnloop.kernel.jobs import pgqueuer_sql as sql
from cairnloop.kernel.jobs import port
from cairnloop.kernel.jobs.duplicates import merged
from cairnloop.kernel.jobs.pgqueuer_worker import PgQueuerWorker
from cairnloop.kernel.jobs.port import MAX_ATTEMPTS, Handlers, JobSpec, JobState, JobView, OnDuplicate
from cairnloop.kernel.jobs.runner import until_cancelled
from cairnloop.kernel.postgres import PostgresCarrier

if TYPE_CHECKING:
    from cairnloop.kernel.database import Database, Tx

STATUS = {JobState.WAITING: "queued", JobState.RUNNING: "picked", JobState.DEAD: "failed"}
STATE = {status: state for state, status in STATUS.items()}
COUNT_CAP = 10_000
# Rows written by one statement.
CHUNK = 10_000
LARGEST_ID = 2**63 - 1
NEWS = "jobs"


class PgQueuerJobs:
    """Jobs in Postgres. PgQueuer numbers them; as UUIDs they are that number.

    Jobs of a daemon that died are taken up by another within `rescue_seconds`. Daemons tell each other of new jobs
    through the database's carrier, which has to be there before `run`; without one they look every few seconds.
    """

    def __init__(self, database: "Database", *, rescue_seconds: float = 30.0) -> None:
        self._database = database
        self._rescue_seconds = rescue_seconds
        self._worker: PgQueuerWorker | None = None

    async def enqueue(self, tx: "Tx", specs: Sequence[JobSpec]) -> None:
        # Through SQLAlchemy's connection: a statement sent past it, as the first of a transaction, would not be in it.
        left = merged(specs)
        moved = [spec for spec in left if spec.unique_key and spec.on_duplicate is OnDuplicate.POSTPONE]
        kept = [spec for spec in left if not spec.unique_key or spec.on_duplicate is OnDuplicate.KEEP]
        for statement, group in ((sql.ENQUEUE_KEEP, kept), (sql.ENQUEUE_POSTPONE, moved)):
            for start in range(0, len(group), CHUNK):
                chunk = group[start : start + CHUNK]
                await _ask(
                    tx,
                    statement,
                    [spec.priority for spec in chunk],
                    [spec.kind for spec in chunk],
                    [orjson.dumps(spec.args) for spec in chunk],
                    [spec.run_at or tx.now for spec in chunk],
                    [spec.unique_key for spec in chunk],
                    [spec.max_attempts for spec in chunk],
                )

    async def cancel(self, tx: "Tx", unique_key: str) -> bool:
        return bool(await _ask(tx, sql.CANCEL, unique_key))

    def wake(self, at: datetime | None = None) -> None:
        if self._worker is not None:
            if at is None:
                self._worker.wake()
            else:
                self._worker.expect(at)
        # The others look for what is due later by themselves; it is theirs only if this daemon does not get to it.
        if at is None and isinstance(self._database.carrier, PostgresCarrier):
            self._database.carrier.signal(NEWS, None)

    def _wake_here(self) -> None:
        if self._worker is not None:
            self._worker.wake()

    async def run(self, handlers: Handlers, *, concurrency: int) -> None:
        if isinstance(self._database.carrier, PostgresCarrier):
            self._database.carrier.on(NEWS, lambda _payload: self._wake_here())
        await self._work(handlers, concurrency, until_idle=False)

    async def drain(self, handlers: Handlers, *, concurrency: int = 10) -> None:
        await self._work(handlers, concurrency, until_idle=True)

    async def _work(self, handlers: Handlers, concurrency: int, *, until_idle: bool) -> None:
        worker = self._worker = PgQueuerWorker(self._database, handlers, concurrency, self._rescue_seconds)
        try:
            await until_cancelled(worker.work(until_idle=until_idle), worker.stop)
        finally:
            self._worker = None

    async def page(
        self,
        tx: "Tx",
        *,
        state: JobState | None = None,
        account_id: UUID | None = None,
        after: tuple[datetime, int] | None = None,
        limit: int = 50,
    ) -> list[JobView]:
        end = None if account_id is None else await self.seen_to(tx, state=state, after=after)
        asked = (limit, _name(account_id), *(after or (None, None)), *(end or (None, None)))
        pages = sql.PAGE if account_id is None else {**sql.PAGE, STATUS[JobState.DEAD]: sql.PAGE_DEAD_OF}
        found = [
            row
            for status in (STATE if state is None else [STATUS[state]])
            for row in await _ask(tx, pages[status], *asked)
        ]
        return [
            JobView(
                UUID(int=row.id),
                row.entrypoint,
                orjson.loads(row.payload or b"{}"),
                STATE[row.status],
                row.execute_after,
                row.attempts,
                row.headers.get("max_attempts", MAX_ATTEMPTS),
                row.headers.get("error"),
                row.id,
            )
            for row in sorted(found, key=lambda row: (row.execute_after, row.id))[:limit]
        ]

    async def seen_to(
        self, tx: "Tx", *, state: JobState | None = None, after: tuple[datetime, int] | None = None
    ) -> tuple[datetime, int] | None:
        if state not in (None, JobState.WAITING):
            return None
        ends = await _ask(tx, sql.SEEN_TO, *(after or (None, None)), port.LOOKED_AT - 1)
        return (ends[0].execute_after, ends[0].id) if ends else None

    async def counts(self, tx: "Tx", *, account_id: UUID | None = None) -> dict[str, int]:
        found = {
            state.value: (await _ask(tx, sql.COUNT, status, COUNT_CAP))[0].found for state, status in STATUS.items()
        }
        if account_id is not None:
            theirs = await _ask(tx, sql.COUNT_DEAD_OF, str(account_id), COUNT_CAP)
            found[JobState.DEAD.value] = theirs[0].found
        found["due"] = (await _ask(tx, sql.COUNT_DUE, tx.now, COUNT_CAP))[0].found
        return found

    async def waiting(self, tx: "Tx", kinds: Sequence[str]) -> int:
        found: int = (await _ask(tx, sql.COUNT_WAITING, list(kinds), COUNT_CAP))[0].found
        return found

    async def soonest(self, tx: "Tx") -> datetime | None:
        found: datetime | None = (await _ask(tx, sql.SOONEST_OF_ALL))[0].soonest
        return found

    async def retry(self, tx: "Tx", job_id: UUID, *, account_id: UUID | None = None) -> None:
        if job_id.int > LARGEST_ID or not await _ask(tx, sql.RETRY, job_id.int, tx.now, _name(account_id)):
            raise NotFound("no dead job has this id")
        tx.afterwards(self.wake)

    async def discard(self, tx: "Tx", job_id: UUID, *, account_id: UUID | None = None) -> None:
        if job_id.int > LARGEST_ID or not await _ask(tx, sql.DISCARD, job_id.int, _name(account_id)):
            raise NotFound("no dead job has this id")

    async def check(self, tx: "Tx") -> None:
        try:
            await _ask(tx, sql.COUNT, "queued", 1)
        except DBAPIError as error:
            raise Unavailable("PgQueuer's tables cannot be read; run: cairnloop migrate") from error
        if self._worker is not None and self._worker.trouble is not None:
            raise Unavailable(f"the job worker is stuck: {self._worker.trouble}")


def _name(account_id: UUID | None) -> str | None:
    return None if account_id is None else str(account_id)


async def _ask(tx: "Tx", statement: str, *args: object) -> Sequence[Any]:
    connection = await tx.session.connection()
    result = await connection.exec_driver_sql(statement, args)
    return result.all() if result.returns_rows else ()
