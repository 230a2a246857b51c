"""Files where they meet messages: who may see one, and what happens to its message when it is deleted."""

from uuid import UUID

from cairnloop.desk import topics
from cairnloop.desk.events import FileDeleted
from cairnloop.desk.lists.threads import get_conversation, get_message
from cairnloop.desk.rules import Delivery
from cairnloop.desk.search.tables import Stale
from cairnloop.desk.tables import Message
from cairnloop.errors import Conflict
from cairnloop.files.forgetting import forget_files
from cairnloop.files.queries import files_of, get_file
from cairnloop.files.tables import File
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.identity import Operator


async def visible_file(tx: Tx, account_id: UUID, file_id: UUID) -> tuple[File, Message | None]:
    """A file and the message that carries it. Raises NotFound, also when its conversation is not for these eyes."""
    file = await get_file(tx, account_id, file_id)
    if file.message_id is None:
        return file, None
    message = await get_message(tx, account_id, file.message_id)
    await get_conversation(tx, account_id, message.conversation_id)
    return file, message


async def customer_of(tx: Tx, account_id: UUID, conversation_id: UUID) -> UUID:
    """Whose conversation it is. Knowing its id is a customer's right to write in it, and so to send files."""
    return (await get_conversation(tx, account_id, conversation_id)).customer_id


async def delete_file(db: Database, file_id: UUID, by: Operator) -> None:
    """Take a file away for good: its message stays without it, and its addresses lead nowhere.

    Raises Conflict where it is all that an answer holds which waits to leave: nothing would reach the customer.
    """
    async with db.begin() as tx:
        file, message = await visible_file(tx, by.account_id, file_id)
        if message is not None and message.delivery == Delivery.HELD and not message.body.strip():
            carried = await files_of(tx, [by.account_id], [message.id])
            if len(carried[message.id]) == 1:
                raise Conflict("it is all that an answer holds which is about to leave; take the answer back first")
        await forget_files(tx, by.account_id, File.id == file_id)
        conversation_id = None if message is None else message.conversation_id
        tx.audit(
            by.actor,
            by.account_id,
            "file.deleted",
            "file",
            file_id,
            conversation_id=conversation_id,
            content_type=file.content_type,
            size=file.size,
        )
        news = {
            "id": str(file_id),
            "message_id": None if message is None else str(message.id),
            "conversation_id": None if conversation_id is None else str(conversation_id),
        }
        tx.announce(topics.operators(by.account_id), "file:deleted", news)
        if message is not None:
            # It is found by what it carries.
            tx.session.add(Stale(conversation_id=message.conversation_id, above=message.seq - 1))
            await tx.emit(FileDeleted(by.account_id, message.conversation_id))
