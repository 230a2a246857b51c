"""Conversations of private inboxes that are somebody's who does not see into them: they are nobody's again."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import exists, select

from cairnloop.desk.conversation.conversations import hand_over, is_open
from cairnloop.desk.inbox.inboxes import GIVE_BACK
from cairnloop.desk.inbox.tables import InboxMember
from cairnloop.desk.inbox.walking import some_of
from cairnloop.desk.rules import Status
from cairnloop.desk.tables import Conversation, Inbox
from cairnloop.kernel.audit import SYSTEM, Actor
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.permissions import Role
from cairnloop.people.tables import User

WHY = "whoever had it does not work in this private inbox"


async def give_back(tx: Tx, conversation_ids: Collection[UUID], by: Actor) -> None:
    """Of these, take from their assignees what they cannot see any more; admins see everything."""
    works = exists().where(InboxMember.inbox_id == Inbox.id, InboxMember.user_id == User.id)
    query = (
        select(Conversation)
        .join(Inbox, Conversation.inbox_id == Inbox.id)
        .join(User, Conversation.assignee_id == User.id)
        .where(Conversation.id.in_(conversation_ids), Inbox.is_private.is_(True))
        .where(User.role != Role.ADMIN.value, ~works)
        .order_by(Conversation.id)
        .with_for_update(of=Conversation)
    )
    hidden = (await tx.session.execute(query)).scalars().all()
    for conversation in hidden:
        hand_over(tx, conversation, None, by, WHY)
    await tx.emit(*(is_open(one, by) for one in hidden if one.status == Status.OPEN))


async def give_back_some(db: Database, account_id: UUID, inbox_id: UUID, after: UUID | None) -> None:
    """Who sees into an inbox is different: some of its conversations are looked at, and the rest asked for."""
    async with db.begin() as tx:
        inbox = await tx.session.get(Inbox, inbox_id)
        if inbox is None or inbox.account_id != account_id or not inbox.is_private:
            return
        found, last = await some_of(tx, inbox_id, after)
        await give_back(tx, found, SYSTEM)
        if last is not None:
            tx.enqueue(GIVE_BACK, account_id=account_id, inbox_id=inbox_id, after=last)
