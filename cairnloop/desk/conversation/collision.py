"""Two colleagues at one conversation: whoever answers over a newer answer is asked first."""

from uuid import UUID

from sqlalchemy import select

from cairnloop.desk.rules import Delivery
from cairnloop.desk.shapes import message_out
from cairnloop.desk.tables import Conversation, Message
from cairnloop.errors import Invalid, Overtaken
from cairnloop.files.queries import files_of
from cairnloop.kernel.database import Tx
from cairnloop.people.identity import Operator
from cairnloop.people.tables import User

# What is no answer: the customer's own words, and what was taken back.
NO_ANSWER = (Delivery.RECEIVED.value, Delivery.WITHDRAWN.value)


async def require_newest(tx: Tx, conversation: Conversation, last_seen: UUID | None, by: Operator) -> None:
    """Raises Overtaken when somebody else has answered since the message that was seen last; held answers count.

    Nothing is asked of who does not say what they saw. The conversation is locked: nobody can answer meanwhile.
    """
    if last_seen is None:
        return
    seen = select(Message.seq).where(Message.conversation_id == conversation.id, Message.id == last_seen)
    seq = (await tx.session.execute(seen)).scalar_one_or_none()
    if seq is None:
        raise Invalid.field("last_seen_message_id", "is no message of this conversation")
    query = (
        select(Message, User)
        .outerjoin(User, Message.user_id == User.id)
        .where(
            Message.conversation_id == conversation.id,
            Message.seq > seq,
            Message.private.is_(False),
            Message.delivery.not_in(NO_ANSWER),
            Message.user_id.is_distinct_from(by.user_id),
        )
        .order_by(Message.seq.desc())
        .limit(1)
    )
    newer = (await tx.session.execute(query)).one_or_none()
    if newer is None:
        return
    message, user = newer
    who = "the bot" if user is None else user.display_name or user.full_name or user.email
    said = f"{who} has answered since you looked. Read it; `force` sends yours all the same."
    files = await files_of(tx, [message.account_id], [message.id])
    raise Overtaken(said, message_out(message, user=user, files=files.get(message.id, ())))
