"""The inbox, a page at a time: along an index from its first row, and never past a certain number of rows at once."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, tuple_, union_all
from sqlalchemy.orm import aliased

from cairnloop.desk.conversation.deadlines import current
from cairnloop.desk.lists.filters import Conditions, Filter, Search, Section
from cairnloop.desk.marks.tags import tags_of
from cairnloop.desk.shapes import conversation_basic_out, deadline_out
from cairnloop.desk.sight import SEES_TO_IT
from cairnloop.desk.tables import Conversation
from cairnloop.errors import Invalid
from cairnloop.kernel.database import Tx
from cairnloop.people.shapes import customer_basic_out
from cairnloop.people.tables import Customer, User
from cairnloop.wire.desk import ConversationRowOut

COUNT_CAP = 1000
# Of what no index answers, one page looks at so many rows; the next page goes on from there.
LOOKED_AT = 2000
COUNTED = (Section.DECISION, Section.MINE, Section.UNASSIGNED, Section.OPEN)

Place = tuple[datetime, UUID]
PLACE = (Conversation.last_activity_at, Conversation.id)
NEWEST_FIRST = (Conversation.last_activity_at.desc(), Conversation.id.desc())
# Besides the place, what is asked of a row along a road.
ASKED = (
    *PLACE,
    Conversation.account_id,
    Conversation.inbox_id,
    Conversation.customer_id,
    Conversation.assignee_id,
    Conversation.status,
    Conversation.priority,
    Conversation.source,
    Conversation.read,
    Conversation.awaiting,
    Conversation.draft_id,
    Conversation.closed_at,
    Conversation.archived_at,
)


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[ConversationRowOut]
    next: str | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many were found; with `more` there may be further ones."""

    count: int
    more: bool


async def page(tx: Tx, which: Filter, *, after: str | None = None, limit: int = 50) -> Page:
    """The newest conversations that match, and the cursor of the page after them.

    A page may be short, even empty, and still have a next one: then that many rows were looked at for it.
    """
    search, bounds = which.search(), _bounds(tx, which, None if after is None else read_cursor(after))
    if not search.roads:
        return Page([], None)
    seen_to = await _seen_to(tx, search, bounds) if search.rest else None
    query = page_query(which, bounds, limit + 1)
    if seen_to is not None:
        query = query.where(tuple_(*PLACE) >= seen_to)
    found = [(row[0], row[1], row[2]) for row in await tx.session.execute(query, execution_options=SEES_TO_IT)]
    rows = await rows_of(tx, found[:limit])
    if len(found) > limit:
        last = found[limit - 1][0]
        seen_to = (last.last_activity_at, last.id)
    return Page(rows, None if seen_to is None else write_cursor(*seen_to))


def page_query(which: Filter, bounds: Conditions, most: int) -> Select[Conversation, Customer, User]:
    """The rows of a page with their customer and assignee."""
    search = which.search()
    query = (
        select(Conversation, Customer, User)
        .join(Customer, Conversation.customer_id == Customer.id)
        .outerjoin(User, Conversation.assignee_id == User.id)
        .order_by(*NEWEST_FIRST)
        .limit(most)
    )
    if len(search.roads) == 1 and not search.rest:
        return query.where(*search.roads[0], *bounds)
    row = along(search, bounds, LOOKED_AT if search.rest else most)
    order = (row.last_activity_at.desc(), row.id.desc())
    rest = which.search(row).rest if search.rest else ()
    chosen = select(row.id).where(*rest).order_by(*order).limit(most).subquery()
    return query.join(chosen, Conversation.id == chosen.c.id)


def along(search: Search, bounds: Conditions, most: int) -> type[Conversation]:
    """The first rows on each road, with all that can be asked of them."""
    columns = ASKED if search.rest else PLACE  # an index alone knows the place
    parts = [select(*columns).where(*road, *bounds).order_by(*NEWEST_FIRST).limit(most) for road in search.roads]
    whole = parts[0] if len(parts) == 1 else union_all(*(select(part.subquery()) for part in parts))
    return aliased(Conversation, whole.subquery(), adapt_on_names=True)


def _bounds(tx: Tx, which: Filter, before: Place | None) -> Conditions:
    found: Conditions = ()
    if before is not None:
        found += (tuple_(*PLACE) < before,)
    if which.older is not None:
        found += (Conversation.last_activity_at < tx.now - which.older,)
    return found


async def _seen_to(tx: Tx, search: Search, bounds: Conditions) -> Place | None:
    """Up to where this page can vouch for having seen everything; None when it has seen all there is."""
    ends: list[Place] = []
    for road in search.roads:
        query = select(*PLACE).where(*road, *bounds).order_by(*NEWEST_FIRST).offset(LOOKED_AT - 1).limit(1)
        ends += [(row[0], row[1]) for row in await tx.session.execute(query, execution_options=SEES_TO_IT)]
    return max(ends, default=None)


async def rows_of(tx: Tx, found: Sequence[tuple[Conversation, Customer, User | None]]) -> list[ConversationRowOut]:
    """Conversations as lines of a list."""
    deadlines = await current(tx, [conversation.id for conversation, _, _ in found])
    pinned = await tags_of(tx, [conversation.id for conversation, _, _ in found])
    rows: list[ConversationRowOut] = []
    for conversation, customer, user in found:
        deadline = deadlines.get(conversation.id)
        rows.append(
            {
                **conversation_basic_out(conversation),
                "customer": customer_basic_out(customer),
                "tags": pinned[conversation.id],
                "assignee": None if user is None else user.display_name or user.full_name or user.email,
                "deadline": None if deadline is None else deadline_out(deadline),
            }
        )
    return rows


async def counts(tx: Tx, account_id: UUID, me: int) -> dict[str, int]:
    """How many conversations each live section holds, counted up to 1,000 (which then means "at least")."""
    return {section.value: (await count(tx, Filter(account_id, section, me))).count for section in COUNTED}


async def count(tx: Tx, which: Filter) -> Count:
    """How many match, counted up to 1,000, and among no more rows than a page looks at."""
    search = which.search()
    if not search.roads:
        return Count(0, more=False)
    most = LOOKED_AT if search.rest else COUNT_CAP
    row = along(search, _bounds(tx, which, None), most)
    counted: ColumnElement[int] = func.count(row.id)
    if search.rest:
        counted = func.count(row.id).filter(*which.search(row).rest)
    query = select(func.count(row.id), counted)
    looked_at, found = (await tx.session.execute(query, execution_options=SEES_TO_IT)).one()
    return Count(min(found, COUNT_CAP), more=looked_at >= most)


async def count_unread(tx: Tx, which: Filter) -> int:
    """How many of those that match nobody has looked at, as far as they are counted."""
    return 0 if which.read else (await count(tx, replace(which, read=False))).count


def write_cursor(at: datetime, row_id: UUID) -> str:
    return base64.urlsafe_b64encode(f"{at.isoformat()}|{row_id}".encode()).decode()


def read_cursor(cursor: str) -> Place:
    """Raises Invalid for a cursor that we did not write."""
    try:
        at, _, row_id = base64.urlsafe_b64decode(cursor.encode()).decode().partition("|")
        instant = datetime.fromisoformat(at)
        if instant.tzinfo is None:
            raise ValueError("instants carry a time zone")
        return instant.astimezone(UTC), UUID(row_id)
    except (ValueError, OverflowError, binascii.Error) as error:
        raise Invalid.field("after", "use the value of `next` from the page before") from error
