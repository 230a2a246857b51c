"""One line of an inbox: a conversation with what triage needs to see of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cairnloop.tui.state.belongings import Tag, tags_of
from cairnloop.tui.terminal.times import instant
from cairnloop.wire.terminal import harmless


@dataclass(frozen=True, slots=True)
class Row:
    """Texts are harmless lines; `due_at` is when we owe the next answer, `late` that it was promised earlier."""

    id: str
    customer_id: str
    customer: str
    email: str
    subject: str
    preview: str
    source: str
    open: bool
    archived: bool
    read: bool
    version: int
    assignee_id: int | None
    assignee: str
    awaiting: str | None
    draft_id: str | None
    draft_kind: str | None
    active_at: datetime | None
    target: str = ""
    due_at: datetime | None = None
    late: bool = False
    snoozed: bool = False
    urgent: bool = False
    inbox_id: str = ""
    snoozed_until: datetime | None = None
    merged_into: str | None = None
    tags: tuple[Tag, ...] = ()

    @property
    def resolved(self) -> bool:
        """Nothing is owed; one that sleeps owes something."""
        return not self.open and not self.snoozed

    @property
    def title(self) -> str:
        return self.subject or self.preview or "(nothing written yet)"

    def changed(self, basic: Mapping[str, Any], names: Mapping[int, str]) -> "Row":
        """The row after an announcement, which knows neither deadline nor customer."""
        if int(basic.get("version", 0)) < self.version:
            return self
        assignee_id = basic.get("assignee_id")
        answered = basic.get("awaiting") != "operator"
        return replace(
            self,
            **_fields(basic),
            tags=tags_of(basic) if "tags" in basic else self.tags,
            assignee_id=assignee_id,
            assignee=names.get(assignee_id, "a colleague") if assignee_id is not None else "",
            due_at=None if answered and not self.late else self.due_at,
        )

    def or_newer(self, other: "Row | None") -> "Row":
        """Of two readings of one conversation the later; a re-read page may be older than the news."""
        return other if other is not None and other.version > self.version else self


def row_of(wire: Mapping[str, Any]) -> Row:
    """From a row of `GET /api/conversations`, or a whole conversation."""
    customer = wire.get("customer") or {}
    deadline = wire.get("deadline") or {}
    return Row(
        id=wire["id"],
        customer_id=str(wire.get("customer_id") or customer.get("id") or ""),
        customer=harmless(str(customer.get("title") or "Somebody")),
        email=harmless(str(customer.get("email") or "")),
        assignee_id=wire.get("assignee_id"),
        assignee=harmless(str(wire.get("assignee") or "")),
        target=str(deadline.get("target") or ""),
        due_at=instant(deadline.get("due_at")),
        late=deadline.get("status") == "breached",
        tags=tags_of(wire),
        **_fields(wire),
    )


def _fields(basic: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "subject": harmless(str(basic.get("subject") or "")),
        "preview": harmless(str(basic.get("preview") or "").replace("\n", " ")),
        "source": str(basic.get("source") or "chat"),
        "open": basic.get("status") == "open",
        "snoozed": basic.get("status") == "snoozed",
        "snoozed_until": instant(basic.get("snoozed_until")),
        "merged_into": basic.get("merged_into"),
        "urgent": basic.get("priority") == "priority",
        "inbox_id": str(basic.get("inbox_id") or ""),
        "archived": basic.get("archived_at") is not None,
        "read": bool(basic.get("read")),
        "version": int(basic.get("version") or 0),
        "awaiting": basic.get("awaiting"),
        "draft_id": basic.get("draft_id"),
        "draft_kind": basic.get("draft_kind"),
        "active_at": instant(basic.get("last_activity_at")),
    }
