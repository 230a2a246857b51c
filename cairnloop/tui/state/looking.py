"""What happens where an operator looks about: marks on rows, the trail in a thread, a customer's history, the focus."""

from dataclasses import dataclass

from cairnloop.tui.state.events import Event
from cairnloop.tui.state.trail import Entry


@dataclass(frozen=True, slots=True)
class MarkToggled(Event):
    """The row under the cursor is marked for the next act, or not any more."""


@dataclass(frozen=True, slots=True)
class MarksStretched(Event):
    """From the last mark to the cursor; without any, to all that is shown."""


@dataclass(frozen=True, slots=True)
class Unmarked(Event):
    """These are not marked any more; None says that nothing is."""

    ids: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class TrailRead(Event):
    """What the trail says of a conversation, the oldest first."""

    conversation_id: str
    trail: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class TrailShown(Event):
    """The operator wants to see every line of the trail, or only the turns a conversation took."""

    on: bool


@dataclass(frozen=True, slots=True)
class HistoryPicked(Event):
    """Another of the customer's earlier conversations."""

    steps: int


@dataclass(frozen=True, slots=True)
class FocusChanged(Event):
    """The operator looks at this terminal, or at something else."""

    here: bool
