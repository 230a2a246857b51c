"""What happens at the desk."""

from dataclasses import dataclass
from uuid import UUID

from cairnloop.kernel.audit import Actor
from cairnloop.kernel.events import Event


@dataclass(frozen=True, slots=True)
class CustomerMessageReceived(Event):
    """A customer wrote.

    `first`: nobody ever answered them; `waiting`: we owed an answer before this message; `undecided`: a draft waited
    for a decision.
    """

    account_id: UUID
    inbox_id: UUID
    conversation_id: UUID
    message_id: UUID
    first: bool
    waiting: bool
    undecided: bool


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
class ConversationResolved(Event):
    account_id: UUID
    conversation_id: UUID
    by: Actor


@dataclass(frozen=True, slots=True)
class ConversationReopened(Event):
    account_id: UUID
    conversation_id: UUID
    by: Actor
