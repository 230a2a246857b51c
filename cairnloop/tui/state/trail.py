"""The audit trail as it is read: who did what to what, when and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cairnloop.tui.state.paged import Paged
from cairnloop.tui.terminal.times import instant
from cairnloop.wire.terminal import harmless


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. Texts are harmless lines; `detail` is as the daemon has it."""

    id: str
    at: datetime | None
    actor: str
    actor_kind: str
    actor_id: str
    action: str
    subject_kind: str
    subject_id: str
    conversation_id: str | None
    reason: str
    detail: Mapping[str, Any]

    @property
    def haystack(self) -> str:
        return f"{self.actor} {self.action} {self.subject_kind} {self.subject_id} {self.reason}".casefold()


@dataclass(frozen=True)
class Trail:
    """`paged.asked` is the line that the operator searched for."""

    paged: Paged[Entry] = field(default_factory=Paged)


def entry_of(wire: Mapping[str, Any]) -> Entry:
    """From a row of `GET /api/audit`."""
    conversation_id = wire.get("conversation_id")
    return Entry(
        id=str(wire["seq"]),
        at=instant(wire.get("at")),
        actor=harmless(str(wire.get("actor") or "Somebody")),
        actor_kind=harmless(str(wire.get("actor_kind") or "")),
        actor_id=harmless(str(wire.get("actor_id") or "")),
        action=harmless(str(wire.get("action") or "")),
        subject_kind=harmless(str(wire.get("subject_kind") or "")),
        subject_id=harmless(str(wire.get("subject_id") or "")),
        conversation_id=None if conversation_id is None else str(conversation_id),
        reason=harmless(str(wire.get("reason") or "")),
        detail=dict(wire.get("detail") or {}),
    )
