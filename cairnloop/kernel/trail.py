"""Reading the audit trail, newest first."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from typing_extensions import TypedDict

from cairnloop.kernel.audit import AuditEntry
from cairnloop.kernel.database import Tx


class AuditOut(TypedDict):
    seq: int
    at: str
    actor: str
    actor_kind: str
    actor_id: str
    action: str
    subject_kind: str
    subject_id: str
    conversation_id: str | None
    reason: str | None
    detail: dict[str, Any]


async def entries(
    tx: Tx,
    account_id: UUID,
    *,
    conversation_id: UUID | None = None,
    action: str | None = None,
    actor_id: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> Sequence[AuditEntry]:
    query = select(AuditEntry).where(AuditEntry.account_id == account_id)
    if conversation_id is not None:
        query = query.where(AuditEntry.conversation_id == conversation_id)
    if action is not None:
        query = query.where(AuditEntry.action == action)
    if actor_id is not None:
        query = query.where(AuditEntry.actor_id == actor_id)
    if before is not None:
        query = query.where(AuditEntry.seq < before)
    return (await tx.session.execute(query.order_by(AuditEntry.seq.desc()).limit(limit))).scalars().all()


def entry_out(entry: AuditEntry) -> AuditOut:
    return {
        "seq": entry.seq,
        "at": entry.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "actor": entry.actor_label,
        "actor_kind": entry.actor_kind,
        "actor_id": entry.actor_id,
        "action": entry.action,
        "subject_kind": entry.subject_kind,
        "subject_id": entry.subject_id,
        "conversation_id": None if entry.conversation_id is None else str(entry.conversation_id),
        "reason": entry.reason,
        "detail": entry.detail,
    }
