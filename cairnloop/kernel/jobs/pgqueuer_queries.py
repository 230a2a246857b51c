"""PgQueuer's road to its tables, with the places taken over where our port promises more than it does."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol, Self

from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder, QuerySchedulerBuilder
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.tm import TaskManager
from pgqueuer.domain import models, types
from pgqueuer.domain.settings import DBSettings
from pgqueuer.ports.driver import Driver, NotifyCallback
from pgqueuer.ports.repository import EntrypointExecutionParameter
from sqlalchemy.engine import URL

from cairnloop.errors import Unavailable
from cairnloop.kernel.clock import Clock
from cairnloop.kernel.jobs.alarm import Alarm
from cairnloop.kernel.jobs.pgqueuer_sql import CLAIM, SOONEST
from cairnloop.kernel.jobs.runner import NAP_SECONDS, PAUSE_SECONDS, Room
from cairnloop.kernel.postgres_line import Line

log = logging.getLogger(__name__)

CHANNEL = types.Channel("ch_pgqueuer")
# Said outright, so that stray variables of the environment (CHANNEL, QUEUE_TABLE, ...) rename nothing.
SETTINGS = DBSettings(
    prefix="",
    db_schema=None,
    channel=CHANNEL,
    function="fn_pgqueuer_changed",
    statistics_table="pgqueuer_statistics",
    queue_status_type="pgqueuer_status",
    queue_table="pgqueuer",
    queue_table_log="pgqueuer_log",
    trigger="tg_pgqueuer_changed",
    schedules_table="pgqueuer_schedules",
)
LOOK = models.TableChangedEvent(
    channel=CHANNEL,
    sent_at=models.utc_now(),
    type="table_changed_event",
    operation="insert",
    table=SETTINGS.queue_table,
).model_dump_json()


class WorkerDriver(Driver):
    """The worker's own connection. It listens to nothing: what other daemons say comes with the carrier's news."""

    def __init__(self, url: URL) -> None:
        self.line = Line(url, "jobs")
        self._shutdown = asyncio.Event()
        self._tasks = TaskManager()
        self._listener: NotifyCallback | None = None
        self._poked = False

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        return await self.line.fetch(query, *args)

    async def execute(self, query: str, *args: object) -> str:
        await self.line.fetch(query, *args)
        return ""

    async def add_listener(self, channel: str, callback: NotifyCallback) -> None:
        self._listener = callback

    async def notify(self, channel: str, payload: str) -> None:
        self._tell(payload)

    def _tell(self, payload: str) -> None:
        if self._listener is not None:
            self._listener(payload)

    def poke(self) -> None:
        """Have the loop look at the table again; once is enough, however often it is said before it does."""
        if not self._poked:
            self._poked = True
            self._tell(LOOK)

    def looking(self) -> None:
        self._poked = False

    @property
    def shutdown(self) -> asyncio.Event:
        return self._shutdown

    @property
    def tm(self) -> TaskManager:
        return self._tasks

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None: ...


class Desk(Protocol):
    """Where claimed jobs lie until they have ended."""

    def rooms(self) -> list[Room]: ...

    def take(self, rows: Sequence[models.Job]) -> list[models.Job]: ...

    def held(self) -> list[int]: ...


class JobQueries(Queries):
    """PgQueuer's queries, except for what follows.

    Claims are due by the daemon's own clock, the one its handlers read: a delayed job that looks at its row never
    finds itself early. They go by priority, then time; give batch kinds room of their own; free the key and count the
    attempt; and write no log, which nobody would ever empty.
    """

    def __init__(self, driver: WorkerDriver, clock: Clock, desk: Desk) -> None:
        super().__init__(
            driver, QueryBuilderEnvironment(SETTINGS), QueryQueueBuilder(SETTINGS), QuerySchedulerBuilder(SETTINGS)
        )
        self._worker_driver = driver
        self._clock = clock
        self._desk = desk
        self._nap = timedelta(0)
        # While a claim is under way nobody can say what is held here: its jobs are ours before we hear of them.
        self.claiming = asyncio.Lock()
        self.alarm = Alarm()
        self.trouble: str | None = None

    async def dequeue(
        self,
        batch_size: int,
        entrypoints: dict[types.QueueEntrypoint, EntrypointExecutionParameter],
        queue_manager_id: types.QueueManagerId,
        global_concurrency_limit: int | None,
        heartbeat_timeout: timedelta,
    ) -> list[models.Job]:
        """Claim what is due and fits in; also finds out how long the loop may nap when that is nothing."""
        self._worker_driver.looking()
        self.alarm.rise()
        await asyncio.sleep(0)  # lets what was just dispatched start, and the quick ones end
        rooms = self._desk.rooms()
        if not rooms:
            self._nap = timedelta(seconds=NAP_SECONDS)  # whoever makes room wakes the loop
            return []
        try:
            claimed = await self._claim(rooms, queue_manager_id)
        except Unavailable as error:
            log.exception("the job worker cannot reach its table; trying again")
            self.trouble = error.detail
            self._nap = timedelta(seconds=PAUSE_SECONDS)
            return []
        self.trouble = None
        return claimed

    async def _claim(self, rooms: Sequence[Room], owner: types.QueueManagerId) -> list[models.Job]:
        kinds = [room.kind for room in rooms]
        now = self._clock.now()
        async with self.claiming:
            rows = await self.driver.fetch(
                CLAIM, kinds, [room.lane for room in rooms], [room.room for room in rooms], now, owner
            )
            if rows:
                return self._desk.take([models.Job.model_validate(row) for row in rows])
        found = await self.driver.fetch(SOONEST, kinds)
        soonest = found[0]["soonest"]
        self._nap = soonest - now if isinstance(soonest, datetime) else timedelta(seconds=NAP_SECONDS)
        return []

    async def next_deferred_eta(self, entrypoints: list[types.QueueEntrypoint]) -> timedelta | None:
        now = self._clock.now()
        return self.alarm.rest(now + min(self._nap, timedelta(seconds=NAP_SECONDS))) - now

    async def eligible_queued_work(self, entrypoints: list[types.QueueEntrypoint]) -> int:
        return 0

    async def queued_work(self, entrypoints: list[types.QueueEntrypoint]) -> int:
        """Asked when the queue is to be worked off: is there anything left that is due?"""
        found = await self.driver.fetch(SOONEST, list(entrypoints))
        soonest = found[0]["soonest"]
        return int(isinstance(soonest, datetime) and soonest <= self._clock.now())

    async def update_heartbeat(self, job_ids: list[types.JobId]) -> None:
        """For everything held here: the members of a group live as long as the group."""
        await super().update_heartbeat([types.JobId(held) for held in self._desk.held()])

    async def log_jobs(
        self, job_status: list[tuple[models.Job, types.JOB_STATUS, models.TracebackRecord | None]]
    ) -> None:
        """Nothing: by the time the manager calls a job finished, the runner has written how it ended."""
