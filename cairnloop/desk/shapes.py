"""Rows of the desk as the wire shows them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from cairnloop.desk.rules import SHOWN, Delivery, Status
from cairnloop.desk.tables import Conversation, Deadline, Inbox, Message
from cairnloop.kernel.tables import Record
from cairnloop.people.shapes import customer_basic_out, user_out
from cairnloop.people.tables import Customer, User
from cairnloop.wire.desk import ConversationBasicOut, DeadlineOut, InboxOut, MessageOut
from cairnloop.wire.files import FileOut
from cairnloop.wire.people import naive, zulu


def message_out(
    message: Message | Record,
    *,
    customer: Customer | Record | None = None,
    user: User | None = None,
    files: Sequence[FileOut] = (),
) -> MessageOut:
    """One message. `customer` is shown with the customer's own messages only, as published clients expect."""
    shape: MessageOut = {
        "id": str(message.id),
        "object": "message",
        "body": message.body,
        "type": message.type,
        "content_type": "text",
        "private": message.private,
        "source": message.source,
        "created_at": naive(message.created_at),
        "sent_at": zulu(message.sent_at or message.created_at),
        "seen_at": zulu(message.seen_at),
        "conversation_id": str(message.conversation_id),
        "account_id": str(message.account_id),
        "customer_id": text(message.customer_id),
        "user_id": message.user_id,
        "user": None if user is None else user_out(user),
        "attachments": list(files),
        "metadata": message.details,
        "client_id": message.client_id,
        "delivery": SHOWN[Delivery(message.delivery)],
        "delivery_error": message.delivery_error,
        "release_at": zulu(message.release_at),
        "draft_id": text(message.draft_id),
    }
    if customer is not None and message.customer_id is not None:
        shape["customer"] = customer_basic_out(customer)
    return shape


def conversation_basic_out(conversation: Conversation | Record) -> ConversationBasicOut:
    return {
        "id": str(conversation.id),
        "object": "conversation",
        "source": conversation.source,
        "created_at": naive(conversation.created_at),
        "closed_at": zulu(conversation.closed_at),
        "archived_at": zulu(conversation.archived_at),
        "last_activity_at": zulu(conversation.last_activity_at) or "",
        "status": conversation.status,
        "read": conversation.read,
        "priority": conversation.priority,
        "subject": conversation.subject,
        "preview": conversation.preview,
        "account_id": str(conversation.account_id),
        "customer_id": str(conversation.customer_id),
        "assignee_id": conversation.assignee_id,
        "inbox_id": str(conversation.inbox_id),
        "metadata": conversation.details,
        "version": conversation.version,
        "awaiting": conversation.awaiting,
        "draft_id": text(conversation.draft_id),
        "draft_kind": conversation.draft_kind,
        "snoozed_until": zulu(conversation.snoozed_until),
        "merged_into": text(conversation.merged_into),
        "merged_from": conversation.merged_from or [],
    }


def conversation_for_customer(conversation: Conversation) -> ConversationBasicOut:
    """The conversation as its customer may know it: nothing of what waits, sleeps or was merged on our side."""
    shape = conversation_basic_out(conversation)
    shape["status"] = Status.OPEN.value if conversation.status == Status.SNOOZED else conversation.status
    shape["preview"] = shape["awaiting"] = shape["draft_id"] = shape["draft_kind"] = shape["snoozed_until"] = None
    return shape


def deadline_out(deadline: Deadline) -> DeadlineOut:
    return {"target": deadline.target, "status": deadline.status, "due_at": zulu(deadline.due_at) or ""}


def inbox_out(inbox: Inbox) -> InboxOut:
    return {
        "id": str(inbox.id),
        "object": "inbox",
        "account_id": str(inbox.account_id),
        "name": inbox.name,
        "description": inbox.description,
        "slug": inbox.slug,
        "is_primary": inbox.is_primary,
        "is_private": inbox.is_private,
        "draft_policy": inbox.draft_policy,
        "version": inbox.version,
        "created_at": naive(inbox.created_at),
        "updated_at": naive(inbox.updated_at),
    }


def text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def for_customer(shape: MessageOut) -> dict[str, Any]:
    """The message without what is ours alone: the draft it came from and how its delivery went."""
    inside = {"draft_id", "delivery_error", "release_at"}
    shown: dict[str, Any] = {key: value for key, value in shape.items() if key not in inside}
    user = shape["user"]
    if user is not None:
        name = user["display_name"] or user["full_name"] or user["email"].partition("@")[0]
        shown["user"] = {**user, "email": None, "display_name": name}
    return shown
