"""Taking in conversations: as they stood over there, without anybody being told, asked, or held to a promise."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import update

from cairnloop.desk.imports import links
from cairnloop.desk.imports.keeping import Wish, keep, once
from cairnloop.desk.imports.people import NO_CUSTOMER
from cairnloop.desk.imports.rules import digest_of, past, standing
from cairnloop.desk.imports.taken import Work
from cairnloop.desk.inbox.inboxes import primary_inbox
from cairnloop.desk.rules import Status
from cairnloop.desk.tables import Conversation
from cairnloop.kernel.tables import table
from cairnloop.wire.imported import ConversationRecord

conversations = table(Conversation)
NO_INBOX = "its inbox was not imported; it stands in the primary one"
NO_ASSIGNEE = "its assignee has no seat here; it is nobody's"
# What messages or people decide once it is here.
FIXED = ("created_at", "preview", "awaiting", "clarifications", "version", "first_replied_at", "last_replied_at")


async def take_conversations(work: Work, records: Sequence[ConversationRecord]) -> None:
    customers = await links.customers(work, {record.customer for record in records})
    inboxes = await links.inboxes(work, {record.inbox for record in records})
    users = await links.users(work, {record.assignee for record in records})
    primary = (await primary_inbox(work.tx, work.account_id)).id
    wishes = []
    for record in once(work, records):
        customer = customers.get(record.customer)
        if customer is None:
            work.taken.skip(record.id, NO_CUSTOMER)
            continue
        inbox, assignee = inboxes.get(record.inbox or ""), users.get(record.assignee or "")
        if record.inbox is not None and inbox is None:
            work.taken.remark(record.id, NO_INBOX)
        if record.assignee is not None and assignee is None:
            work.taken.remark(record.id, NO_ASSIGNEE)
        values = _values(work, record, customer, inbox or primary, assignee)
        digest = digest_of(record.model_dump_json(), customer, inbox, assignee)
        wishes.append(Wish(record.id, digest, values, values["updated_at"]))
    kept = await keep(work, Conversation, wishes, fixed=FIXED)
    await _rest(work, kept.updated.values())


async def _rest(work: Work, ids: Collection[UUID]) -> None:
    """In what was resolved over there it is nobody's turn any more."""
    closed = update(conversations).where(conversations.c.id.in_(ids), conversations.c.status == Status.CLOSED.value)
    if ids:
        await work.tx.session.execute(closed.values(awaiting=None))


def _values(
    work: Work, record: ConversationRecord, customer: UUID, inbox: UUID, assignee: int | None
) -> dict[str, Any]:
    now = work.tx.now
    stands = standing(
        closed=record.status == "closed",
        last_activity_at=past(record.last_activity_at or record.updated_at or record.created_at, now),
        closed_at=record.closed_at,
        archived_at=record.archived_at,
        now=now,
        archive_after=work.house.archive_after,
    )
    return {
        "inbox_id": inbox,
        "customer_id": customer,
        "assignee_id": assignee,
        "status": stands.status.value,
        "source": record.source,
        "subject": record.subject,
        "preview": None,
        "priority": record.priority,
        "read": record.read,
        "version": 1,
        "clarifications": 0,
        "awaiting": None,
        "details": record.metadata,
        "last_activity_at": stands.last_activity_at,
        "first_replied_at": None if record.first_replied_at is None else past(record.first_replied_at, now),
        "last_replied_at": None,
        "closed_at": stands.closed_at,
        "archived_at": stands.archived_at,
        "created_at": past(record.created_at, now),
        "updated_at": past(record.updated_at or stands.last_activity_at, now),
    }
