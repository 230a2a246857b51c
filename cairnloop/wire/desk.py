"""The desk on the wire: conversations, messages, widget settings."""

from typing import Annotated, Any, Literal, NotRequired, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator
from typing_extensions import TypedDict

from cairnloop.wire.files import FileOut, Said
from cairnloop.wire.people import CustomerBasicOut, UserOut
from cairnloop.wire.tags import TagOut
from cairnloop.wire.text import ClientKey, Details, Instant, Line, LongLine, Moment

# Conversations in one bulk.
MOST_AT_ONCE = 200
Move = Literal[
    "assign", "resolve", "reopen", "archive", "read", "unread", "snooze", "unsnooze", "priority", "tag", "untag"
]
UserNumber = Annotated[int, Field(ge=1, lt=2**31)]
BELONGS = (("assignee_id", "assign"), ("reason", "resolve"), ("until", "snooze"), ("priority", "priority"))


class MessageOut(TypedDict):
    id: str
    object: Literal["message"]
    body: str
    type: str
    content_type: Literal["text"]
    private: bool
    source: str
    created_at: str
    sent_at: str | None
    seen_at: str | None
    conversation_id: str
    account_id: str
    customer_id: str | None
    customer: NotRequired[CustomerBasicOut]
    user_id: int | None
    user: UserOut | None
    attachments: list[FileOut]
    metadata: dict[str, Any] | None
    client_id: str | None
    # How far an outgoing message has come: pending, sent, failed, withdrawn; received for customers, kept for notes.
    delivery: str
    delivery_error: str | None
    release_at: str | None
    draft_id: str | None


class UndoneOut(MessageOut):
    """An answer that was taken back; `file_ids` are those of its files that whoever did so can attach to another."""

    file_ids: list[str]


class DeadlineOut(TypedDict):
    target: str
    status: str
    due_at: str


class ConversationBasicOut(TypedDict):
    id: str
    object: Literal["conversation"]
    source: str
    created_at: str
    closed_at: str | None
    archived_at: str | None
    last_activity_at: str
    status: str
    read: bool
    priority: str
    subject: str | None
    preview: str | None
    account_id: str
    customer_id: str
    assignee_id: int | None
    inbox_id: str
    metadata: dict[str, Any] | None
    version: int
    awaiting: str | None
    draft_id: str | None
    draft_kind: str | None
    snoozed_until: str | None
    merged_into: str | None
    merged_from: list[str]


class ConversationRowOut(ConversationBasicOut):
    """One line of an inbox: the conversation with what triage needs to see of it."""

    tags: list[TagOut]

    customer: CustomerBasicOut
    assignee: str | None
    deadline: DeadlineOut | None


class InboxOut(TypedDict):
    id: str
    object: Literal["inbox"]
    account_id: str
    name: str
    description: str | None
    slug: str | None
    is_primary: bool
    is_private: bool
    draft_policy: str
    version: int
    created_at: str
    updated_at: str


class FirstMessage(Said):
    sent_at: Instant = None
    client_id: ClientKey = None
    metadata: Details | None = None


class NewConversationFields(BaseModel):
    account_id: UUID | None = Field(None, description="needed of pages; whoever signs in has an account")
    customer_id: UUID
    inbox_id: UUID | None = None
    subject: Line | None = None
    metadata: Details | None = None
    message: FirstMessage | None = Field(None, description="what an operator says first")


class NewConversation(BaseModel):
    """Unknown keys are ignored: published widgets send more than they may set. `message` is what a customer says."""

    conversation: NewConversationFields
    message: FirstMessage | None = None


class Shout(Said):
    """All that a customer may say in a `shout`; everything else is the server's to know."""

    client_id: ClientKey = None
    sent_at: Instant = None
    metadata: Details | None = None
    customer_id: UUID | None = None


class Reply(Said):
    """What an operator writes: an answer, or with `private` a note that no customer ever sees."""

    model_config = ConfigDict(extra="forbid")
    private: bool = False
    undo_seconds: float | None = Field(default=None, ge=0, le=300)
    client_id: ClientKey = None
    last_seen_message_id: UUID | None = Field(None, description="the newest you saw; 409 if a colleague's is newer")
    force: bool = Field(False, description="send all the same")
    mentioned_user_ids: Annotated[list[UserNumber], Field(max_length=50)] = Field(
        default=[], description="colleagues whose eye a private note asks for"
    )

    @model_validator(mode="after")
    def _mentions_in_private(self) -> Self:
        if self.mentioned_user_ids and not self.private:
            raise ValueError("mentioned_user_ids belongs to private notes: a customer would read the rest")
        return self


class Assign(BaseModel):
    model_config = ConfigDict(extra="forbid")
    assignee_id: UserNumber | None


class Reason(BaseModel):
    model_config = ConfigDict(extra="forbid")
    reason: LongLine | None = None


class Bulk(BaseModel):
    """The same move for many conversations.

    `assignee_id` belongs to assign (null is nobody), `reason` to resolve, `until` to snooze (without it until the
    customer writes), `priority` to priority, `tag_id` to tag and untag.
    """

    model_config = ConfigDict(extra="forbid")
    ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_AT_ONCE)]
    move: Move
    assignee_id: UserNumber | None = None
    reason: LongLine | None = None
    until: Moment | None = None
    priority: Literal["priority", "not_priority"] | None = None
    tag_id: UUID | None = None

    @model_validator(mode="after")
    def _belongs(self) -> Self:
        """What a move has no use for is refused: whoever sends it means something else."""
        if self.move == "assign" and "assignee_id" not in self.model_fields_set:
            raise ValueError("assign needs assignee_id: the number of a user, or null for nobody")
        if self.move == "priority" and self.priority is None:
            raise ValueError("priority needs priority: priority or not_priority")
        if (self.tag_id is None) == (self.move in ("tag", "untag")):
            raise ValueError("tag_id belongs to tag and untag, which need it")
        for name, move in BELONGS:
            if self.move != move and getattr(self, name) is not None:
                raise ValueError(f"{name} belongs to {move}, not to {self.move}")
        return self


class BulkErrorOut(TypedDict):
    status: int
    reason: str
    message: str


class BulkOut(TypedDict):
    """What became of one of many: `conversation` as it is now, or the `error` for which it stays as it was."""

    id: str
    done: bool
    conversation: ConversationBasicOut | None
    error: BulkErrorOut | None
