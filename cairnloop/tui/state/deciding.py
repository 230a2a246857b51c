"""What can happen in the decision queue: the operator's moves, and what becomes of the decisions they made."""

from dataclasses import dataclass

from cairnloop.tui.state.events import Event
from cairnloop.tui.state.outbox import Decision


@dataclass(frozen=True, slots=True)
class QueueEntered(Event):
    """The operator sits down, at the draft of one conversation if it waits, else at the first."""

    conversation_id: str | None = None


@dataclass(frozen=True, slots=True)
class QueueLeft(Event):
    """Back to the inbox."""


@dataclass(frozen=True, slots=True)
class Stepped(Event):
    """To another draft, by hand and without a decision."""

    steps: int


@dataclass(frozen=True, slots=True)
class SentencePicked(Event):
    steps: int
    of: int


@dataclass(frozen=True, slots=True)
class DecisionMade(Event):
    decision: Decision


@dataclass(frozen=True, slots=True)
class DecisionsFound(Event):
    """An earlier console had kept these."""

    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Answered(Event):
    """The operator's own words went out instead of the draft on screen."""

    key: str


@dataclass(frozen=True, slots=True)
class Postponed(Event):
    """The draft on screen goes to the end of this sitting's queue."""


@dataclass(frozen=True, slots=True)
class PutAway(Event):
    """What is on screen is settled, and has been seen."""


@dataclass(frozen=True, slots=True)
class CameBack(Event):
    """From the opened conversation to the queue below it."""


@dataclass(frozen=True, slots=True)
class Applying(Event):
    key: str


@dataclass(frozen=True, slots=True)
class Applied(Event):
    key: str


@dataclass(frozen=True, slots=True)
class Deferred(Event):
    """The daemon gave no answer; the decision is kept."""

    key: str


@dataclass(frozen=True, slots=True)
class DecisionReturned(Event):
    """It was not applied, because things had changed."""

    key: str
    why: str


@dataclass(frozen=True, slots=True)
class TakenBack(Event):
    """A kept decision was undone before it went out."""

    key: str


@dataclass(frozen=True, slots=True)
class Restored(Event):
    """An answer was pulled back; its draft is on screen again."""

    message_id: str
    conversation_id: str
