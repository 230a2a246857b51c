"""The trail: one append-only row for every change of state, with who did it and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.kernel.tables import Row, after_create


class ActorKind(StrEnum):
    USER = "user"
    CUSTOMER = "customer"
    POLICY = "policy"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `id` is a user id, a customer id or a component's name; `label` is what people read."""

    kind: ActorKind
    id: str
    label: str


SYSTEM = Actor(ActorKind.SYSTEM, "cairnloop", "Cairnloop")


class AuditEntry(Row):
    __tablename__ = "audit_entries"

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    account_id: Mapped[UUID]
    at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_id: Mapped[str]
    actor_label: Mapped[str]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    conversation_id: Mapped[UUID | None]
    reason: Mapped[str | None]
    detail: Mapped[dict[str, Any]]

    __table_args__ = (
        # Whatever is asked of the trail, its newest entries are the end of one range of one of these.
        Index("ix_audit_entries_account_id_seq", "account_id", "seq"),
        Index("ix_audit_entries_conversation", "account_id", "conversation_id", "seq"),
        Index("ix_audit_entries_subject", "account_id", "subject_id", "seq"),
        Index("ix_audit_entries_action", "account_id", "action", "seq"),
        Index("ix_audit_entries_actor", "account_id", "actor_id", "action", "seq"),
        Index("ix_audit_entries_actor_kind", "account_id", "actor_kind", "action", "seq"),
        Index("ix_audit_entries_account_id_at", "account_id", "at"),
        {"sqlite_strict": True},
    )


# The trail cannot be rewritten, whatever the code above it does.
APPEND_ONLY = {
    "sqlite": [
        f"CREATE TRIGGER audit_entries_keep_{op} BEFORE {op.upper()} ON audit_entries "
        "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        for op in ("update", "delete")
    ],
    "postgresql": [
        "CREATE FUNCTION audit_entries_keep() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$",
        "CREATE TRIGGER audit_entries_keep BEFORE UPDATE OR DELETE ON audit_entries "
        "FOR EACH ROW EXECUTE FUNCTION audit_entries_keep()",
    ],
}

after_create(AuditEntry, APPEND_ONLY)
