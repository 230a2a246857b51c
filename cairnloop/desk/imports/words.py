"""Taking in messages: into their threads in the order in which they were written, and sent to nobody."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from cairnloop.desk.imports import links
from cairnloop.desk.imports.keeping import Wish, change_rows, keep, once
from cairnloop.desk.imports.rules import Said, digest_of, heard, kept_as, past, type_of
from cairnloop.desk.imports.taken import Work
from cairnloop.desk.rules import Status
from cairnloop.desk.tables import Conversation, Message
from cairnloop.wire.imported import MessageRecord

NO_THREAD = "its conversation was not imported, or is not here any more"
NO_USER = "its author has no seat here; it stands without one"
# Where a message stands, and who wrote it, is settled once.
FIXED = ("created_at", "conversation_id", "customer_id", "user_id", "delivery", "type", "source", "sent_at")


async def take_messages(work: Work, records: Sequence[MessageRecord]) -> None:
    threads = await links.threads(work, {record.conversation for record in records})
    users = await links.users(work, {record.user for record in records})
    owners = await _owners(work, set(threads.values()))
    wishes: list[Wish] = []
    chosen: dict[str, MessageRecord] = {}
    for record in once(work, records):
        thread, user = threads.get(record.conversation), users.get(record.user or "")
        if thread is None:
            work.taken.skip(record.id, NO_THREAD)
            continue
        if record.author != "customer" and record.user is not None and user is None:
            work.taken.remark(record.id, NO_USER)
        values = _values(work, record, thread, owners[thread], user)
        wishes.append(Wish(record.id, digest_of(record.model_dump_json()), values, values["created_at"]))
        chosen[record.id] = record
    kept = await keep(work, Message, wishes, fixed=FIXED)
    new = [(threads[chosen[one].conversation], chosen[one]) for one in kept.added]
    known = await links.links_of(work, "conversations", {record.conversation for _, record in new})
    await _hear(work, new, {UUID(link.our_id): link.left_at for link in known.values()})


async def _owners(work: Work, threads: set[UUID]) -> dict[UUID, UUID]:
    query = select(Conversation.id, Conversation.customer_id).where(Conversation.id.in_(threads))
    return {row.id: row.customer_id for row in await work.tx.session.execute(query)} if threads else {}


def _values(work: Work, record: MessageRecord, thread: UUID, owner: UUID, user: int | None) -> dict[str, Any]:
    now, by_customer = work.tx.now, record.author == "customer"
    created = past(record.created_at, now)
    return {
        "conversation_id": thread,
        "customer_id": owner if by_customer else None,
        "user_id": user if record.author == "user" else None,
        "type": type_of(author=record.author, private=record.private).value,
        "source": record.source,
        "private": record.private,
        "body": record.body,
        "details": record.metadata,
        "delivery": kept_as(by_customer=by_customer, private=record.private).value,
        "sent_at": None if record.private else past(record.sent_at or created, now),
        "seen_at": None if record.seen_at is None else past(record.seen_at, now),
        "created_at": created,
    }


async def _hear(work: Work, new: Sequence[tuple[UUID, MessageRecord]], left: Mapping[UUID, datetime | None]) -> None:
    """What the new messages change in their conversations, where nobody has worked since they were imported."""
    said: dict[UUID, list[Said]] = defaultdict(list)
    for thread, record in new:
        by_customer, by_user = record.author == "customer", record.author == "user"
        at = past(record.created_at, work.tx.now)
        said[thread].append(Said(by_customer, by_user, record.private, record.body, at))
    query = select(
        Conversation.id,
        Conversation.status,
        Conversation.updated_at,
        Conversation.first_replied_at,
        Conversation.last_replied_at,
    ).where(Conversation.id.in_(said))
    rows = []
    for row in await work.tx.session.execute(query) if said else ():
        news = heard(said[row.id], open_=row.status == Status.OPEN)
        if news.preview is not None and row.updated_at == left.get(row.id):
            rows.append(
                {
                    "id": row.id,
                    "preview": news.preview,
                    "awaiting": news.awaiting,
                    "first_replied_at": row.first_replied_at or news.first_replied_at,
                    "last_replied_at": news.last_replied_at or row.last_replied_at,
                }
            )
    await change_rows(work.tx, Conversation, rows)
