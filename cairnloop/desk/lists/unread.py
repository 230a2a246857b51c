"""How many conversations nobody has looked at yet, by the names published clients give the sections, and by inbox."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from cairnloop.desk.lists.filters import Filter
from cairnloop.desk.lists.pages import COUNT_CAP, LOOKED_AT, NEWEST_FIRST, count
from cairnloop.desk.marks.mentions import unseen_count
from cairnloop.desk.rules import Priority, Status
from cairnloop.desk.tables import Conversation
from cairnloop.kernel.database import Tx
from cairnloop.people.identity import Operator

SEEN_OF_ONE = (Conversation.assignee_id, Conversation.priority, Conversation.inbox_id, Conversation.read)


@dataclass(frozen=True, slots=True)
class Unread:
    """Counted up to 1,000, among the 2,000 open conversations in which something happened last."""

    sections: dict[str, int]
    inboxes: dict[UUID, int]


async def unread(tx: Tx, by: Operator) -> Unread:
    newest = (
        select(*SEEN_OF_ONE)
        .where(Conversation.account_id == by.account_id, Conversation.status == Status.OPEN.value)
        .order_by(*NEWEST_FIRST)
        .limit(LOOKED_AT)
        .subquery()
    )
    one = newest.c
    columns = {
        "open": func.count(),
        "assigned": func.count().filter(one.assignee_id == by.user_id),
        "priority": func.count().filter(one.priority == Priority.PRIORITY.value),
        "unread": func.count(),
        "unassigned": func.count().filter(one.assignee_id.is_(None)),
    }
    query = select(one.inbox_id, *columns.values()).where(one.read.is_(False)).group_by(one.inbox_id)
    found = (await tx.session.execute(query)).all()
    sections = {name: sum(row[place] for row in found) for place, name in enumerate(columns, start=1)}
    closed = await count(tx, Filter(by.account_id, me=by.user_id, status=Status.CLOSED, read=False))
    sections |= {"closed": closed.count, "mentioned": await unseen_count(tx, by)}
    capped = {name: min(number, COUNT_CAP) for name, number in sections.items()}
    return Unread(capped, {row[0]: min(row[1], COUNT_CAP) for row in found})
