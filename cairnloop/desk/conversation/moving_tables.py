"""What is kept of conversations that change hands: how they are handed out, merged, and shown to others by a link."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.kernel.tables import Row

STANDING = text("undone_at IS NULL")


class AssignmentRule(Row):
    """How one inbox hands out what comes in. An inbox without a rule leaves that to people."""

    __tablename__ = "assignment_rules"

    inbox_id: Mapped[UUID] = mapped_column(ForeignKey("inboxes.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    mode: Mapped[str]
    capacity: Mapped[int | None]  # open conversations one user may have at most; None sets no limit
    last_user_id: Mapped[int | None]  # who was given one last: the next in the round comes after them
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ConversationMerge(Row):
    """One conversation taken up into another, with all that is needed to take them apart again."""

    __tablename__ = "conversation_merges"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    source_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"))
    target_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    messages: Mapped[list[Any]]  # the numbers of those that moved
    renamed: Mapped[dict[str, Any]]  # the client keys that both conversations had, by the number of the message
    deadlines: Mapped[list[Any]]  # the promises of the source, and those that another stands for
    carried: Mapped[dict[str, Any]]  # what others keep of a conversation, by table
    before: Mapped[dict[str, Any]]  # how both conversations stood
    merged_by: Mapped[int]
    undone_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    __table_args__ = (
        Index("uq_merges_standing", "source_id", unique=True, sqlite_where=STANDING, postgresql_where=STANDING),
        Index("ix_conversation_merges_source_id", "source_id"),
        {"sqlite_strict": True},
    )


class ConversationShare(Row):
    """A link by which anybody may read what the customer may read. Only the hash of its token is kept."""

    __tablename__ = "conversation_shares"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_by: Mapped[int]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
