"""Inboxes, conversations, messages, the widget's settings, and the deadlines we promised."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, TextClause, text
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.kernel.tables import Row

PRIMARY = text("is_primary")
LIVE_CLOCK = text("status = 'active'")
CUSTOMERS_OWN = text("client_id IS NOT NULL")
UNDECIDED = text("draft_id IS NOT NULL")
ASSIGNED = text("assignee_id IS NOT NULL")
UNASSIGNED = text("assignee_id IS NULL")
OWED = text("awaiting = 'operator'")
URGENT = text("priority = 'priority'")
TO_HAND_OUT = text("assignee_id IS NULL AND status = 'open'")
NAMED = text("subject IS NOT NULL")
NOT_CHAT = text("source != 'chat'")
RESOLVED = text("closed_at IS NOT NULL AND archived_at IS NULL")
ARCHIVED = text("archived_at IS NOT NULL")


def page_over(name: str, some: TextClause, *within: str) -> Index:
    """An index over some of the conversations, in the order in which lists show them."""
    return _some(f"{name}_page", some, "account_id", *within, text("last_activity_at DESC"), text("id DESC"))


def _some(name: str, some: TextClause, *columns: str | TextClause) -> Index:
    return Index(f"ix_conversations_{name}", *columns, sqlite_where=some, postgresql_where=some)


class Inbox(Row):
    """A door customers come in by, with its own policy for what a draft may do by itself."""

    __tablename__ = "inboxes"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    name: Mapped[str]
    description: Mapped[str | None]
    slug: Mapped[str | None]
    is_primary: Mapped[bool]
    is_private: Mapped[bool] = mapped_column(default=False)  # seen by its members and by admins only
    draft_policy: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)  # grows with every change
    archived_at: Mapped[datetime | None]
    moved_to: Mapped[UUID | None]  # of an archived one: where its conversations went, and where its pages lead
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        Index("uq_inboxes_slug", "account_id", "slug", unique=True),
        Index("uq_inboxes_primary", "account_id", unique=True, sqlite_where=PRIMARY, postgresql_where=PRIMARY),
        {"sqlite_strict": True},
    )


class WidgetSettings(Row):
    """How the chat widget of one inbox looks and speaks. Keys are those of the wire, checked at the edge."""

    __tablename__ = "widget_settings"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    inbox_id: Mapped[UUID] = mapped_column(ForeignKey("inboxes.id"), unique=True)
    values: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)  # grows with every change
    last_seen_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Conversation(Row):
    """A thread with one customer. `version` grows with every change that a person could have decided upon."""

    __tablename__ = "conversations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    inbox_id: Mapped[UUID] = mapped_column(ForeignKey("inboxes.id"))
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    status: Mapped[str]
    source: Mapped[str]
    subject: Mapped[str | None]
    preview: Mapped[str | None]
    priority: Mapped[str]
    read: Mapped[bool]
    version: Mapped[int]
    clarifications: Mapped[int]
    awaiting: Mapped[str | None]  # whose turn it is: "operator", "customer", or nobody's
    # The draft that waits for a decision; drafting keeps it, the inbox pages by it.
    draft_id: Mapped[UUID | None]
    draft_kind: Mapped[str | None]
    details: Mapped[dict[str, Any] | None] = mapped_column("metadata")
    snoozed_until: Mapped[datetime | None]  # of a snoozed one; without it only the customer wakes it
    # After a merge: where this one's messages are, or whose they were.
    merged_into: Mapped[UUID | None]
    merged_from: Mapped[list[str] | None]
    last_activity_at: Mapped[datetime]
    first_replied_at: Mapped[datetime | None]
    last_replied_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_conversations_inbox_page", "account_id", "status", text("last_activity_at DESC"), text("id DESC")),
        page_over("assignee", ASSIGNED, "assignee_id", "status"),
        # An index in which nobody comes first would not be in the order of time for Postgres.
        page_over("unassigned", UNASSIGNED, "status"),
        # What is snoozed waits for nobody until it wakes.
        page_over("decision", UNDECIDED, "status"),
        page_over("waiting", OWED, "status"),
        page_over("priority", URGENT, "status"),
        page_over("channel", NOT_CHAT, "source"),
        page_over("resolved", RESOLVED),
        page_over("archived", ARCHIVED),
        Index("ix_conversations_customer_page", "customer_id", text("last_activity_at DESC")),
        # Those that wait to be handed out, whoever has waited longest first.
        _some("to_hand_out", TO_HAND_OUT, "inbox_id", "created_at"),
        _some("stale", RESOLVED, "closed_at"),
        _some("subject", NAMED, "account_id", "subject", text("last_activity_at DESC")),
        {"sqlite_strict": True},
    )


class Message(Row):
    """One message, in the order of `seq`. Never edited; what changes is how far an outgoing one has come."""

    __tablename__ = "messages"

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    account_id: Mapped[UUID]
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"))
    customer_id: Mapped[UUID | None]
    user_id: Mapped[int | None]
    draft_id: Mapped[UUID | None]
    client_id: Mapped[str | None]
    type: Mapped[str]
    source: Mapped[str]
    private: Mapped[bool]
    body: Mapped[str]
    details: Mapped[dict[str, Any] | None] = mapped_column("metadata")
    delivery: Mapped[str]
    delivery_error: Mapped[str | None]
    release_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_messages_thread", "conversation_id", "seq"),
        Index(
            "uq_messages_client_id",
            "conversation_id",
            "client_id",
            unique=True,
            sqlite_where=CUSTOMERS_OWN,
            postgresql_where=CUSTOMERS_OWN,
        ),
        # A number is never given out again, not even when the newest message is gone: readers go on from the last one.
        {"sqlite_strict": True, "sqlite_autoincrement": True},
    )


class Deadline(Row):
    """One promise to a customer: when the first or next answer, or the resolution, is due."""

    __tablename__ = "deadlines"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"))
    target: Mapped[str]
    status: Mapped[str]
    due_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    __table_args__ = (
        Index(
            "uq_deadlines_live",
            "conversation_id",
            "target",
            unique=True,
            sqlite_where=LIVE_CLOCK,
            postgresql_where=LIVE_CLOCK,
        ),
        Index("ix_deadlines_conversation_id_created_at", "conversation_id", "created_at"),
        {"sqlite_strict": True},
    )
