"""One customer on screen: what happened with them, their conversations, the notes on them; one list at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from cairnloop.tui.state.paged import Paged
from cairnloop.tui.state.rows import Row
from cairnloop.tui.state.rows import row_of as conversation_of
from cairnloop.tui.terminal.times import instant
from cairnloop.wire.terminal import harmless


class Tab(StrEnum):
    """Which list is shown."""

    TIMELINE = "timeline"
    CONVERSATIONS = "conversations"
    NOTES = "notes"


@dataclass(frozen=True, slots=True)
class Step:
    """One row. `about` is as the daemon has it; `author_id` is known of notes in their own list only."""

    id: str
    at: datetime | None
    kind: str
    actor: str
    about: str
    conversation_id: str | None = None
    note_id: str | None = None
    author_id: int | None = None
    conversation: Row | None = None

    @property
    def haystack(self) -> str:
        return f"{self.kind} {self.actor} {self.about}".casefold()


@dataclass(frozen=True)
class Person:
    """`paged.asked` says which list of whom: `notes:ID`."""

    paged: Paged[Step] = field(default_factory=Paged)

    @property
    def id(self) -> str:
        return self.paged.asked.partition(":")[2]

    @property
    def tab(self) -> Tab:
        found = self.paged.asked.partition(":")[0]
        return Tab(found) if found else Tab.TIMELINE


def asked_of(customer_id: str, tab: Tab = Tab.TIMELINE) -> str:
    return f"{tab.value}:{customer_id}"


def step_of(wire: Mapping[str, Any]) -> Step:
    """From a row of `GET /api/customers/{id}/timeline`."""
    conversation_id, note_id = wire.get("conversation_id"), wire.get("note_id")
    kind, at = harmless(str(wire.get("kind") or "")), str(wire.get("at") or "")
    return Step(
        id=f"{at} {kind} {conversation_id or note_id or wire.get('about')}",
        at=instant(at),
        kind=kind,
        actor=harmless(str(wire.get("actor") or "")),
        about=str(wire.get("about") or ""),
        conversation_id=None if conversation_id is None else str(conversation_id),
        note_id=None if note_id is None else str(note_id),
    )


def conversation_step(wire: Mapping[str, Any]) -> Step:
    """From a row of `GET /api/conversations`."""
    row = conversation_of(wire)
    return Step(row.id, row.active_at, "conversation", row.assignee, row.title, row.id, conversation=row)


def note_step(wire: Mapping[str, Any]) -> Step:
    """From a row of `GET /api/notes`."""
    author = wire.get("author") or {}
    name = author.get("display_name") or author.get("full_name") or author.get("email") or "a colleague"
    return Step(
        id=str(wire["id"]),
        at=instant(wire.get("created_at")),
        kind="note",
        actor=harmless(str(name)),
        about=str(wire.get("body") or ""),
        note_id=str(wire["id"]),
        author_id=wire.get("author_id"),
    )
