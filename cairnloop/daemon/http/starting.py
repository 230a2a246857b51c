"""Starting a conversation as an operator, at the address where customers' pages start theirs."""

from datetime import timedelta

from cairnloop.daemon.http.auth import House
from cairnloop.desk.conversation.conversations import Opening
from cairnloop.desk.conversation.starting import FirstWords, start
from cairnloop.desk.tables import Conversation
from cairnloop.errors import NotFound
from cairnloop.people.identity import Operator
from cairnloop.wire.desk import NewConversationFields


async def by_operator(s: House, by: Operator, asked: NewConversationFields) -> Conversation:
    """Raises NotFound for what belongs to another account."""
    if asked.account_id not in (None, by.account_id):
        raise NotFound("no such account")
    opening = Opening(by.account_id, asked.customer_id, asked.inbox_id, asked.subject, asked.metadata)
    said, hold = asked.message, timedelta(seconds=s.settings.drafting.undo_seconds)
    words = None if said is None else FirstWords(said.body, said.client_id, said.file_ids, said.metadata)
    return await start(s.db, opening, by, words=words, hold=hold)
