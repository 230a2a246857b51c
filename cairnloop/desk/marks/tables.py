"""What operators put on conversations, tags and mentions of colleagues, and the replies they keep at hand."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.kernel.tables import Row

UNSEEN = text("seen_at IS NULL")


class ConversationTag(Row):
    """A tag on a conversation."""

    __tablename__ = "conversation_tags"

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    tag_id: Mapped[UUID] = mapped_column(ForeignKey("tags.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_conversation_tags_tag", "tag_id", "account_id", "conversation_id"),
        {"sqlite_strict": True},
    )


class Mention(Row):
    """A private note that asks for a colleague's eye."""

    __tablename__ = "mentions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"))
    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    seen_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("message_id", "user_id"),
        Index("ix_mentions_user_page", "account_id", "user_id", text("created_at DESC"), text("id DESC")),
        Index(
            "ix_mentions_unseen_page",
            "account_id",
            "user_id",
            text("created_at DESC"),
            text("id DESC"),
            sqlite_where=UNSEEN,
            postgresql_where=UNSEEN,
        ),
        Index("ix_mentions_conversation", "conversation_id", "user_id"),
        {"sqlite_strict": True},
    )


class CannedResponse(Row):
    """A reply kept at hand. `key` is the name as it is compared: no two of an account share one."""

    __tablename__ = "canned_responses"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    inbox_id: Mapped[UUID | None] = mapped_column(ForeignKey("inboxes.id"))
    name: Mapped[str]
    key: Mapped[str]
    shortcut: Mapped[str | None]
    content: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("account_id", "key"),
        UniqueConstraint("account_id", "shortcut"),
        {"sqlite_strict": True},
    )
