"""The timeline of a customer, or of all of a company: what they asked and how it ended, what was noted and changed."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, tuple_

from cairnloop.desk.tables import Conversation
from cairnloop.errors import Invalid
from cairnloop.kernel.audit import AuditEntry
from cairnloop.kernel.database import Tx
from cairnloop.people.customer.companies import get_company
from cairnloop.people.customer.customers import get_customer
from cairnloop.people.customer.pages import NEWEST_FIRST, Wanted
from cairnloop.people.customer.tables import CustomerNote
from cairnloop.people.tables import Customer, User
from cairnloop.visits.rules import walked
from cairnloop.visits.tables import Visit
from cairnloop.wire.customers import TimelineOut

# What the trail tells of a customer's record, and of a company's.
TOLD = (
    *("customer.changed", "customer.tagged", "customer.untagged", "customer.merged", "customer.exported"),
    *("customer_note.changed", "customer_note.removed", "company.added", "company.changed"),
)
MOST_IDS = 200
# Of a company with more customers, those about whom something changed last.
MOST_CUSTOMERS = 200


class Kind(IntEnum):
    """Where something comes from. Of what happened at the same instant the higher one is shown first."""

    VISITED = 0
    STARTED = 1
    TRAIL = 2
    NOTE = 3
    RESOLVED = 4


Place = tuple[datetime, Kind, str]
Conditions = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened. `key` tells it from others of its kind at the same instant."""

    at: datetime
    kind: Kind
    key: str
    shape: TimelineOut

    @property
    def place(self) -> Place:
        return self.at, self.kind, self.key


async def timeline(
    tx: Tx, account_id: UUID, customer_id: UUID, *, before: Place | None = None, limit: int = 50
) -> tuple[list[Step], Place | None]:
    """The newest of what happened with a customer, and the place behind which the next page goes on."""
    customer = await get_customer(tx, account_id, customer_id)
    return await _timeline(tx, account_id, [customer.id], [], before, limit)


async def company_timeline(
    tx: Tx, account_id: UUID, company_id: UUID, *, before: Place | None = None, limit: int = 50
) -> tuple[list[Step], Place | None]:
    """The same of all who belong to a company, together with what was done with the company's own record."""
    company = await get_company(tx, account_id, company_id)
    theirs = select(Customer.id).where(*Wanted(account_id, company_id=company.id).listed())
    newest = theirs.order_by(*NEWEST_FIRST).limit(MOST_CUSTOMERS)
    ids = (await tx.session.execute(newest)).scalars().all()
    return await _timeline(tx, account_id, ids, [company.id], before, limit)


async def _timeline(
    tx: Tx, account_id: UUID, ids: Sequence[UUID], records: Sequence[UUID], before: Place | None, limit: int
) -> tuple[list[Step], Place | None]:
    """Of these customers, and of what the trail tells of other `records`."""
    earlier = select(Customer.id).where(Customer.merged_into.in_(ids)).limit(MOST_IDS)
    told = [*ids, *(await tx.session.execute(earlier)).scalars(), *records]
    steps = [
        *await _conversations(tx, ids, Kind.STARTED, before, limit + 1),
        *await _conversations(tx, ids, Kind.RESOLVED, before, limit + 1),
        *await _visits(tx, ids, before, limit + 1),
        *await _notes(tx, ids, before, limit + 1),
        *await _trail(tx, account_id, told, before, limit + 1),
    ]
    steps.sort(key=lambda step: step.place, reverse=True)
    return steps[:limit], steps[limit - 1].place if len(steps) > limit else None


def _behind(kind: Kind, before: Place | None, at: Any, key: Any, read: Callable[[str], Any]) -> Conditions:
    """What must be so of rows of this kind that come after `before`."""
    if before is None:
        return ()
    instant, of, where = before
    if kind > of:
        return (at < instant,)
    return (at <= instant,) if kind < of else (tuple_(at, key) < (instant, read(where)),)


async def _conversations(tx: Tx, ids: Sequence[UUID], kind: Kind, before: Place | None, limit: int) -> list[Step]:
    started = kind is Kind.STARTED
    at = Conversation.created_at if started else Conversation.closed_at
    query = select(Conversation).where(Conversation.customer_id.in_(ids), at.is_not(None))
    query = query.where(*_behind(kind, before, at, Conversation.id, UUID))
    found = (await tx.session.execute(query.order_by(at.desc(), Conversation.id.desc()).limit(limit))).scalars()
    name = "conversation.started" if started else "conversation.resolved"
    steps = []
    for row in found:
        instant = row.created_at if started or row.closed_at is None else row.closed_at
        about = row.subject or row.preview
        shape = _shape(instant, name, row.customer_id, conversation_id=str(row.id), about=about)
        steps.append(Step(instant, kind, str(row.id), shape))
    return steps


async def _visits(tx: Tx, ids: Sequence[UUID], before: Place | None, limit: int) -> list[Step]:
    at, key = Visit.started_at, Visit.id
    query = select(Visit).where(Visit.customer_id.in_(ids), *_behind(Kind.VISITED, before, at, key, UUID))
    found = (await tx.session.execute(query.order_by(at.desc(), key.desc()).limit(limit))).scalars()
    steps = []
    for row in found:
        shape = _shape(row.started_at, "visit.started", row.customer_id, about=walked(row.pages))
        steps.append(Step(row.started_at, Kind.VISITED, str(row.id), shape))
    return steps


async def _notes(tx: Tx, ids: Sequence[UUID], before: Place | None, limit: int) -> list[Step]:
    at, key = CustomerNote.created_at, CustomerNote.id
    query = select(CustomerNote, User).join(User, CustomerNote.author_id == User.id)
    query = query.where(CustomerNote.customer_id.in_(ids), *_behind(Kind.NOTE, before, at, key, UUID))
    rows = await tx.session.execute(query.order_by(at.desc(), key.desc()).limit(limit))
    steps = []
    for note, author in rows:
        name = author.display_name or author.full_name or author.email
        said = {"actor": name, "note_id": str(note.id), "about": note.body}
        shape = _shape(note.created_at, "note.written", note.customer_id, **said)
        steps.append(Step(note.created_at, Kind.NOTE, str(note.id), shape))
    return steps


async def _trail(tx: Tx, account_id: UUID, ids: Sequence[UUID], before: Place | None, limit: int) -> list[Step]:
    query = select(AuditEntry).where(
        AuditEntry.account_id == account_id,
        AuditEntry.subject_id.in_([str(one) for one in ids]),
        AuditEntry.action.in_(TOLD),
        *_behind(Kind.TRAIL, before, AuditEntry.at, AuditEntry.seq, int),
    )
    newest = query.order_by(AuditEntry.at.desc(), AuditEntry.seq.desc()).limit(limit)
    steps = []
    for row in (await tx.session.execute(newest)).scalars():
        said = row.detail.get("tag") or row.detail.get("merged") or ", ".join(row.detail.get("fields", ()))
        customer_id = None if row.subject_kind == "company" else row.subject_id
        shape = _shape(row.at, row.action, customer_id, actor=row.actor_label, about=said or None)
        steps.append(Step(row.at, Kind.TRAIL, str(row.seq), shape))
    return steps


def _shape(at: datetime, kind: str, customer_id: UUID | str | None, **more: str | None) -> TimelineOut:
    said: dict[str, str | None] = {"actor": None, "conversation_id": None, "note_id": None, "about": None, **more}
    return {
        "at": at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z",
        "kind": kind,
        "customer_id": None if customer_id is None else str(customer_id),
        "actor": said["actor"],
        "conversation_id": said["conversation_id"],
        "note_id": said["note_id"],
        "about": said["about"],
    }


def write_place(place: Place) -> str:
    at, kind, key = place
    return base64.urlsafe_b64encode(f"{at.isoformat()}|{kind.value}|{key}".encode()).decode()


def read_place(cursor: str) -> Place:
    """Raises Invalid for a cursor that we did not write."""
    try:
        at, number, key = base64.urlsafe_b64decode(cursor.encode()).decode().split("|")
        instant, kind = datetime.fromisoformat(at), Kind(int(number))
        if instant.tzinfo is None:
            raise ValueError("instants carry a time zone")
        if kind is not Kind.TRAIL:
            return instant.astimezone(UTC), kind, str(UUID(key))
        if not 0 <= int(key) < 2**63:
            raise ValueError("no entry has this number")
        return instant.astimezone(UTC), kind, key
    except (ValueError, OverflowError, binascii.Error) as error:
        raise Invalid.field("after", "use the value of `next` from the page before") from error
