"""What operators write: answers that are held for the undo window, private notes, and taking an answer back."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from cairnloop.desk import topics
from cairnloop.desk.conversation.collision import require_newest
from cairnloop.desk.conversation.conversations import changed
from cairnloop.desk.events import MessageWithdrawn, NoteWritten, ReplyWritten
from cairnloop.desk.lists.threads import get_conversation, message_to_decide
from cairnloop.desk.marks import mentions
from cairnloop.desk.message.accept import TAKEN
from cairnloop.desk.rules import Delivery, MessageType, Status, Step, next_delivery, preview
from cairnloop.desk.shapes import message_out
from cairnloop.desk.tables import Conversation, Message
from cairnloop.errors import Conflict
from cairnloop.files.attaching import attach, lacking, release, wishes
from cairnloop.files.queries import files_of
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.identity import Operator
from cairnloop.people.tables import User
from cairnloop.wire.desk import MessageOut, UndoneOut

# The job that releases held messages; channels/lane.py does it.
DELIVER = "deliver"


async def reply(
    db: Database,
    conversation_id: UUID,
    body: str,
    by: Operator,
    *,
    hold: timedelta,
    client_id: str | None = None,
    last_seen: UUID | None = None,
    file_ids: Sequence[UUID] = (),
    details: dict[str, Any] | None = None,
    bot: bool = False,
) -> MessageOut:
    """Answer the customer. The message leaves after `hold`, unless it is withdrawn before.

    With `bot` it is a program of the operator's that speaks. Raises Overtaken when a colleague has answered since the
    message `last_seen`.
    """
    async with db.begin() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id, lock=True)
        if (sent := await _sent_before(tx, conversation, client_id, by)) is not None:
            return await _shape(tx, sent)
        if conversation.status == Status.CLOSED:
            raise Conflict("the conversation is resolved; reopen it to write again")
        await require_newest(tx, conversation, last_seen, by)
        return await answer_in(
            tx, conversation, body, by, hold=hold, client_id=client_id, file_ids=file_ids, details=details, bot=bot
        )


async def answer_in(
    tx: Tx,
    conversation: Conversation,
    body: str,
    by: Operator,
    *,
    hold: timedelta,
    client_id: str | None = None,
    file_ids: Sequence[UUID] = (),
    details: dict[str, Any] | None = None,
    bot: bool = False,
) -> MessageOut:
    """Answer in a conversation that is open and locked."""
    message_id = tx.timely_id()
    message = hold_message(
        tx,
        conversation,
        body,
        user_id=by.user_id,
        draft_id=None,
        hold=hold,
        client_id=client_id,
        message_id=message_id,
        files=await carry(tx, message_id, file_ids, by),
        bot=bot,
    )
    message.details = details
    tx.audit(by.actor, conversation.account_id, "reply.written", "message", message.id, conversation_id=conversation.id)
    await tx.emit(ReplyWritten(conversation.account_id, conversation.id, message.id, by.user_id))
    return await tell_operators(tx, message)


async def note(
    db: Database,
    conversation_id: UUID,
    body: str,
    by: Operator,
    *,
    client_id: str | None = None,
    file_ids: Sequence[UUID] = (),
    mentioned: Sequence[int] = (),
    details: dict[str, Any] | None = None,
) -> MessageOut:
    """Leave a private note for colleagues, perhaps for the eye of some. No customer and no prompt ever sees it."""
    async with db.begin() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id, lock=True)
        if (sent := await _sent_before(tx, conversation, client_id, by)) is not None:
            return await _shape(tx, sent)
        message = _outgoing(tx, conversation, body, user_id=by.user_id, client_id=client_id)
        message.type, message.private = MessageType.NOTE.value, True
        message.delivery, message.details = Delivery.KEPT.value, details
        await carry(tx, message.id, file_ids, by)
        tx.session.add(message)
        await mentions.mention(tx, message, mentioned, by)
        conversation.last_activity_at = tx.now
        changed(tx, conversation, decided=False)
        tx.audit(
            by.actor, conversation.account_id, "note.written", "message", message.id, conversation_id=conversation.id
        )
        await tx.emit(NoteWritten(conversation.account_id, conversation.id, message.id, by.user_id))
        return await tell_operators(tx, message)


async def undo(db: Database, message_id: UUID, by: Operator) -> UndoneOut:
    """Take back an answer while it is held; its files can be sent again. Raises IllegalMove once it is on its way."""
    async with db.begin() as tx:
        message = await message_to_decide(tx, by.account_id, message_id)
        message.delivery = next_delivery(Delivery(message.delivery), Step.WITHDRAW).value
        message.release_at = None
        freed = await release(tx, [message.id])
        conversation = await get_conversation(tx, by.account_id, message.conversation_id)
        conversation.preview = await _last_words(tx, conversation.id)
        changed(tx, conversation, decided=False)
        tx.audit(
            by.actor, message.account_id, "message.withdrawn", "message", message.id, conversation_id=conversation.id
        )
        await tx.emit(MessageWithdrawn(message.account_id, conversation.id, message.id, message.draft_id, by.actor))
        file_ids = [str(file.file_id) for file in freed if file.user_id == by.user_id]
        return {**await tell_operators(tx, message), "file_ids": file_ids}


async def _last_words(tx: Tx, conversation_id: UUID) -> str:
    """What was said last and stands, in the open, as a preview."""
    query = select(Message.account_id, Message.id, Message.body).where(
        Message.conversation_id == conversation_id,
        Message.private.is_(False),
        Message.delivery != Delivery.WITHDRAWN.value,
    )
    last = (await tx.session.execute(query.order_by(Message.seq.desc()).limit(1))).one_or_none()
    if last is None:
        return ""
    files = await files_of(tx, [last.account_id], [last.id])
    return preview(last.body, [file["filename"] for file in files.get(last.id, ())])


async def carry(tx: Tx, message_id: UUID, file_ids: Sequence[UUID], by: Operator) -> list[str]:
    """Attach what the operator uploaded, all or none; returns what the files are called. Raises Invalid."""
    if not file_ids:
        return []
    given = await attach(tx, wishes(message_id, by.account_id, file_ids, user_id=by.user_id))
    files = given.get(message_id, [])
    if (refused := lacking(file_ids, files)) is not None:
        raise refused
    return [file["filename"] for file in files]


def hold_message(
    tx: Tx,
    conversation: Conversation,
    body: str,
    *,
    user_id: int | None,
    draft_id: UUID | None,
    hold: timedelta,
    client_id: str | None = None,
    message_id: UUID | None = None,
    files: Sequence[str] = (),
    bot: bool = False,
) -> Message:
    """Put a message on its way: held until `hold` has passed, then released by the delivery lane.

    `user_id` None means that policy let the bot speak, and `bot` that a program of this user's does; `files` is what
    the files are called that it carries.
    """
    person = user_id is not None and not bot
    message = _outgoing(tx, conversation, body, user_id=user_id, client_id=client_id)
    message.id = message_id or message.id
    message.draft_id = draft_id
    message.delivery, message.release_at = Delivery.HELD.value, tx.now + hold
    if not person:
        message.type = MessageType.BOT.value
    tx.session.add(message)
    tx.enqueue(DELIVER, account_id=message.account_id, message_id=message.id, run_at=message.release_at, priority=10)
    if person and conversation.assignee_id is None and conversation.first_replied_at is None:
        conversation.assignee_id = user_id
    conversation.preview, conversation.last_activity_at = preview(body, files), tx.now
    if person:
        conversation.read = True
    changed(tx, conversation)
    return message


def _outgoing(tx: Tx, conversation: Conversation, body: str, *, user_id: int | None, client_id: str | None) -> Message:
    return Message(
        id=tx.timely_id(),
        account_id=conversation.account_id,
        conversation_id=conversation.id,
        user_id=user_id,
        client_id=client_id,
        type=MessageType.REPLY.value,
        source=conversation.source,
        private=False,
        body=body,
        created_at=tx.now,
    )


async def _sent_before(tx: Tx, conversation: Conversation, client_id: str | None, by: Operator) -> Message | None:
    """Raises Conflict where the key is somebody else's: what they said is no answer to whoever writes."""
    if client_id is None:
        return None
    query = select(Message).where(Message.conversation_id == conversation.id, Message.client_id == client_id)
    sent = (await tx.session.execute(query)).scalar_one_or_none()
    if sent is not None and sent.user_id != by.user_id:
        raise Conflict(TAKEN)
    return sent


async def tell_operators(tx: Tx, message: Message) -> MessageOut:
    """Show the operators a message as it now stands."""
    await tx.session.flush()
    shape = await _shape(tx, message)
    tx.announce(topics.operators(message.account_id), "shout", dict(shape))
    return shape


async def _shape(tx: Tx, message: Message) -> MessageOut:
    user = await tx.session.get(User, message.user_id) if message.user_id is not None else None
    files = await files_of(tx, [message.account_id], [message.id])
    return message_out(message, user=user, files=files.get(message.id, ()))
