"""What can happen to the console: news from the daemon, answers that were read, and the operator's own moves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cairnloop.client.link import Link
from cairnloop.tui.state.belongings import Attachment
from cairnloop.tui.state.drafts import Draft
from cairnloop.tui.state.listing import Edge, Sheet
from cairnloop.tui.state.people import Colleague, Me
from cairnloop.tui.state.queue import QueuePage
from cairnloop.tui.state.rows import Row
from cairnloop.tui.state.sections import Counted, Place
from cairnloop.tui.state.thread import Message, Thread
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.state.unsent import Unsent


class Event:
    """Something the state takes in with `reducing.apply`."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Ticked(Event):
    """Time went by."""

    now: datetime


@dataclass(frozen=True, slots=True)
class SignedIn(Event):
    me: Me


@dataclass(frozen=True, slots=True)
class ColleaguesRead(Event):
    colleagues: tuple[Colleague, ...]


@dataclass(frozen=True, slots=True)
class LinkChanged(Event):
    link: Link


@dataclass(frozen=True, slots=True)
class CountsRead(Event):
    """`saved` is by the text of the query; None when they were not asked for."""

    counts: Mapping[str, int]
    saved: Mapping[str, Counted] | None = None


@dataclass(frozen=True, slots=True)
class CountsUnread(Event):
    """They could not be read; the old ones are no longer to be believed."""


@dataclass(frozen=True, slots=True)
class PageRead(Event):
    section: Place
    edge: Edge
    sheet: Sheet
    keep_cursor: bool = True


@dataclass(frozen=True, slots=True)
class PageChecked(Event):
    """A page was read again in the background."""

    section: Place
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PageUnread(Event):
    section: Place
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class QueueRead(Event):
    """The beginning of the queue, of each of its lists."""

    pages: tuple[QueuePage, ...]


@dataclass(frozen=True, slots=True)
class QueuePaged(Event):
    page: QueuePage


@dataclass(frozen=True, slots=True)
class QueueUnread(Event):
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class ThreadRead(Event):
    thread: Thread


@dataclass(frozen=True, slots=True)
class ThreadUnread(Event):
    conversation_id: str
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class EarlierRead(Event):
    conversation_id: str
    messages: tuple[Message, ...]
    earlier: int | None


@dataclass(frozen=True, slots=True)
class HistoryRead(Event):
    """How many other conversations the customer of this one has had, and the newest of them."""

    conversation_id: str
    others: int
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageSaid(Event):
    message: Message


@dataclass(frozen=True, slots=True)
class MessagesSeen(Event):
    conversation_id: str
    ids: frozenset[str]
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ConversationChanged(Event):
    basic: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ConversationOpened(Event):
    conversation_id: str


@dataclass(frozen=True, slots=True)
class DraftChanged(Event):
    draft: Draft


@dataclass(frozen=True, slots=True)
class DeadlineBreached(Event):
    conversation_id: str
    target: str


@dataclass(frozen=True, slots=True)
class Typed(Event):
    """Somebody writes, or has stopped. The customer has no name here."""

    conversation_id: str
    name: str
    on: bool


@dataclass(frozen=True, slots=True)
class PresenceRead(Event):
    state: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PresenceChanged(Event):
    joins: Mapping[str, Any]
    leaves: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SectionChosen(Event):
    section: Place


@dataclass(frozen=True, slots=True)
class CursorMoved(Event):
    """By so many rows, or to one conversation."""

    steps: int = 0
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Filtered(Event):
    needle: str


@dataclass(frozen=True, slots=True)
class Entered(Event):
    """The operator opened a conversation; `over` when it lies over the one that was open."""

    conversation_id: str
    over: bool = False


@dataclass(frozen=True, slots=True)
class Left(Event):
    """The operator went back to the inbox."""


@dataclass(frozen=True, slots=True)
class DraftPicked(Event):
    """Another draft of the open conversation is looked at: `steps` older (positive) or newer."""

    steps: int


@dataclass(frozen=True, slots=True)
class EvidencePicked(Event):
    steps: int


@dataclass(frozen=True, slots=True)
class Began(Event):
    """The operator asked for a change of this conversation; `what` is being done. `before` they did something else
    since: what is said to them stays.
    """

    conversation_id: str
    what: str
    before: bool = False


@dataclass(frozen=True, slots=True)
class Ended(Event):
    """The daemon answered, one way or the other."""

    conversation_id: str
    done: bool = True


@dataclass(frozen=True, slots=True)
class Undone(Event):
    """The operator's own answer was pulled back; `files` are those of it that can be sent again."""

    message: Message
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Told(Event):
    """Something to say in the footer for a while. `tone` is done, hint or refused."""

    text: str
    tone: str = "done"


@dataclass(frozen=True, slots=True)
class Failed(Event):
    """Something the operator asked for did not happen."""

    trouble: Trouble


@dataclass(frozen=True, slots=True)
class Overtaken(Event):
    """A decision was refused because the draft had changed; the conversation was read again since."""

    draft: Draft
    what: str
    safe: str
    said: str


@dataclass(frozen=True, slots=True)
class Dismissed(Event):
    """The operator has read what was said."""


@dataclass(frozen=True, slots=True)
class Kept(Event):
    """What stands in the composer of a conversation; None when nothing does."""

    conversation_id: str
    unsent: Unsent | None = field(default=None)
