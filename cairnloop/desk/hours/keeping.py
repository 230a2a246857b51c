"""Setting business hours: of an account, of an inbox that differs, and back to the account's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from cairnloop.desk import topics
from cairnloop.desk.events import HoursChanged
from cairnloop.desk.hours import calendars
from cairnloop.desk.hours.calendars import hours_of
from cairnloop.desk.hours.counting import closes_next, is_open, opens_next
from cairnloop.desk.hours.rules import Hours
from cairnloop.desk.hours.tables import BusinessHours
from cairnloop.desk.inbox.inboxes import get_inbox, hold
from cairnloop.desk.tables import Inbox
from cairnloop.desk.versions import require_seen
from cairnloop.errors import Invalid, NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.accounts import get_account
from cairnloop.people.identity import Operator
from cairnloop.people.tables import Account
from cairnloop.wire.hours import BusinessHoursOut
from cairnloop.wire.people import zulu

NO_ZONE = "say in which time zone these hours are, for example Europe/Berlin"


@dataclass(frozen=True, slots=True)
class Kept:
    """The hours of an account or inbox as they are written; `row` is None where nothing is."""

    account: Account
    inbox: Inbox | None
    row: BusinessHours | None

    @property
    def inbox_id(self) -> UUID | None:
        return None if self.inbox is None else self.inbox.id

    @property
    def version(self) -> int:
        """That of whose hours they are: of the inbox asked for, or of the account."""
        return (self.inbox or self.account).version

    @property
    def zone(self) -> str | None:
        own = None if self.row is None else self.row.time_zone
        return own or self.account.time_zone

    @property
    def hours(self) -> Hours | None:
        return None if self.row is None else hours_of(self.zone, self.row.working_hours, self.row.holidays)


async def kept(tx: Tx, account_id: UUID, inbox_id: UUID | None) -> Kept:
    """What holds for the inbox, its own or the account's. Raises NotFound."""
    account = await get_account(tx, account_id)
    inbox = None if inbox_id is None else await get_inbox(tx, account_id, inbox_id)
    own = await _row(tx, account_id, inbox_id, lock=False)
    if own is None and inbox_id is not None:
        own = await _row(tx, account_id, None, lock=False)
    return Kept(account, inbox, own)


async def set_hours(
    db: Database, inbox_id: UUID | None, given: Mapping[str, Any], by: Operator, *, seen: int | None = None
) -> Kept:
    """Set the hours of the account, or with `inbox_id` those of an inbox. What is not given, or None, stays.

    Raises Invalid while nobody has said in which time zone they are, and Stale.
    """
    async with db.begin() as tx:
        # Before anything else of the account is locked, as by whoever changes an inbox.
        await hold(tx, by.account_id)
        account = await get_account(tx, by.account_id)
        inbox = None if inbox_id is None else await get_inbox(tx, by.account_id, inbox_id, lock=True)
        owner = inbox or account
        await require_seen(tx, owner, seen)
        owner.version += 1
        if inbox is None:
            account.updated_at = tx.now
        row = await write(tx, account, inbox_id, given)
        if account.time_zone is None and row.time_zone is None:
            raise Invalid.field("time_zone", NO_ZONE)
        _note(tx, by, inbox_id, "hours.changed", row)
        return _told(tx, Kept(account, inbox, row))


async def forget_hours(db: Database, inbox_id: UUID, by: Operator) -> Kept:
    """Let an inbox go by the account's hours again. Raises NotFound when it does already."""
    async with db.begin() as tx:
        inbox = await get_inbox(tx, by.account_id, inbox_id, lock=True)
        row = await _row(tx, by.account_id, inbox_id)
        if row is None:
            raise NotFound("this inbox has no hours of its own")
        await tx.session.delete(row)
        inbox.version += 1
        calendars.changed(tx, by.account_id)
        tx.emit_at_the_end(HoursChanged(by.account_id))
        tx.audit(by.actor, by.account_id, "hours.removed", "inbox", inbox_id)
        await tx.session.flush()
        return _told(tx, await kept(tx, by.account_id, inbox_id))


async def write(tx: Tx, account: Account, inbox_id: UUID | None, given: Mapping[str, Any]) -> BusinessHours:
    """The hours as a row, changed where something is given; the account is held, and its own zone stands with it."""
    row = await _row(tx, account.id, inbox_id)
    before = None if row is None else _said(account, row)
    if row is None:
        row = BusinessHours(
            id=tx.new_id(),
            account_id=account.id,
            inbox_id=inbox_id,
            time_zone=None,
            working_hours=[],
            holidays=[],
            created_at=tx.now,
            updated_at=tx.now,
        )
        tx.session.add(row)
    wanted = {name: value for name, value in given.items() if value is not None}
    if "time_zone" in wanted:
        owner = account if inbox_id is None else row
        owner.time_zone = wanted["time_zone"]
    row.working_hours = wanted.get("working_hours", row.working_hours)
    row.holidays = wanted.get("holidays", row.holidays)
    row.updated_at = tx.now
    calendars.changed(tx, account.id)
    if before != _said(account, row):
        tx.emit_at_the_end(HoursChanged(account.id))
    return row


def _said(account: Account, row: BusinessHours) -> tuple[object, ...]:
    return account.time_zone, row.time_zone, row.working_hours, row.holidays


async def _row(tx: Tx, account_id: UUID, inbox_id: UUID | None, *, lock: bool = True) -> BusinessHours | None:
    mine = BusinessHours.inbox_id.is_(None) if inbox_id is None else BusinessHours.inbox_id == inbox_id
    query = select(BusinessHours).where(BusinessHours.account_id == account_id, mine)
    return (await tx.session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()


def _note(tx: Tx, by: Operator, inbox_id: UUID | None, action: str, row: BusinessHours) -> None:
    kind, subject = ("account", by.account_id) if inbox_id is None else ("inbox", inbox_id)
    shifts, holidays = len(row.working_hours), len(row.holidays)
    tx.audit(by.actor, by.account_id, action, kind, subject, shifts=shifts, holidays=holidays)


def _told(tx: Tx, found: Kept) -> Kept:
    """The same, with all operators told of it."""
    inbox_id = None if found.inbox_id is None else str(found.inbox_id)
    news = {"inbox_id": inbox_id, "business_hours": hours_out(found, tx.now)}
    tx.announce(topics.operators(found.account.id), "hours:updated", news)
    return found


def hours_out(found: Kept, now: datetime) -> BusinessHoursOut:
    hours, row = found.hours, found.row
    opens = None if hours is None else opens_next(hours, now)
    return {
        "object": "business_hours",
        "account_id": str(found.account.id),
        "inbox_id": None if found.inbox_id is None else str(found.inbox_id),
        "version": found.version,
        "inherited": found.inbox_id is not None and (row is None or row.inbox_id is None),
        "time_zone": found.zone,
        "working_hours": [] if row is None else list(row.working_hours),
        "holidays": [] if row is None else list(row.holidays),
        "open": hours is None or is_open(hours, now),
        "opens_at": zulu(opens),
        "closes_at": None if hours is None else zulu(closes_next(hours, now)),
    }
