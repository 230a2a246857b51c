"""Who may be told of a conversation: those who work here, may see it, and want to know."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select

from cairnloop.desk.inbox.tables import InboxMember
from cairnloop.desk.tables import Conversation, Inbox
from cairnloop.kernel.database import Tx
from cairnloop.notices.rules import Wants
from cairnloop.people.access.tables import UserSettings
from cairnloop.people.permissions import ALLOWED, Permission, Role
from cairnloop.people.tables import User

# More than work in any one inbox.
MOST = 500


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who may be written to, and what they want."""

    user: User
    wants: Wants


async def reader(tx: Tx, conversation: Conversation, user_id: int) -> Reader | None:
    """This user, if they work here and may see the conversation."""
    found = await _readers(tx, conversation, User.id == user_id)
    return found[0] if found else None


async def listeners(tx: Tx, conversation: Conversation, *, new: bool) -> Sequence[Reader]:
    """Who wants to be told of what the customer writes here; `new`: it is the beginning of the conversation."""
    wanted: ColumnElement[bool] = UserSettings.email_alert_on_new_message.is_(True)
    if new:
        wanted = or_(wanted, UserSettings.email_alert_on_new_conversation.is_(True))
    return await _readers(tx, conversation, wanted)


async def minders(tx: Tx, conversation: Conversation) -> Sequence[Reader]:
    """Who is reminded: whoever has it; else who works in its inbox, and where nobody in particular does, everybody."""
    if conversation.assignee_id is not None:
        found = await _readers(tx, conversation, User.id == conversation.assignee_id)
    else:
        works = InboxMember.inbox_id == conversation.inbox_id
        members = (await tx.session.execute(select(InboxMember.user_id).where(works).limit(MOST))).scalars().all()
        able = User.role.in_([role.value for role in ALLOWED[Permission.CONVERSE]])
        found = await _readers(tx, conversation, User.id.in_(members) if members else able)
    return [one for one in found if one.wants.reminders]


async def _readers(tx: Tx, conversation: Conversation, who: ColumnElement[bool]) -> list[Reader]:
    query = (
        select(User, UserSettings)
        .outerjoin(UserSettings, UserSettings.user_id == User.id)
        .where(
            User.account_id == conversation.account_id,
            User.disabled_at.is_(None),
            User.archived_at.is_(None),
            who,
            or_(User.role == Role.ADMIN.value, _open_to_all(conversation.inbox_id), _works_in(conversation.inbox_id)),
        )
        .order_by(User.id)
        .limit(MOST)
    )
    return [Reader(user, wants_of(settings)) for user, settings in await tx.session.execute(query)]


def _open_to_all(inbox_id: UUID) -> ColumnElement[bool]:
    return exists().where(Inbox.id == inbox_id, Inbox.is_private.is_(False))


def _works_in(inbox_id: UUID) -> ColumnElement[bool]:
    return exists().where(InboxMember.inbox_id == inbox_id, InboxMember.user_id == User.id)


def wants_of(settings: UserSettings | None) -> Wants:
    """Without settings the defaults of the wire hold."""
    if settings is None:
        return Wants()
    return Wants(
        messages=settings.email_alert_on_new_message,
        conversations=settings.email_alert_on_new_conversation,
        mentions=settings.email_alert_on_mention,
        reminders=settings.email_alert_on_reminder,
        only_when_away=settings.email_only_when_away,
    )
