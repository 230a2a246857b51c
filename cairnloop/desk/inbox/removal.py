"""Giving up an inbox: only an empty one, or one whose conversations go elsewhere, which happens little by little."""

from uuid import UUID

from sqlalchemy import select, update

from cairnloop.desk import sight, topics
from cairnloop.desk.conversation.giving_back import give_back
from cairnloop.desk.inbox.inboxes import get_inbox, hold
from cairnloop.desk.inbox.walking import some_of
from cairnloop.desk.lists.filters import Filter
from cairnloop.desk.lists.pages import count
from cairnloop.desk.shapes import inbox_out
from cairnloop.desk.tables import Conversation, Inbox
from cairnloop.errors import Conflict, Invalid
from cairnloop.kernel.audit import SYSTEM
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.identity import Operator
from cairnloop.wire.query import Standing

MOVE_CONVERSATIONS = "move_conversations"


async def remove_inbox(db: Database, inbox_id: UUID, by: Operator, *, move_to: UUID | None = None) -> Inbox:
    """Give up an inbox. Raises Conflict for the primary one, and for one with conversations that may not be moved.

    It is gone from every list at once; its pages lead to `move_to`, or to the primary inbox.
    """
    async with db.begin() as tx:
        await hold(tx, by.account_id)
        inbox = await get_inbox(tx, by.account_id, inbox_id, lock=True)
        if inbox.is_primary:
            raise Conflict("this is the primary inbox; make another one primary first")
        if move_to is not None:
            if move_to == inbox.id:
                raise Invalid.field("move_to", "is the inbox itself; choose another")
            await get_inbox(tx, by.account_id, move_to)
            _move_on(tx, inbox, None)
        elif await _may_hold_any(tx, inbox):
            raise Conflict("this inbox has conversations; say with move_to in which inbox they go on")
        inbox.archived_at, inbox.moved_to, inbox.slug, inbox.updated_at = tx.now, move_to, None, tx.now
        moved_to = None if move_to is None else str(move_to)
        tx.audit(by.actor, by.account_id, "inbox.removed", "inbox", inbox.id, moved_to=moved_to)
        news = {"id": str(inbox.id), "updates": inbox_out(inbox), "moved_to": moved_to}
        tx.announce(topics.operators(inbox.account_id), "inbox:removed", news)
        return inbox


async def move_conversations(db: Database, account_id: UUID, inbox_id: UUID, after: UUID | None) -> None:
    """Bring some conversations of an inbox that was given up to where they go on, and ask for the next ones."""
    async with db.begin() as tx:
        inbox = await tx.session.get(Inbox, inbox_id)
        if inbox is None or inbox.account_id != account_id or inbox.archived_at is None or inbox.moved_to is None:
            return
        found, last = await some_of(tx, inbox_id, after)
        if found:
            held = select(Conversation.id).where(Conversation.id.in_(found)).order_by(Conversation.id)
            await tx.session.execute(held.with_for_update())
            move = update(Conversation).where(Conversation.id.in_(found), Conversation.inbox_id == inbox_id)
            await tx.session.execute(
                move.values(inbox_id=inbox.moved_to), execution_options={"synchronize_session": False}
            )
            await give_back(tx, found, SYSTEM)
        if last is not None:
            _move_on(tx, inbox, last)
        elif inbox.is_private:
            sight.changed(tx, account_id)


def _move_on(tx: Tx, inbox: Inbox, after: UUID | None) -> None:
    tx.enqueue(MOVE_CONVERSATIONS, account_id=inbox.account_id, inbox_id=inbox.id, after=after)


async def _may_hold_any(tx: Tx, inbox: Inbox) -> bool:
    """Whether a conversation was found in it, or so many others that one may have been missed."""
    for standing in Standing:
        found = await count(tx, Filter(inbox.account_id, standing=standing, inbox_id=inbox.id))
        if found.count or found.more:
            return True
    return False
