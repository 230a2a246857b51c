"""The hours of accounts and their inboxes as hot paths need them: worked out once, and again when they change."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from cairnloop.desk.hours.counting import add_business_time
from cairnloop.desk.hours.rules import Day, Holiday, Hours, Shift, span
from cairnloop.desk.hours.tables import BusinessHours
from cairnloop.kernel.database import Tx
from cairnloop.kernel.hub import Announcement, Hub
from cairnloop.kernel.tables import table
from cairnloop.people.tables import Account

# Not a topic that a client could join: nothing routes there.
TOPIC = "desk:hours"
# News of a change reaches every daemon; should it get lost, the change is seen so much later.
FRESH = timedelta(minutes=5)
MOST_KEPT = 10_000

accounts, business_hours = table(Account), table(BusinessHours)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody is there: in the account, and in the inboxes whose hours are their own. None is always."""

    zone: ZoneInfo | None = None
    own: Hours | None = None
    inboxes: Mapping[UUID, Hours | None] = field(default_factory=dict)
    written: Mapping[UUID | None, Sequence[Any]] = field(default_factory=dict)  # the shifts as the wire has them
    deadlines: bool | None = None  # whether promises count in these hours; None leaves that to the house

    def hours(self, inbox_id: UUID | None) -> Hours | None:
        return self.own if inbox_id is None else self.inboxes.get(inbox_id, self.own)

    def shifts(self, inbox_id: UUID | None) -> Sequence[Any]:
        return self.written.get(inbox_id, self.written.get(None, ()))

    def due(self, inbox_id: UUID, start: datetime, promise: timedelta, *, by_default: bool) -> datetime:
        """When a promise made at `start` is due: by the clock on the wall, or only while somebody is there."""
        counts = by_default if self.deadlines is None else self.deadlines
        hours = self.hours(inbox_id) if counts else None
        at = None if hours is None else add_business_time(hours, start, promise)
        return start + promise if at is None else at


ALWAYS = Calendar()


class Calendars:
    """The calendars of accounts, remembered until something of them changes anywhere."""

    def __init__(self, hub: Hub | None = None) -> None:
        self._kept: dict[UUID, tuple[datetime, Calendar]] = {}
        self._changes = 0
        if hub is not None:
            hub.subscribe(TOPIC, self)

    def announce(self, announcement: Announcement) -> None:
        """Hours have changed: what was worked out of them, also just now by somebody else, is out of date."""
        self._changes += 1
        self._kept.pop(UUID(announcement.payload["id"]), None)

    async def of(self, tx: Tx, account_ids: Collection[UUID]) -> Mapping[UUID, Calendar]:
        """One statement for all those that are not known, and none when all are."""
        found = {one: known for one in account_ids if (known := self._known(one, tx.now)) is not None}
        missing = [one for one in account_ids if one not in found]
        if missing:
            changes = self._changes
            read = await _read(tx, missing)
            found |= read
            if changes == self._changes:
                self._keep(read, tx.now)
        return found

    async def one(self, tx: Tx, account_id: UUID) -> Calendar:
        return (await self.of(tx, [account_id])).get(account_id, ALWAYS)

    def _known(self, account_id: UUID, now: datetime) -> Calendar | None:
        since, calendar = self._kept.get(account_id, (now, None))
        return calendar if timedelta(0) <= now - since < FRESH else None

    def _keep(self, read: Mapping[UUID, Calendar], now: datetime) -> None:
        if len(self._kept) + len(read) > MOST_KEPT:
            self._kept.clear()
        self._kept |= {account_id: (now, calendar) for account_id, calendar in read.items()}


def changed(tx: Tx, account_id: UUID) -> None:
    """To be called whenever an account's zone, hours or way of counting change."""
    tx.announce(TOPIC, "changed", {"id": str(account_id)})


async def _read(tx: Tx, account_ids: Collection[UUID]) -> dict[UUID, Calendar]:
    # As plain rows: whose calendar it is has nothing to do with who asks.
    query = (
        select(accounts.c.id, accounts.c.time_zone, accounts.c.settings)
        .add_columns(business_hours.c.id.label("hours_id"), business_hours.c.inbox_id)
        .add_columns(business_hours.c.time_zone.label("own_zone"))
        .add_columns(business_hours.c.working_hours, business_hours.c.holidays)
        .select_from(accounts.outerjoin(business_hours, business_hours.c.account_id == accounts.c.id))
        .where(accounts.c.id.in_(account_ids))
    )
    rows: dict[UUID, list[Any]] = {}
    for row in await tx.session.execute(query):
        rows.setdefault(row.id, []).append(row)
    return {account_id: _calendar(found) for account_id, found in rows.items()}


def _calendar(rows: Sequence[Any]) -> Calendar:
    zone, settings = rows[0].time_zone, rows[0].settings or {}
    hours = {
        row.inbox_id: hours_of(row.own_zone or zone, row.working_hours, row.holidays)
        for row in rows
        if row.hours_id is not None
    }
    return Calendar(
        zone=None if zone is None else ZoneInfo(zone),
        own=hours.get(None),
        inboxes={inbox_id: found for inbox_id, found in hours.items() if inbox_id is not None},
        written={row.inbox_id: row.working_hours for row in rows if row.hours_id is not None},
        deadlines=settings.get("deadlines_in_business_hours"),
    )


def hours_of(zone: str | None, working_hours: Sequence[Any], holidays: Sequence[Any]) -> Hours | None:
    """Hours as they are written; None where nothing is said of them, or of the zone they are in."""
    if zone is None or not (working_hours or holidays):
        return None
    return Hours(
        ZoneInfo(zone),
        tuple(Shift(Day(one["day"]), one["start_minute"], one["end_minute"]) for one in working_hours),
        tuple(
            Holiday(
                date.fromisoformat(one["start_date"]),
                date.fromisoformat(one["end_date"]),
                one["yearly"],
                tuple(span(each["start_minute"], each["end_minute"]) for each in one["hours"]),
            )
            for one in holidays
        ),
    )
