"""What happens at the desk."""

from dataclasses import dataclass
from uuid import UUID

from cairnloop.kernel.audit import Actor
from cairnloop.kernel.events import Event


@dataclass(frozen=True, slots=True)
class CustomerMessageReceived(Event):
    """A customer wrote.

    `first`: nobody ever answered them; `waiting`: we owed an answer before this message; `undecided`: a draft waited
    for a decision; `adrift`: it brought back a conversation that is nobody's.
    """

    account_id: UUID
    inbox_id: UUID
    conversation_id: UUID
    message_id: UUID
    first: bool
    waiting: bool
    undecided: bool
    adrift: bool


@dataclass(frozen=True, slots=True)
class MessageSent(Event):
    """A message left for the customer: by a person (`user_id`) or, allowed by policy, by the bot.

    `caught_up`: the customer has written nothing since this answer was written.
    """

    account_id: UUID
    conversation_id: UUID
    message_id: UUID
    draft_id: UUID | None
    user_id: int | None
    caught_up: bool


@dataclass(frozen=True, slots=True)
class MessageWithdrawn(Event):
    """A held message was taken back before it left."""

    account_id: UUID
    conversation_id: UUID
    message_id: UUID
    draft_id: UUID | None
    by: Actor


@dataclass(frozen=True, slots=True)
class ReplyWritten(Event):
    """An operator answered in their own words; the message is held for the undo window."""

    account_id: UUID
    conversation_id: UUID
    message_id: UUID
    user_id: int


@dataclass(frozen=True, slots=True)
class ConversationOpened(Event):
    """A new conversation, still without a message."""

    account_id: UUID
    inbox_id: UUID
    conversation_id: UUID


@dataclass(frozen=True, slots=True)
class NoteWritten(Event):
    """An operator left a private note for colleagues."""

    account_id: UUID
    conversation_id: UUID
    message_id: UUID
    user_id: int


@dataclass(frozen=True, slots=True)
class ColleagueMentioned(Event):
    """A private note asks for the eye of a colleague."""

    account_id: UUID
    conversation_id: UUID
    message_id: UUID
    user_id: int


@dataclass(frozen=True, slots=True)
class ConversationChanged(Event):
    """Something of it that lists show is different; emitted once, at the end of a transaction that changed it."""

    account_id: UUID
    conversation_id: UUID


@dataclass(frozen=True, slots=True)
class ConversationResolved(Event):
    account_id: UUID
    conversation_id: UUID
    by: Actor


@dataclass(frozen=True, slots=True)
class ConversationReopened(Event):
    """It is open again: reopened, or woken before or at its time. `adrift`: it is nobody's."""

    account_id: UUID
    inbox_id: UUID
    conversation_id: UUID
    by: Actor
    adrift: bool


@dataclass(frozen=True, slots=True)
class ConversationsMerged(Event):
    """All that the customer and we said in `source_id` now stands in `target_id`."""

    account_id: UUID
    merge_id: UUID
    source_id: UUID
    target_id: UUID
    by: Actor


@dataclass(frozen=True, slots=True)
class MergeUndone(Event):
    """The two are apart again. `merge_id` is still there to be read."""

    account_id: UUID
    merge_id: UUID
    source_id: UUID
    target_id: UUID
    by: Actor


@dataclass(frozen=True, slots=True)
class HistoryImported(Event):
    """Some of another desk's history is here now. Nothing follows from what happened in it."""

    account_id: UUID


@dataclass(frozen=True, slots=True)
class ResolvedElsewhere(Event):
    """An imported conversation was resolved over there, and somebody wants it learnt from."""

    account_id: UUID
    conversation_id: UUID


@dataclass(frozen=True, slots=True)
class ConversationsDeleted(Event):
    """They are about to go, with all that belongs to them."""

    account_id: UUID
    conversation_ids: tuple[UUID, ...]
    by: Actor


@dataclass(frozen=True, slots=True)
class FileDeleted(Event):
    """A message of this conversation carries a file less."""

    account_id: UUID
    conversation_id: UUID


@dataclass(frozen=True, slots=True)
class HoursChanged(Event):
    """The account, or one of its inboxes, has other hours, holidays or another time zone for them than before."""

    account_id: UUID
