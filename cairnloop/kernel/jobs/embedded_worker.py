"""The embedded engine at work: claims what is due, runs it, writes how it ended, and naps until there is more."""

import asyncio
import json
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import JSON, Integer, String, Uuid, bindparam, select, text, update

from cairnloop.kernel.jobs.alarm import Alarm
from cairnloop.kernel.jobs.port import Handlers, Job, JobState
from cairnloop.kernel.jobs.retry import SUSPECT_AFTER
from cairnloop.kernel.jobs.runner import (
    NAP_SECONDS,
    PAUSE_SECONDS,
    TROUBLE,
    Claimed,
    Ended,
    Room,
    Runner,
    finish,
    insist,
)
from cairnloop.kernel.jobs.tables import EmbeddedJob
from cairnloop.kernel.tables import UtcDateTime, table

if TYPE_CHECKING:
    from cairnloop.kernel.database import Database, Tx

log = logging.getLogger(__name__)
jobs = table(EmbeddedJob)
WAITING, RUNNING, DEAD = JobState.WAITING.value, JobState.RUNNING.value, JobState.DEAD.value

# One short walk along ix_jobs_claim for every kind and priority that has waiting jobs, each stopping at the first job
# whose time has not come: neither a long backlog nor a crowd of sleeping jobs is ever sorted or scanned. The index is
# named, and the next kind or priority asked for in two steps, because SQLite would walk past a whole backlog otherwise.
CLAIM = (
    text(f"""
WITH RECURSIVE
rooms(kind, lane, room) AS (
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]')
    FROM json_each(:rooms)
),
levels(id, kind, priority) AS (
    SELECT * FROM (
        SELECT id, kind, priority FROM jobs INDEXED BY ix_jobs_claim
        WHERE state = '{WAITING}' ORDER BY kind, priority LIMIT 1
    )
    UNION ALL
    SELECT jobs.id, jobs.kind, jobs.priority
    FROM levels JOIN jobs ON jobs.id = coalesce(
        (
            SELECT id FROM jobs AS next INDEXED BY ix_jobs_claim
            WHERE next.state = '{WAITING}' AND next.kind = levels.kind AND next.priority > levels.priority
            ORDER BY next.priority LIMIT 1
        ),
        (
            SELECT id FROM jobs AS next INDEXED BY ix_jobs_claim
            WHERE next.state = '{WAITING}' AND next.kind > levels.kind
            ORDER BY next.kind, next.priority LIMIT 1
        )
    )
),
due AS (
    SELECT found.rowid AS place, found.id, found.priority, found.run_at, rooms.lane, rooms.room
    FROM levels JOIN rooms ON rooms.kind = levels.kind
    JOIN json_each((
        SELECT json_group_array(id) FROM (
            SELECT id FROM jobs AS head
            WHERE head.state = '{WAITING}' AND head.kind = levels.kind AND head.priority = levels.priority
                AND head.run_at <= :now
            ORDER BY head.run_at LIMIT :most
        )
    )) AS heads
    JOIN jobs AS found ON found.id = heads.value
),
placed AS (
    SELECT id, room, row_number() OVER (PARTITION BY lane ORDER BY priority DESC, run_at, place) AS place FROM due
)
UPDATE jobs
SET state = '{RUNNING}', unique_key = NULL, attempt = attempt + (crashes < {SUSPECT_AFTER})
WHERE id IN (SELECT id FROM placed WHERE place <= room)
RETURNING id, kind, args, attempt, max_attempts, crashes, priority, run_at, rowid AS place
""")  # noqa: S608 - parts of our own
    .bindparams(
        bindparam("rooms", type_=String), bindparam("now", type_=UtcDateTime()), bindparam("most", type_=Integer)
    )
    .columns(id=Uuid(), args=JSON(), run_at=UtcDateTime())
)
DONE = text("DELETE FROM jobs WHERE id IN (SELECT value FROM json_each(:ids))").bindparams(
    bindparam("ids", type_=String)
)


class EmbeddedWorker:
    """One run of the worker: from the first claim to the last job handed back."""

    def __init__(self, database: "Database", wake: asyncio.Event, handlers: Handlers, concurrency: int) -> None:
        self._database = database
        self._wake = wake
        self._runner = Runner(handlers, concurrency=concurrency, clock=database.clock, ledger=self)
        self._tasks: set[asyncio.Task[None]] = set()
        self._ended: list[Ended] = []
        self._alarm = Alarm()
        self.trouble: str | None = None  # why this worker cannot claim jobs at present

    def expect(self, due: datetime) -> None:
        """A job was written that is due then."""
        if self._alarm.rings(due):
            self._wake.set()

    def stop(self) -> None:
        self._runner.stopping = True
        self._wake.set()

    async def work(self, *, until_idle: bool) -> None:
        await insist(self._reclaim)
        try:
            while not self._runner.stopping:
                self._wake.clear()
                try:
                    if await self._turn():
                        await asyncio.sleep(0)  # lets them start, and the quick ones end
                    elif until_idle and not self._tasks and not self._ended:
                        break
                    else:
                        await self._nap()
                except TROUBLE as error:
                    log.exception("the job worker cannot reach its table; trying again")
                    self.trouble = str(error)
                    await asyncio.sleep(PAUSE_SECONDS)
        finally:
            await finish(self._tasks)
            await self._hand_back()

    async def _turn(self) -> bool:
        """Write how jobs ended and claim the next, in one transaction; says whether there were any."""
        self._alarm.rise()
        rooms, ended = self._runner.rooms(), self._ended[:]
        if not rooms and not ended:
            return False
        async with self._database.begin() as tx:
            await self._settle(tx, ended)
            claimed = await self._claim(tx, rooms) if rooms else []
        self.trouble = None
        del self._ended[: len(ended)]
        for load in self._runner.take(claimed):
            task = asyncio.create_task(self._runner.run(load))
            self._tasks.add(task)
            task.add_done_callback(self._leave)
        return bool(claimed)

    def _leave(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._wake.set()

    async def _claim(self, tx: "Tx", rooms: Sequence[Room]) -> list[Claimed]:
        asked = {
            "rooms": json.dumps([[room.kind, room.lane, room.room] for room in rooms]),
            "most": max(room.room for room in rooms),
            "now": tx.now,
        }
        rows = (await tx.session.execute(CLAIM, asked)).all()
        rows = sorted(rows, key=lambda row: (-row.priority, row.run_at, row.place))
        return [Claimed(Job(row.id, row.kind, row.args, row.attempt, row.max_attempts), row.crashes) for row in rows]

    async def _nap(self) -> None:
        """Sleep until something is said to be due, until it is due, or for a while."""
        now = self._database.clock.now()
        until = now + timedelta(seconds=NAP_SECONDS)
        if rooms := self._runner.rooms():
            mine = (jobs.c.state == WAITING) & jobs.c.kind.in_([room.kind for room in rooms])
            async with self._database.read() as tx:
                found = await tx.session.execute(select(jobs.c.run_at).where(mine).order_by(jobs.c.run_at).limit(1))
            soonest: datetime | None = found.scalar()
            until = until if soonest is None else min(until, soonest)
        seconds = (self._alarm.rest(until) - now).total_seconds()
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.001, seconds)):
                await self._wake.wait()

    async def _reclaim(self) -> None:
        """What ran when the last daemon died waits again, if only to be buried."""
        async with self._database.begin() as tx:
            await tx.session.execute(
                update(jobs).where(jobs.c.state == RUNNING).values(state=WAITING, crashes=jobs.c.crashes + 1)
            )

    async def _hand_back(self) -> None:
        try:
            async with self._database.begin() as tx:
                await self._settle(tx, self._ended)
                await tx.session.execute(update(jobs).where(jobs.c.state == RUNNING).values(state=WAITING))
        except TROUBLE:
            log.exception("cannot hand back jobs; the next daemon will take them up")

    async def count_start(self, job: Job) -> Job:
        async with self._database.begin() as tx:
            await tx.session.execute(update(jobs).where(jobs.c.id == job.id).values(attempt=jobs.c.attempt + 1))
        return replace(job, attempt=job.attempt + 1)

    async def write(self, ended: Sequence[Ended]) -> None:
        async with self._database.begin() as tx:
            await self._settle(tx, ended)

    def note(self, ended: Sequence[Ended]) -> None:
        self._ended += ended
        self._wake.set()

    async def _settle(self, tx: "Tx", ended: Sequence[Ended]) -> None:
        done = [one.job.id.hex for one in ended if one.verdict is None]
        failed = [(one.job.id, one.verdict) for one in ended if one.verdict is not None]
        if done:
            await tx.session.execute(DONE, {"ids": json.dumps(done)})
        if failed:
            connection = await tx.session.connection()
            await connection.execute(
                update(jobs)
                .where(jobs.c.id == bindparam("job"))
                .values(state=bindparam("then"), run_at=bindparam("at"), error=bindparam("said"), crashes=0),
                [
                    {
                        "job": job_id,
                        "then": DEAD if verdict.at is None else WAITING,
                        "at": verdict.at or tx.now,
                        "said": verdict.error,
                    }
                    for job_id, verdict in failed
                ],
            )
