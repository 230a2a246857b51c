"""Taking in inboxes: the primary one is ours, one of the same slug is the same, any other is opened."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from cairnloop.desk import sight, topics
from cairnloop.desk.imports.keeping import Wish, keep, once
from cairnloop.desk.imports.links import links_of
from cairnloop.desk.imports.rules import digest_of, past
from cairnloop.desk.imports.taken import Work
from cairnloop.desk.inbox.inboxes import MOST, list_inboxes, primary_inbox
from cairnloop.desk.shapes import inbox_out
from cairnloop.desk.tables import Inbox
from cairnloop.wire.imported import InboxRecord

# What an import says once: afterwards it is ours to change.
FIXED = ("slug", "is_primary", "is_private", "draft_policy", "archived_at", "moved_to", "created_at")


async def take_inboxes(work: Work, records: Sequence[InboxRecord]) -> None:
    primary = (await primary_inbox(work.tx, work.account_id)).id
    room = MOST - len(await list_inboxes(work.tx, work.account_id))
    slugs = await _slugs(work)
    known = await links_of(work, "inboxes", {record.id for record in records})
    wishes: list[Wish] = []
    for record in once(work, records):
        same = primary if record.is_primary else slugs.get(record.slug or "")
        if same is None and record.id not in known:
            if room == 0:
                work.taken.skip(record.id, f"an account has at most {MOST} inboxes")
                continue
            room -= 1
        if same is not None and record.id not in known:
            work.taken.remark(record.id, "is an inbox that is here already, which stays as it is")
        digest = digest_of(record.model_dump_json())
        values = _values(work, record)
        if record.slug in {wish.values["slug"] for wish in wishes}:
            values["slug"] = None
        wishes.append(Wish(record.id, digest, values, values["updated_at"], same))
    kept = await keep(work, Inbox, wishes, fixed=FIXED)
    if kept.added:
        sight.changed(work.tx, work.account_id)
        await _tell(work, kept.added.values())


async def _tell(work: Work, ids: Collection[UUID]) -> None:
    query = select(Inbox).where(Inbox.account_id == work.account_id, Inbox.id.in_(ids))
    for inbox in (await work.tx.session.execute(query)).scalars():
        work.tx.audit(work.by.actor, work.account_id, "inbox.imported", "inbox", inbox.id)
        news = {"id": str(inbox.id), "updates": inbox_out(inbox)}
        work.tx.announce(topics.operators(work.account_id), "inbox:created", news)


def _values(work: Work, record: InboxRecord) -> dict[str, Any]:
    return {
        "name": record.name,
        "description": record.description or None,
        "slug": record.slug,
        "is_primary": False,
        "is_private": record.is_private,
        "draft_policy": work.house.draft_policy,
        "archived_at": None,
        "moved_to": None,
        "created_at": past(record.created_at, work.tx.now),
        "updated_at": past(record.updated_at or record.created_at, work.tx.now),
    }


async def _slugs(work: Work) -> dict[str, UUID]:
    query = select(Inbox.slug, Inbox.id).where(Inbox.account_id == work.account_id, Inbox.slug.is_not(None))
    return {slug: one for slug, one in await work.tx.session.execute(query) if slug is not None}
