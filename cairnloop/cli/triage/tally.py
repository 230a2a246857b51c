"""What was decided in one sitting, and what of it can still be taken back."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from cairnloop.cli.triage.lines import count, line

if TYPE_CHECKING:
    from cairnloop.wire.desk import MessageOut
    from cairnloop.wire.drafting import DraftRowOut


class Deed(StrEnum):
    """What counts as decided."""

    SENT = "sent"
    EDITED = "sent with your words"
    DISCARDED = "discarded"
    REGENERATED = "asked for anew"
    ESCALATED = "escalated"


@dataclass(frozen=True, slots=True)
class Own:
    """What is sent instead of a draft. `key` lets the daemon tell a second attempt from a second answer."""

    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer that was on its way when this was said; it leaves `at`, on the clock of this machine in seconds."""

    message_id: str
    row: "DraftRowOut"
    deed: Deed
    leaves: float
    own: Own | None

    @property
    def to(self) -> str:
        return line(self.row["customer"])


@dataclass(slots=True)
class Tally:
    deeds: Counter[Deed] = field(default_factory=Counter)
    sent: list[Sent] = field(default_factory=list)

    def add(self, deed: Deed) -> None:
        self.deeds[deed] += 1

    def add_sent(self, sent: Sent) -> None:
        self.add(sent.deed)
        self.sent.append(sent)

    def take_back(self, sent: Sent) -> None:
        self.deeds[sent.deed] -= 1

    def lines(self, now: float) -> list[str]:
        """How many were decided, and how to take back what has not left yet."""
        parts = [f"{number} {deed}" for deed in Deed if (number := self.deeds[deed])]
        said = [f"You decided {count(self.deeds.total(), 'draft')}{': ' if parts else ''}{', '.join(parts)}."]
        said += [
            f"The answer to {one.to} leaves in {count(round(one.leaves - now), 'second')}: "
            f"cairnloop drafts undo {one.message_id} takes it back until then."
            for one in self.sent
            if one.leaves - now >= 1
        ]
        return said


def held_seconds(message: "MessageOut") -> float:
    """How long the daemon keeps the answer back, by its own clock."""
    if message["release_at"] is None:
        return 0.0
    leaves, written = (
        datetime.fromisoformat(at.removesuffix("Z")) for at in (message["release_at"], message["created_at"])
    )
    return max((leaves - written).total_seconds(), 0.0)
