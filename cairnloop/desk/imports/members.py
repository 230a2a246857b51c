"""Taking in who works in which inbox; whom somebody here took out does not come back."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from cairnloop.desk import sight, topics
from cairnloop.desk.imports import links
from cairnloop.desk.imports.keeping import add_rows
from cairnloop.desk.imports.links import Became, keep_links, links_of
from cairnloop.desk.imports.rules import past
from cairnloop.desk.imports.taken import Work
from cairnloop.desk.inbox.members import MOST
from cairnloop.desk.inbox.tables import InboxMember
from cairnloop.desk.tables import Inbox
from cairnloop.people.tables import User
from cairnloop.wire.imported import InboxMemberRecord

NO_INBOX = "its inbox was not imported, or is not here any more"
NO_USER = "its user has no seat here"
LEFT = "its user has left"
OURS = "its inbox is private and was here already; who sees into it is decided here"
FULL = f"an inbox has at most {MOST} members"


async def take_members(work: Work, records: Sequence[InboxMemberRecord]) -> None:
    known = await links_of(work, "inbox_members", {_name(record) for record in records})
    inboxes = await links.inboxes(work, {record.inbox for record in records})
    users = await links.users(work, {record.user for record in records})
    closed = await _closed(work, inboxes)
    left = await _left(work, set(users.values()))
    there = await _there(work, set(inboxes.values()))
    many = Counter(inbox for inbox, _ in there)
    rows: list[dict[str, Any]] = []
    became: list[Became] = []
    for record in records:
        inbox, user = inboxes.get(record.inbox), users.get(record.user)
        if _name(record) in known or (inbox, user) in there:
            work.taken.unchanged += 1
        elif (why := _why_not(inbox, user, closed, left, many)) is not None:
            work.taken.skip(_name(record), why)
            continue
        elif inbox is not None and user is not None:
            rows.append(_row(work, record, inbox, user))
            there.add((inbox, user))
            many[inbox] += 1
        if inbox is not None and _name(record) not in known:
            became.append(Became(_name(record), inbox, "", None))
    await add_rows(work.tx, InboxMember, rows)
    # One that came twice in this batch is linked once.
    await keep_links(work, "inbox_members", list({one.their_id: one for one in became}.values()))
    await _tell(work, rows)
    work.taken.added += len(rows)


def _name(record: InboxMemberRecord) -> str:
    return f"{record.inbox} {record.user}"


def _why_not(
    inbox: UUID | None, user: int | None, closed: Collection[UUID], left: Collection[int], many: Counter[UUID]
) -> str | None:
    if inbox is None:
        return NO_INBOX
    if user is None:
        return NO_USER
    if user in left:
        return LEFT
    if inbox in closed:
        return OURS
    return FULL if many[inbox] >= MOST else None


def _row(work: Work, record: InboxMemberRecord, inbox: UUID, user: int) -> dict[str, Any]:
    at = past(record.created_at, work.tx.now)
    about = {"id": work.tx.new_id(), "account_id": work.account_id, "inbox_id": inbox, "user_id": user}
    return {**about, "role": record.role, "created_at": at, "updated_at": at}


async def _closed(work: Work, inboxes: dict[str, UUID]) -> set[UUID]:
    """Private ones that no import has opened."""
    ours = {UUID(link.our_id) for link in (await links_of(work, "inboxes", inboxes)).values() if link.left_at is None}
    query = select(Inbox.id).where(Inbox.account_id == work.account_id, Inbox.id.in_(ours), Inbox.is_private)
    return set((await work.tx.session.execute(query)).scalars()) if ours else set()


async def _left(work: Work, users: Collection[int]) -> set[int]:
    query = select(User.id).where(User.account_id == work.account_id, User.id.in_(users), User.archived_at.is_not(None))
    return set((await work.tx.session.execute(query)).scalars()) if users else set()


async def _there(work: Work, inboxes: Collection[UUID]) -> set[tuple[UUID, int]]:
    query = select(InboxMember.inbox_id, InboxMember.user_id).where(
        InboxMember.account_id == work.account_id, InboxMember.inbox_id.in_(inboxes)
    )
    return {(row.inbox_id, row.user_id) for row in await work.tx.session.execute(query)} if inboxes else set()


async def _tell(work: Work, rows: Sequence[dict[str, Any]]) -> None:
    """As when an admin lets somebody in."""
    for row in rows:
        inbox, user, role = row["inbox_id"], row["user_id"], row["role"]
        work.tx.audit(work.by.actor, work.account_id, "inbox.member_added", "inbox", inbox, user_id=user, role=role)
        news = {"id": str(inbox), "user_id": user, "role": role}
        work.tx.announce(topics.operators(work.account_id), "inbox:members", news)
    if rows:
        sight.changed(work.tx, work.account_id)
