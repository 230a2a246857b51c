"""What somebody leaves behind who may not answer it any more: those open conversations are nobody's again."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select, true

from cairnloop.desk.conversation.conversations import hand_over, is_open
from cairnloop.desk.conversation.giving_back import WHY as HIDDEN
from cairnloop.desk.inbox.members import closed_to
from cairnloop.desk.rules import Status
from cairnloop.desk.tables import Conversation, Inbox
from cairnloop.errors import NotFound
from cairnloop.kernel.audit import SYSTEM
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.events import UserSteppedBack
from cairnloop.people.permissions import Permission, Role, may
from cairnloop.people.tables import User
from cairnloop.people.users import get_user

LET_GO = "let_go"
AT_ONCE = 100
UNDONE = (Status.OPEN, Status.SNOOZED)


async def schedule(tx: Tx, events: Sequence[UserSteppedBack]) -> None:
    for event in events:
        _soon(tx, event.account_id, event.user_id)


def _soon(tx: Tx, account_id: UUID, user_id: int) -> None:
    tx.enqueue(LET_GO, account_id=account_id, user_id=user_id, unique_key=f"{LET_GO}:{user_id}")


async def let_go(db: Database, account_id: UUID, user_id: int) -> None:
    """Give back what this user had open, a portion at a time. Somebody who came back meanwhile keeps the rest."""
    async with db.begin() as tx:
        try:
            user = await get_user(tx, account_id, user_id)
        except NotFound:
            return
        why, those = await _not_theirs(tx, user)
        query = select(Conversation).where(
            Conversation.account_id == account_id,
            Conversation.assignee_id == user_id,
            Conversation.status.in_([status.value for status in UNDONE]),
            those,
        )
        query = query.order_by(Conversation.id).limit(AT_ONCE).with_for_update()
        theirs = (await tx.session.execute(query)).scalars().all()
        for conversation in theirs:
            hand_over(tx, conversation, None, SYSTEM, why)
        await tx.emit(*(is_open(one, SYSTEM) for one in theirs if one.status == Status.OPEN))
        if len(theirs) == AT_ONCE:
            _soon(tx, account_id, user_id)


async def _not_theirs(tx: Tx, user: User) -> tuple[str, ColumnElement[bool]]:
    """Which of their conversations they cannot answer, and why."""
    if user.disabled_at or user.archived_at:
        return "whoever had it works here no longer", true()
    if not may(Role(user.role), Permission.CONVERSE):
        return "whoever had it only reads here now", true()
    private = select(Inbox.id).where(Inbox.account_id == user.account_id, Inbox.is_private.is_(True))
    hidden = await closed_to(tx, user, (await tx.session.execute(private)).scalars().all())
    return HIDDEN, Conversation.inbox_id.in_(hidden)
