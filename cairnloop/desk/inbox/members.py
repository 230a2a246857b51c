"""Who works in an inbox."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import exists, select

from cairnloop.desk import sight, topics
from cairnloop.desk.inbox.inboxes import GIVE_BACK, get_inbox
from cairnloop.desk.inbox.tables import InboxMember
from cairnloop.desk.tables import Inbox
from cairnloop.errors import Conflict, NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.identity import Operator
from cairnloop.people.permissions import Role
from cairnloop.people.shapes import user_out
from cairnloop.people.tables import User
from cairnloop.people.users import get_user
from cairnloop.wire.inboxes import InboxMemberOut
from cairnloop.wire.people import naive

MOST = 500
Member = tuple[InboxMember, User]


async def members(tx: Tx, account_id: UUID, inbox_id: UUID) -> Sequence[Member]:
    """Who works in the inbox, by their numbers. Raises NotFound."""
    await get_inbox(tx, account_id, inbox_id)
    query = select(InboxMember, User).join(User, InboxMember.user_id == User.id)
    query = query.where(InboxMember.account_id == account_id, InboxMember.inbox_id == inbox_id)
    return [(row[0], row[1]) for row in await tx.session.execute(query.order_by(User.id).limit(MOST))]


async def put_member(db: Database, inbox_id: UUID, user_id: int, role: str, by: Operator) -> Member:
    """Let somebody of the account work in the inbox, or change the role they have there."""
    async with db.begin() as tx:
        inbox = await get_inbox(tx, by.account_id, inbox_id, lock=True)
        user = await get_user(tx, by.account_id, user_id)
        if user.archived_at:
            raise Conflict("this user is archived; choose somebody else")
        member = await _member(tx, inbox.id, user.id)
        if member is None:
            if len(await members(tx, by.account_id, inbox_id)) >= MOST:
                raise Conflict(f"an inbox has at most {MOST} members")
            member = InboxMember(
                id=tx.new_id(),
                account_id=by.account_id,
                inbox_id=inbox.id,
                user_id=user.id,
                role=role,
                created_at=tx.now,
                updated_at=tx.now,
            )
            tx.session.add(member)
        member.role, member.updated_at = role, tx.now
        _tell(tx, inbox, user, by, "inbox.member_added", role)
        return member, user


async def remove_member(db: Database, inbox_id: UUID, user_id: int, by: Operator) -> Member:
    """Raises NotFound for somebody who does not work there."""
    async with db.begin() as tx:
        inbox = await get_inbox(tx, by.account_id, inbox_id, lock=True)
        user = await get_user(tx, by.account_id, user_id)
        member = await _member(tx, inbox.id, user.id)
        if member is None:
            raise NotFound("this user does not work in this inbox")
        await tx.session.delete(member)
        if inbox.is_private:
            tx.enqueue(GIVE_BACK, account_id=by.account_id, inbox_id=inbox.id, after=None)
        _tell(tx, inbox, user, by, "inbox.member_removed", None)
        return member, user


async def closed_to(tx: Tx, user: User, inboxes: Collection[UUID]) -> set[UUID]:
    """Which of these inboxes the user may not see into."""
    if user.role == Role.ADMIN:
        return set()
    works = exists().where(InboxMember.inbox_id == Inbox.id, InboxMember.user_id == user.id)
    query = select(Inbox.id).where(Inbox.id.in_(inboxes), Inbox.is_private.is_(True), ~works)
    return set((await tx.session.execute(query)).scalars())


async def _member(tx: Tx, inbox_id: UUID, user_id: int) -> InboxMember | None:
    query = select(InboxMember).where(InboxMember.inbox_id == inbox_id, InboxMember.user_id == user_id)
    return (await tx.session.execute(query)).scalar_one_or_none()


def _tell(tx: Tx, inbox: Inbox, user: User, by: Operator, action: str, role: str | None) -> None:
    tx.audit(by.actor, by.account_id, action, "inbox", inbox.id, user_id=user.id, role=role)
    news = {"id": str(inbox.id), "user_id": user.id, "role": role}
    tx.announce(topics.operators(inbox.account_id), "inbox:members", news)
    if inbox.is_private:
        sight.changed(tx, inbox.account_id)


def member_out(member: Member) -> InboxMemberOut:
    row, user = member
    return {
        "id": str(row.id),
        "object": "inbox_member",
        "inbox_id": str(row.inbox_id),
        "user_id": row.user_id,
        "role": row.role,
        "created_at": naive(row.created_at),
        "updated_at": naive(row.updated_at),
        "user": user_out(user),
    }
