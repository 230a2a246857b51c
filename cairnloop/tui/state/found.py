"""What a search for conversations found: each with the message that fits best, and what was found in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cairnloop.tui.state.paged import Paged
from cairnloop.tui.state.rows import Row
from cairnloop.tui.state.rows import row_of as conversation_of
from cairnloop.tui.terminal.times import instant
from cairnloop.wire.excerpts import END, START
from cairnloop.wire.terminal import harmless

UNMARKED = str.maketrans({START: None, END: None})


@dataclass(frozen=True, slots=True)
class Find:
    """One conversation. Texts are harmless; what was looked for stands between the marks of `wire.excerpts`."""

    id: str
    row: Row
    message_id: str
    at: datetime | None
    voice: str
    excerpt: str
    subject: str
    messages: int
    found_in: tuple[str, ...]

    @property
    def haystack(self) -> str:
        return f"{self.row.customer} {self.row.title} {self.excerpt.translate(UNMARKED)}".casefold()


@dataclass(frozen=True)
class Found:
    """`paged.asked` is what was searched."""

    paged: Paged[Find] = field(default_factory=Paged)


def find_of(wire: Mapping[str, Any]) -> Find:
    """From a row of `GET /api/conversations/search`."""
    row, message = conversation_of(wire["conversation"]), wire["message"]
    return Find(
        id=row.id,
        row=row,
        message_id=str(message["id"]),
        at=instant(message.get("created_at")),
        voice=_voice(message),
        excerpt=harmless(" ".join(str(message.get("excerpt") or "").split())),
        subject=harmless(str(wire.get("subject") or "")),
        messages=int(wire.get("messages") or 0),
        found_in=tuple(str(one) for one in wire.get("found_in") or ()),
    )


def _voice(message: Mapping[str, Any]) -> str:
    """Who said it: the customer, we, the policy; or what colleagues alone see."""
    if message.get("private"):
        return "note"
    if message.get("customer_id") is not None:
        return "customer"
    return "policy" if message.get("type") == "bot" else "us"
