"""Links, and what they show, as the wire shows them: nothing that is ours alone."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from cairnloop.desk.conversation.moving_tables import ConversationShare
from cairnloop.desk.conversation.sharing import Shared
from cairnloop.desk.shapes import conversation_for_customer, for_customer, message_out
from cairnloop.desk.tables import Conversation
from cairnloop.people.tables import Customer
from cairnloop.wire.conversations import SharedCustomerOut, SharedOut, ShareOut
from cairnloop.wire.desk import MessageOut
from cairnloop.wire.files import FileOut
from cairnloop.wire.people import naive, zulu

NOBODYS_NAME = "Anonymous User"


def share_out(row: ConversationShare) -> ShareOut:
    return {
        "id": str(row.id),
        "object": "share",
        "conversation_id": str(row.conversation_id),
        "created_by": row.created_by,
        "created_at": naive(row.created_at),
        "expires_at": zulu(row.expires_at) or "",
    }


def shared_out(found: Shared, files: Mapping[UUID, Sequence[FileOut]]) -> SharedOut:
    """The conversation for somebody outside: who the customer is by name alone, and what they may see of it."""
    conversation: Conversation = found.conversation
    messages: list[dict[str, Any]] = [
        for_customer(message_out(message, user=user, files=files.get(message.id, ())))
        for message, user in found.messages
    ]
    return {
        "id": str(conversation.id),
        "object": "conversation",
        "source": conversation.source,
        "created_at": naive(conversation.created_at),
        "closed_at": zulu(conversation.closed_at),
        "last_activity_at": zulu(conversation.last_activity_at) or "",
        "status": conversation_for_customer(conversation)["status"],
        "subject": conversation.subject,
        "account_id": str(conversation.account_id),
        "inbox_id": str(conversation.inbox_id),
        "customer_id": str(conversation.customer_id),
        "customer": _by_name(found.customer),
        "messages": cast("list[MessageOut]", messages),
    }


def _by_name(customer: Customer) -> SharedCustomerOut:
    return {
        "id": str(customer.id),
        "object": "customer",
        "name": customer.name,
        "title": customer.name or NOBODYS_NAME,
    }
