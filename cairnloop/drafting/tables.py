"""Drafts: what was proposed, on which evidence, and what became of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.kernel.tables import Row

# What waits for a person: a proposal, or the news that there is none.
STANDING = text("status IN ('pending', 'failed')")


class Draft(Row):
    """One proposed answer with everything the operator saw. Snapshots are never read again from live data."""

    __tablename__ = "drafts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"))
    question_id: Mapped[UUID]  # the customer message it answers
    status: Mapped[str]
    version: Mapped[int]
    kind: Mapped[str]
    body: Mapped[str]
    summary: Mapped[str]
    # What policy said, and why a person is asked.
    policy: Mapped[str]
    ruling: Mapped[str]
    # Grounding: how sure we were, from what, said how.
    grounding: Mapped[str]
    confidence: Mapped[float]
    query: Mapped[str]
    evidence: Mapped[list[Any]]
    citations: Mapped[list[Any]]
    notes: Mapped[list[str]]
    # How it was made.
    engine: Mapped[str]
    model: Mapped[str | None]
    prompt_version: Mapped[str]
    instruction: Mapped[str | None]
    latency_ms: Mapped[int]
    prompt_tokens: Mapped[int | None]
    completion_tokens: Mapped[int | None]
    # What became of it.
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None]
    edit_distance: Mapped[float | None]
    message_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        # One of them a conversation; a newer one supersedes it.
        Index("uq_drafts_standing", "conversation_id", unique=True, sqlite_where=STANDING, postgresql_where=STANDING),
        Index("ix_drafts_status_page", "account_id", "status", "created_at", "id"),
        Index("ix_drafts_conversation_id_created_at", "conversation_id", "created_at"),
        {"sqlite_strict": True},
    )
