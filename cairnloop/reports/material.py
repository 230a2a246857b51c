"""What is counted, as it stands in the database: conversations with all that was said, drafted and tagged in them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, func, select, type_coerce

from cairnloop.desk.marks.tables import ConversationTag
from cairnloop.desk.rules import Delivery, MessageType
from cairnloop.desk.tables import Conversation, Message
from cairnloop.drafting.tables import Draft
from cairnloop.kernel.database import Tx
from cairnloop.kernel.tables import table
from cairnloop.reports.rules import Drafted, Said, Thread, Voice

# As plain tables: what is hidden from whoever asks for a report is counted all the same.
conversations, messages = table(Conversation), table(Message)
drafts, tags = table(Draft), table(ConversationTag)


@dataclass(frozen=True, slots=True)
class Material:
    """A conversation to be counted, and of how many messages it is made."""

    account_id: UUID
    thread: Thread
    messages: int


async def material_of(tx: Tx, ids: Collection[UUID]) -> dict[UUID, Material]:
    """Those that exist of these, and were not merged into another."""
    said, drafted, tagged = await _received(tx, ids), await _drafted(tx, ids), await _tagged(tx, ids)
    for conversation_id, spoken in (await _spoken(tx, ids)).items():
        said.setdefault(conversation_id, []).extend(spoken)
    query = select(conversations).where(conversations.c.id.in_(ids), conversations.c.merged_into.is_(None))
    found: dict[UUID, Material] = {}
    for row in await tx.session.execute(query):
        mine = said.get(row.id, [])
        thread = Thread(
            inbox_id=row.inbox_id,
            created_at=row.created_at,
            closed_at=row.closed_at,
            assignee_id=row.assignee_id,
            tags=tuple(tagged.get(row.id, ())),
            said=mine,
            drafts=drafted.get(row.id, ()),
        )
        found[row.id] = Material(row.account_id, thread, sum(one.times for one in mine))
    return found


async def _received(tx: Tx, ids: Collection[UUID]) -> dict[UUID, list[Said]]:
    """What customers wrote, minute by minute: somebody may have written tens of thousands of messages."""
    c = messages.c
    query = (
        select(c.conversation_id, func.min(c.created_at, type_=c.created_at.type).label("at"), func.count().label("n"))
        .where(c.conversation_id.in_(ids), c.customer_id.is_not(None))
        .group_by(c.conversation_id, _minute(tx.dialect))
    )
    found: dict[UUID, list[Said]] = {}
    for row in await tx.session.execute(query):
        found.setdefault(row.conversation_id, []).append(Said(row.at, Voice.CUSTOMER, times=row.n))
    return found


def _minute(dialect: str) -> ColumnElement[Any]:
    if dialect == "sqlite":
        return func.substr(type_coerce(messages.c.created_at, String), 1, len("2026-03-02 09:00"))
    return func.date_trunc("minute", messages.c.created_at)


async def _spoken(tx: Tx, ids: Collection[UUID]) -> dict[UUID, list[Said]]:
    """What left for customers, and what colleagues noted. What is held, failed or was taken back does not count."""
    c = messages.c
    query = select(c.conversation_id, c.created_at, c.sent_at, c.user_id, c.type, c.private).where(
        c.conversation_id.in_(ids),
        c.customer_id.is_(None),
        c.delivery.in_([Delivery.SENT.value, Delivery.KEPT.value]),
    )
    found: dict[UUID, list[Said]] = {}
    for row in await tx.session.execute(query):
        voice = Voice.OPERATOR
        if row.private or row.type == MessageType.NOTE:
            voice = Voice.NOTE
        elif row.user_id is None:
            voice = Voice.BOT
        at = row.created_at if voice is Voice.NOTE else row.sent_at or row.created_at
        found.setdefault(row.conversation_id, []).append(Said(at, voice, row.user_id))
    return found


async def _drafted(tx: Tx, ids: Collection[UUID]) -> dict[UUID, list[Drafted]]:
    c = drafts.c
    query = select(c.conversation_id, c.created_at, c.status, c.decided_by, c.decided_at, c.edit_distance)
    found: dict[UUID, list[Drafted]] = {}
    for row in await tx.session.execute(query.where(c.conversation_id.in_(ids))):
        made = Drafted(row.created_at, row.status, row.decided_by, row.decided_at, row.edit_distance)
        found.setdefault(row.conversation_id, []).append(made)
    return found


async def _tagged(tx: Tx, ids: Collection[UUID]) -> Mapping[UUID, list[UUID]]:
    query = select(tags.c.conversation_id, tags.c.tag_id).where(tags.c.conversation_id.in_(ids))
    found: dict[UUID, list[UUID]] = {}
    for row in await tx.session.execute(query.order_by(tags.c.tag_id)):
        found.setdefault(row.conversation_id, []).append(row.tag_id)
    return found
