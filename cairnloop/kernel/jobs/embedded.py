"""The embedded job engine: one SQLite table, owned by one daemon."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    delete,
    func,
    literal_column,
    or_,
    select,
    text,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.exc import OperationalError

from cairnloop.errors import NotFound, Unavailable
from cairnloop.kernel.given import given, packed
from cairnloop.kernel.jobs import port
from cairnloop.kernel.jobs.duplicates import merged
from cairnloop.kernel.jobs.embedded_worker import EmbeddedWorker
from cairnloop.kernel.jobs.port import Handlers, JobSpec, JobState, JobView, OnDuplicate
from cairnloop.kernel.jobs.runner import until_cancelled
from cairnloop.kernel.jobs.tables import DEAD, OWNER, EmbeddedJob
from cairnloop.kernel.tables import table

if TYPE_CHECKING:
    from cairnloop.kernel.database import Database, Tx

jobs = table(EmbeddedJob)
COUNT_CAP = 10_000
WAITING = text(f"state = '{JobState.WAITING}'")
# The order in which jobs of the same moment were written; every index of the table ends in it.
PLACE: ColumnElement[int] = literal_column("jobs.rowid", BigInteger()).label("place")


def _enqueue(policy: OnDuplicate | None) -> Insert:
    rows = given("sqlite", {column.name: column.type for column in jobs.c})
    statement = insert(jobs).from_select(list(jobs.c), select(*rows.c).where(true()))
    same_key: dict[str, Any] = {"index_elements": [jobs.c.unique_key], "index_where": WAITING}
    match policy:
        case OnDuplicate.KEEP:
            return statement.on_conflict_do_nothing(**same_key)
        case OnDuplicate.POSTPONE:
            moved = {"run_at": statement.excluded.run_at, "args": statement.excluded.args}
            return statement.on_conflict_do_update(**same_key, set_=moved)
    return statement


ENQUEUE = {policy: _enqueue(policy) for policy in (None, *OnDuplicate)}


class EmbeddedJobs:
    """Jobs in the daemon's own SQLite file. One daemon works one file."""

    def __init__(self, database: "Database") -> None:
        self._database = database
        self._wake = asyncio.Event()
        self._worker: EmbeddedWorker | None = None

    async def enqueue(self, tx: "Tx", specs: Sequence[JobSpec]) -> None:
        for policy, group in groupby(merged(specs), key=lambda spec: spec.on_duplicate if spec.unique_key else None):
            await tx.write(ENQUEUE[policy], packed("sqlite", [_row(tx, spec) for spec in group]))

    async def cancel(self, tx: "Tx", unique_key: str) -> bool:
        waiting = (jobs.c.unique_key == unique_key) & (jobs.c.state == JobState.WAITING.value)
        gone = await tx.session.execute(delete(EmbeddedJob).where(waiting).returning(jobs.c.id))
        return gone.first() is not None

    def wake(self, at: datetime | None = None) -> None:
        if self._worker is None or at is None:
            self._wake.set()
        else:
            self._worker.expect(at)

    async def run(self, handlers: Handlers, *, concurrency: int) -> None:
        await self._work(handlers, concurrency, until_idle=False)

    async def drain(self, handlers: Handlers, *, concurrency: int = 10) -> None:
        await self._work(handlers, concurrency, until_idle=True)

    async def _work(self, handlers: Handlers, concurrency: int, *, until_idle: bool) -> None:
        worker = self._worker = EmbeddedWorker(self._database, self._wake, handlers, concurrency)
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
        query = select(jobs, PLACE).order_by(jobs.c.run_at, PLACE).limit(limit)
        if after is not None:
            query = query.where(tuple_(jobs.c.run_at, PLACE) > tuple_(*after))
        if account_id is not None and (end := await self.seen_to(tx, state=state, after=after)) is not None:
            query = query.where(tuple_(jobs.c.run_at, PLACE) <= tuple_(*end))
        # One range of an index for each of these; together they have the page.
        found = [
            row
            for one in ([state] if state else JobState)
            for which in _ranges(one, account_id)
            for row in await tx.session.execute(query.where(*which))
        ]
        return [
            JobView(
                row.id,
                row.kind,
                row.args,
                JobState(row.state),
                row.run_at,
                row.attempt,
                row.max_attempts,
                row.error,
                row.place,
            )
            for row in sorted(found, key=lambda row: (row.run_at, row.place))[:limit]
        ]

    async def seen_to(
        self, tx: "Tx", *, state: JobState | None = None, after: tuple[datetime, int] | None = None
    ) -> tuple[datetime, int] | None:
        if state not in (None, JobState.WAITING):
            return None
        query = select(jobs.c.run_at, PLACE).where(jobs.c.state == JobState.WAITING.value)
        if after is not None:
            query = query.where(tuple_(jobs.c.run_at, PLACE) > tuple_(*after))
        ends = query.order_by(jobs.c.run_at, PLACE).offset(port.LOOKED_AT - 1).limit(1)
        row = (await tx.session.execute(ends)).one_or_none()
        return None if row is None else (row[0], row[1])

    async def counts(self, tx: "Tx", *, account_id: UUID | None = None) -> dict[str, int]:
        found = {state.value: await self._count(tx, jobs.c.state == state.value) for state in JobState}
        if account_id is not None:
            theirs = [await self._count(tx, and_(*which)) for which in _ranges(JobState.DEAD, account_id)]
            found[JobState.DEAD.value] = min(COUNT_CAP, sum(theirs))
        found["due"] = await self._count(tx, (jobs.c.state == JobState.WAITING.value) & (jobs.c.run_at <= tx.now))
        return found

    async def waiting(self, tx: "Tx", kinds: Sequence[str]) -> int:
        return await self._count(tx, (jobs.c.state == JobState.WAITING.value) & jobs.c.kind.in_(kinds))

    async def soonest(self, tx: "Tx") -> datetime | None:
        waiting = jobs.c.state == JobState.WAITING.value
        return (
            await tx.session.execute(select(jobs.c.run_at).where(waiting).order_by(jobs.c.run_at).limit(1))
        ).scalar()

    async def _count(self, tx: "Tx", which: Any) -> int:
        some = select(jobs.c.id).where(which).limit(COUNT_CAP).subquery()
        return (await tx.session.execute(select(func.count()).select_from(some))).scalar_one()

    async def retry(self, tx: "Tx", job_id: UUID, *, account_id: UUID | None = None) -> None:
        dead = and_(jobs.c.id == job_id, jobs.c.state == JobState.DEAD.value, _of(account_id))
        alive = update(EmbeddedJob).where(dead).values(state=JobState.WAITING.value, attempt=0, run_at=tx.now)
        if (await tx.session.execute(alive.returning(jobs.c.id))).first() is None:
            raise NotFound("no dead job has this id")
        tx.afterwards(self.wake)

    async def discard(self, tx: "Tx", job_id: UUID, *, account_id: UUID | None = None) -> None:
        dead = and_(jobs.c.id == job_id, jobs.c.state == JobState.DEAD.value, _of(account_id))
        if (await tx.session.execute(delete(EmbeddedJob).where(dead).returning(jobs.c.id))).first() is None:
            raise NotFound("no dead job has this id")

    async def check(self, tx: "Tx") -> None:
        try:
            await tx.session.execute(select(jobs.c.id).limit(1))
        except OperationalError as error:
            raise Unavailable("the table of jobs cannot be read; run: cairnloop migrate") from error
        if self._worker is not None and self._worker.trouble is not None:
            raise Unavailable(f"the job worker is stuck: {self._worker.trouble}")


def _ranges(state: JobState, account_id: UUID | None) -> list[list[ColumnElement[bool]]]:
    """Jobs in a state, perhaps of one account and of none, as ranges of an index."""
    if state is not JobState.DEAD or account_id is None:
        return [[jobs.c.state == state.value, _of(account_id)]]
    owner: ColumnElement[str] = literal_column(OWNER)
    return [[literal_column(DEAD), owner == one] for one in (str(account_id), "")]


def _of(account_id: UUID | None) -> ColumnElement[bool]:
    """Jobs of this account, and the house's own, which name none."""
    if account_id is None:
        return true()
    owner = func.json_extract(jobs.c.args, "$.account_id")
    return or_(owner.is_(None), owner == str(account_id))


def _row(tx: "Tx", spec: JobSpec) -> dict[str, Any]:
    return {
        "id": tx.timely_id(),
        "kind": spec.kind,
        "args": spec.args,
        "state": JobState.WAITING.value,
        "run_at": spec.run_at or tx.now,
        "priority": spec.priority,
        "unique_key": spec.unique_key,
        "attempt": 0,
        "max_attempts": spec.max_attempts,
        "crashes": 0,
        "error": None,
    }
