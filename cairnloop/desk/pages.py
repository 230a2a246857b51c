"""The inbox, a page at a time: sections and filters, each served by an index from its first row."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, tuple_

from cairnloop.desk.deadlines import current
from cairnloop.desk.rules import Status
from cairnloop.desk.shapes import conversation_basic_out, deadline_out
from cairnloop.desk.tables import Conversation
from cairnloop.errors import Invalid
from cairnloop.kernel.database import Tx
from cairnloop.people.shapes import customer_basic_out
from cairnloop.people.tables import Customer, User
from cairnloop.wire.desk import ConversationRowOut

COUNT_CAP = 1000


class Section(StrEnum):
    """The inbox's standing views."""

    DECISION = "decision"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    OPEN = "open"
    RESOLVED = "resolved"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a page shows. `me` gives `mine` its meaning."""

    account_id: UUID
    section: Section | None = None
    me: int | None = None
    status: Status | None = None
    assignee_id: int | None = None
    unassigned: bool = False
    customer_id: UUID | None = None
    inbox_id: UUID | None = None
    read: bool | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [Conversation.account_id == self.account_id, *self._of_section()]
        if self.status is not None:
            found.append(Conversation.status == self.status.value)
        if self.assignee_id is not None:
            found.append(Conversation.assignee_id == self.assignee_id)
        if self.unassigned:
            found.append(Conversation.assignee_id.is_(None))
        if self.customer_id is not None:
            found.append(Conversation.customer_id == self.customer_id)
        if self.inbox_id is not None:
            found.append(Conversation.inbox_id == self.inbox_id)
        if self.read is not None:
            found.append(Conversation.read.is_(self.read))
        return found

    def _of_section(self) -> list[ColumnElement[bool]]:
        is_open = Conversation.status == Status.OPEN.value
        match self.section:
            case None:
                return [Conversation.archived_at.is_(None)]
            case Section.DECISION:
                return [Conversation.draft_id.is_not(None)]
            case Section.MINE:
                return [is_open, Conversation.assignee_id == self.me]
            case Section.UNASSIGNED:
                return [is_open, Conversation.assignee_id.is_(None)]
            case Section.OPEN:
                return [is_open]
            case Section.RESOLVED:
                return [Conversation.status == Status.CLOSED.value, Conversation.archived_at.is_(None)]
            case Section.ARCHIVED:
                return [Conversation.archived_at.is_not(None)]


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[ConversationRowOut]
    next: str | None


async def page(tx: Tx, which: Filter, *, after: str | None = None, limit: int = 50) -> Page:
    """The newest conversations that match, and the cursor of the page after them."""
    query = (
        select(Conversation, Customer, User)
        .join(Customer, Conversation.customer_id == Customer.id)
        .outerjoin(User, Conversation.assignee_id == User.id)
        .where(*which.conditions())
        .order_by(Conversation.last_activity_at.desc(), Conversation.id.desc())
        .limit(limit + 1)
    )
    if after is not None:
        query = query.where(tuple_(Conversation.last_activity_at, Conversation.id) < read_cursor(after))
    found = [(row[0], row[1], row[2]) for row in await tx.session.execute(query)]
    rows = await _rows(tx, found[:limit])
    last = found[limit - 1][0] if len(found) > limit else None
    return Page(rows, None if last is None else write_cursor(last.last_activity_at, last.id))


async def _rows(tx: Tx, found: Sequence[tuple[Conversation, Customer, User | None]]) -> list[ConversationRowOut]:
    deadlines = await current(tx, [conversation.id for conversation, _, _ in found])
    rows: list[ConversationRowOut] = []
    for conversation, customer, user in found:
        deadline = deadlines.get(conversation.id)
        rows.append(
            {
                **conversation_basic_out(conversation),
                "customer": customer_basic_out(customer),
                "assignee": None if user is None else user.display_name or user.full_name or user.email,
                "deadline": None if deadline is None else deadline_out(deadline),
            }
        )
    return rows


async def counts(tx: Tx, account_id: UUID, me: int) -> dict[str, int]:
    """How many conversations each live section holds, counted up to 1,000 (which then means "at least")."""
    found: dict[str, int] = {}
    for section in (Section.DECISION, Section.MINE, Section.UNASSIGNED, Section.OPEN):
        some = select(Conversation.id).where(*Filter(account_id, section, me).conditions()).limit(COUNT_CAP)
        found[section.value] = (
            await tx.session.execute(select(func.count()).select_from(some.subquery()))
        ).scalar_one()
    return found


def write_cursor(at: datetime, row_id: UUID) -> str:
    return base64.urlsafe_b64encode(f"{at.isoformat()}|{row_id}".encode()).decode()


def read_cursor(cursor: str) -> tuple[datetime, UUID]:
    """Raises Invalid for a cursor that we did not write."""
    try:
        at, _, row_id = base64.urlsafe_b64decode(cursor.encode()).decode().partition("|")
        instant = datetime.fromisoformat(at)
        if instant.tzinfo is None:
            raise ValueError("instants carry a time zone")
        return instant.astimezone(UTC), UUID(row_id)
    except (ValueError, OverflowError, binascii.Error) as error:
        raise Invalid.field("after", "use the value of `next` from the page before") from error
