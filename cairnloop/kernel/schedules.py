"""What happens at set times: fired once over any number of daemons, and made up for once after a time without any."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.errors import Unavailable
from cairnloop.kernel.clock import SystemClock
from cairnloop.kernel.tables import Row, table

if TYPE_CHECKING:
    from cairnloop.kernel.database import Database, Tx

log = logging.getLogger(__name__)

# The longest wait between two looks at the table: another daemon may have brought a schedule forward.
LOOK_SECONDS = 60.0
PAUSE_SECONDS = 5.0
# How many missed times are walked through one by one before the trigger is simply asked from now on.
MISSED = 1000


class ScheduleRow(Row):
    """When a schedule fires next; None when it never will again."""

    __tablename__ = "schedules"

    name: Mapped[str] = mapped_column(primary_key=True)
    next_fire_at: Mapped[datetime | None]


rows = table(ScheduleRow)


class Trigger(Protocol):
    """What APScheduler's triggers (cron, interval, calendar interval, date) can do.

    An interval counts from its `start_date`, which is the moment of its making unless it is given.
    """

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None: ...


@dataclass(frozen=True)
class Schedule:
    """At the times of `trigger`, a job of `kind` is enqueued. `name` is what the database knows it by."""

    name: str
    trigger: Trigger
    kind: str


def following(trigger: Trigger, fired: datetime | None, now: datetime) -> datetime | None:
    """The first time after `now`; None when there is none. Times missed until now are left out.

    It is counted from the time that was due and not from now, so that an interval keeps its beat and a monthly
    schedule its day, however late the ticker is.
    """
    zone = getattr(trigger, "timezone", UTC)
    now, found = now.astimezone(zone), fired.astimezone(zone) if fired else None
    for _ in range(MISSED):
        found = trigger.get_next_fire_time(found, now)
        if found is None or found > now:
            break
    else:
        found = trigger.get_next_fire_time(now, now)
    return None if found is None else found.astimezone(UTC)


async def register(tx: "Tx", schedules: Sequence[Schedule]) -> None:
    """Write down schedules that are new, and bring forward those that fire earlier than they used to.

    A time that is already due stays: it was missed, and will be made up for.
    """
    known = {row.name: row.next_fire_at for row in await tx.session.execute(select(rows))}
    insert: Any = sqlite.insert if tx.dialect == "sqlite" else postgresql.insert
    for schedule in schedules:
        first = following(schedule.trigger, None, tx.now)
        if schedule.name not in known:
            new = insert(rows).values(name=schedule.name, next_fire_at=first).on_conflict_do_nothing()
            await tx.session.execute(new)
            continue
        then = known[schedule.name]
        if first is not None and (then is None or first < then):
            await _move(tx, schedule, then, first)


async def fire_due(tx: "Tx", schedules: Sequence[Schedule]) -> list[str]:
    """Enqueue the jobs of the schedules whose time has come and set their next time; returns which fired."""
    mine = rows.c.name.in_([schedule.name for schedule in schedules])
    found = await tx.session.execute(select(rows).where(mine, rows.c.next_fire_at <= tx.now))
    due = {row.name: row.next_fire_at for row in found}
    fired: list[str] = []
    for schedule in schedules:
        then = due.get(schedule.name)
        # Compare-and-set: of all the daemons that see this time due, one moves it on and enqueues the job.
        if then is not None and await _move(tx, schedule, then, following(schedule.trigger, then, tx.now)):
            tx.enqueue(schedule.kind, unique_key=f"schedule:{schedule.name}")
            fired.append(schedule.name)
    return fired


async def _move(tx: "Tx", schedule: Schedule, then: datetime | None, to: datetime | None) -> bool:
    unmoved = (rows.c.name == schedule.name) & rows.c.next_fire_at.is_not_distinct_from(then)
    moved = await tx.session.execute(update(rows).where(unmoved).values(next_fire_at=to).returning(rows.c.name))
    return moved.first() is not None


class Schedules:
    """The ticker of one daemon: APScheduler wakes it when the next schedule is due.

    `fired` is told the name of each schedule that this daemon fired, and when.
    """

    def __init__(
        self,
        database: "Database",
        schedules: Sequence[Schedule],
        *,
        fired: Callable[[str, datetime], None] = lambda name, at: None,
    ) -> None:
        self._database = database
        self._schedules = list(schedules)
        self._fired = fired
        self._due = asyncio.Event()

    async def run(self) -> None:
        """Fire what is due, for as long as the daemon runs. Ends when cancelled."""
        from apscheduler.schedulers.asyncio import AsyncIOScheduler
        from apscheduler.triggers.date import DateTrigger

        scheduler = AsyncIOScheduler(timezone=UTC)
        scheduler.start()
        registered = False
        try:
            while True:
                self._due.clear()
                try:
                    if not registered:
                        await self._register()
                        registered = True
                    seconds = await self._fire()
                except (SQLAlchemyError, OSError, Unavailable):
                    log.exception("cannot look at the schedules; trying again")
                    seconds = PAUSE_SECONDS
                at = SystemClock().now() + timedelta(seconds=seconds)
                scheduler.add_job(
                    self._ring, DateTrigger(at), id="look", replace_existing=True, misfire_grace_time=None
                )
                await self._due.wait()
        finally:
            scheduler.shutdown(wait=False)

    async def _ring(self) -> None:
        self._due.set()

    async def _register(self) -> None:
        async with self._database.begin() as tx:
            await register(tx, self._schedules)

    async def _fire(self) -> float:
        """Fire what is due; returns the seconds until something is due again."""
        async with self._database.begin() as tx:
            fired = await fire_due(tx, self._schedules)
            names = [schedule.name for schedule in self._schedules]
            soonest: datetime | None = (
                await tx.session.execute(select(func.min(rows.c.next_fire_at)).where(rows.c.name.in_(names)))
            ).scalar()
        for name in fired:
            self._fired(name, tx.now)
        if soonest is None:
            return LOOK_SECONDS
        return min(LOOK_SECONDS, max(0.0, (soonest - self._database.clock.now()).total_seconds()))
