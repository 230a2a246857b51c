"""What happens where books, lists and conversations lead to each other, and what was read of customers and sections."""

from collections.abc import Mapping
from dataclasses import dataclass

from cairnloop.tui.state.book import Book
from cairnloop.tui.state.cards import Card
from cairnloop.tui.state.events import Event
from cairnloop.tui.state.sections import Saved
from cairnloop.tui.state.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Lent(Event):
    """The open book makes way for a conversation, and comes back when that is left."""

    conversation_id: str


@dataclass(frozen=True, slots=True)
class Stacked(Event):
    """Another book lies over the open one, which comes back when that is closed."""

    book: Book
    asked: str


@dataclass(frozen=True, slots=True)
class Sought(Event):
    """The message for whose sake a conversation was opened."""

    message_id: str | None


@dataclass(frozen=True, slots=True)
class CardRead(Event):
    """Of the customer of this id, who may have turned out to be another."""

    customer_id: str
    card: Card


@dataclass(frozen=True, slots=True)
class CardUnread(Event):
    customer_id: str
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class CustomerChanged(Event):
    """Something about a customer is not as it was read."""

    customer_id: str


@dataclass(frozen=True, slots=True)
class SectionsRead(Event):
    """The sections that the daemon keeps: those that all share, then one's own."""

    sections: tuple[Saved, ...]


@dataclass(frozen=True, slots=True)
class SectionNews(Event):
    """Somebody made, changed or removed a section that all share."""


@dataclass(frozen=True, slots=True)
class UnreadCounted(Event):
    """How many open conversations nobody has looked at, by section."""

    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SplitSet(Event):
    """Whether the list stays beside an open conversation, where there is room for both."""

    on: bool


@dataclass(frozen=True, slots=True)
class Glanced(Event):
    """Another conversation is shown beside its list, while the cursor only passes."""

    conversation_id: str


@dataclass(frozen=True, slots=True)
class Settled(Event):
    """The operator has turned from the list to the conversation beside it."""
