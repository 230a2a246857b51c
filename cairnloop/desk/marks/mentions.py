"""Mentions: a private note asks for a colleague's eye, until they have read the conversation."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select, tuple_, update

from cairnloop.desk import topics
from cairnloop.desk.events import ColleagueMentioned
from cairnloop.desk.inbox.members import closed_to
from cairnloop.desk.marks.tables import Mention
from cairnloop.desk.tables import Conversation, Inbox, Message
from cairnloop.errors import Invalid
from cairnloop.kernel.database import Tx
from cairnloop.kernel.tables import table
from cairnloop.people.identity import Operator
from cairnloop.people.tables import User
from cairnloop.wire.people import naive, zulu
from cairnloop.wire.tags import MentionOut

COUNT_CAP = 1_000


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A mention with the note it stands in, and who wrote that."""

    row: Mention
    body: str
    author: User | None


async def mention(tx: Tx, note: Message, user_ids: Sequence[int], by: Operator) -> None:
    """This note asks for the eye of these colleagues. Raises Invalid for who is not at the desk."""
    wanted = list(dict.fromkeys(user_ids))
    if not wanted:
        return
    await _require_colleagues(tx, note, wanted)
    await tx.session.flush()
    rows = [
        {
            "id": tx.new_id(),
            "account_id": note.account_id,
            "conversation_id": note.conversation_id,
            "message_id": note.id,
            "user_id": user_id,
            "seen_at": None,
            "created_at": tx.now,
        }
        for user_id in wanted
    ]
    await tx.session.execute(insert(table(Mention)), rows)
    for row in rows:
        place = {"conversation_id": str(note.conversation_id), "message_id": str(note.id)}
        news = {"id": str(row["id"]), "user_id": row["user_id"], **place, "by": by.user_id}
        tx.announce(topics.operators(note.account_id), "mention:created", news)
    asked = [ColleagueMentioned(note.account_id, note.conversation_id, note.id, user_id) for user_id in wanted]
    await tx.emit(*asked)


async def _require_colleagues(tx: Tx, note: Message, user_ids: Sequence[int]) -> None:
    query = select(User).where(User.account_id == note.account_id, User.id.in_(user_ids))
    query = query.where(User.disabled_at.is_(None), User.archived_at.is_(None))
    there = {user.id: user for user in (await tx.session.execute(query)).scalars()}
    if strangers := [str(one) for one in user_ids if one not in there]:
        raise Invalid.field("mentioned_user_ids", f"nobody at this desk has the number {', '.join(strangers)}")
    inbox = select(Inbox.id).join(Conversation, Conversation.inbox_id == Inbox.id)
    inbox = inbox.where(Inbox.account_id == note.account_id, Inbox.is_private.is_(True))
    private = (await tx.session.execute(inbox.where(Conversation.id == note.conversation_id))).scalar_one_or_none()
    if private is None:
        return
    if blind := [str(one) for one in user_ids if await closed_to(tx, there[one], [private])]:
        told = f"{', '.join(blind)} would not see it: make them members of this private inbox first"
        raise Invalid.field("mentioned_user_ids", told)


async def see(tx: Tx, conversation_ids: Collection[UUID], by: Operator) -> None:
    """The operator has read these conversations: what asked for their eye there has it."""
    unseen = update(Mention).where(
        Mention.conversation_id.in_(conversation_ids),
        Mention.account_id == by.account_id,
        Mention.user_id == by.user_id,
        Mention.seen_at.is_(None),
    )
    seen = await tx.session.execute(unseen.values(seen_at=tx.now).returning(Mention.id, Mention.conversation_id))
    for mention_id, conversation_id in seen.all():
        news = {"id": str(mention_id), "user_id": by.user_id, "conversation_id": str(conversation_id)}
        tx.announce(topics.operators(by.account_id), "mention:seen", {**news, "seen_at": zulu(tx.now)})


async def list_mentions(
    tx: Tx, by: Operator, *, seen: bool | None = None, before: tuple[datetime, UUID] | None = None, limit: int = 50
) -> Sequence[Mentioned]:
    """One's own, newest first."""
    query = (
        select(Mention, Message.body, User)
        .join(Message, Mention.message_id == Message.id)
        .outerjoin(User, Message.user_id == User.id)
        .where(Mention.account_id == by.account_id, Mention.user_id == by.user_id)
    )
    if seen is not None:
        query = query.where(Mention.seen_at.is_not(None) if seen else Mention.seen_at.is_(None))
    if before is not None:
        query = query.where(tuple_(Mention.created_at, Mention.id) < before)
    rows = await tx.session.execute(query.order_by(Mention.created_at.desc(), Mention.id.desc()).limit(limit))
    return [Mentioned(row[0], row[1], row[2]) for row in rows]


async def mentions_of(tx: Tx, conversation_ids: Collection[UUID]) -> dict[UUID, list[Mentioned]]:
    """Whose eye each of these conversations asks for, oldest first."""
    found: dict[UUID, list[Mentioned]] = {one: [] for one in conversation_ids}
    if found:
        query = (
            select(Mention, Message.body, User)
            .join(Message, Mention.message_id == Message.id)
            .outerjoin(User, Message.user_id == User.id)
            .where(Mention.conversation_id.in_(conversation_ids))
            .order_by(Mention.created_at, Mention.id)
        )
        for row in await tx.session.execute(query):
            found[row[0].conversation_id].append(Mentioned(row[0], row[1], row[2]))
    return found


async def unseen_count(tx: Tx, by: Operator) -> int:
    """In how many conversations a mention waits for this operator, counted up to 1,000 mentions."""
    query = select(Mention.conversation_id).where(
        Mention.account_id == by.account_id, Mention.user_id == by.user_id, Mention.seen_at.is_(None)
    )
    waiting = query.limit(COUNT_CAP).subquery()
    return (await tx.session.execute(select(func.count(waiting.c.conversation_id.distinct())))).scalar_one()


def mention_out(found: Mentioned) -> MentionOut:
    row, author = found.row, found.author
    return {
        "id": str(row.id),
        "object": "mention",
        "account_id": str(row.account_id),
        "conversation_id": str(row.conversation_id),
        "message_id": str(row.message_id),
        "user_id": row.user_id,
        "body": found.body,
        "author": None if author is None else author.display_name or author.full_name or author.email,
        "created_at": naive(row.created_at),
        "seen_at": zulu(row.seen_at),
    }
