"""What operators ask of a conversation as a whole, and how its links, relatives and counts look."""

from datetime import datetime
from typing import Annotated, Literal, TypeAlias
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from typing_extensions import TypedDict

from cairnloop.wire.desk import ConversationBasicOut, ConversationRowOut, MessageOut, UserNumber
from cairnloop.wire.text import Details, Line, Moment

Why: TypeAlias = Literal["customer", "subject", "tag"]
MOST_HOURS = 30 * 24


class ConversationChange(BaseModel):
    """What shall be different; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")
    status: Literal["open", "snoozed", "closed"] | None = None
    snoozed_until: Moment | None = None
    priority: Literal["priority", "not_priority"] | None = None
    read: bool | None = None
    assignee_id: UserNumber | None = None
    inbox_id: UUID | None = None
    subject: Line | None = None
    metadata: Details | None = None

    @field_validator("snoozed_until")
    @classmethod
    def _of_sleep(cls, until: datetime | None, info: ValidationInfo) -> datetime | None:
        if until is not None and info.data.get("status") != "snoozed":
            raise ValueError("belongs to the status snoozed; give both")
        return until


class ChangeConversation(BaseModel):
    model_config = ConfigDict(extra="forbid")
    conversation: ConversationChange


class Snooze(BaseModel):
    """Without `until` it sleeps until the customer writes, who always wakes it."""

    model_config = ConfigDict(extra="forbid")
    until: Moment | None = None


class Weigh(BaseModel):
    model_config = ConfigDict(extra="forbid")
    priority: Literal["priority", "not_priority"]


class Merge(BaseModel):
    """`into` is the conversation that stays."""

    model_config = ConfigDict(extra="forbid")
    into: UUID


class Share(BaseModel):
    model_config = ConfigDict(extra="forbid")
    hours: Annotated[int, Field(ge=1, le=MOST_HOURS)] = 24


class ShareOut(TypedDict):
    id: str
    object: Literal["share"]
    conversation_id: str
    created_by: int
    created_at: str
    expires_at: str


class NewShareOut(ShareOut):
    """`token` is shown this once. `page` is for people, `path` for programs."""

    ok: bool
    token: str
    path: str
    page: str


class SharedCustomerOut(TypedDict):
    id: str
    object: Literal["customer"]
    name: str | None
    title: str


class SharedOut(TypedDict):
    """A conversation as its customer sees it, for somebody outside."""

    id: str
    object: Literal["conversation"]
    source: str
    created_at: str
    closed_at: str | None
    last_activity_at: str
    status: str
    subject: str | None
    account_id: str
    inbox_id: str
    customer_id: str
    customer: SharedCustomerOut
    messages: list[MessageOut]


class RelatedOut(ConversationRowOut):
    """Another conversation, and what it has in common with the one that was asked about."""

    why: Why


class MergedOut(ConversationBasicOut):
    """The conversation that stayed, and how long the merge can be undone."""

    undo_until: str


class AssignmentOut(TypedDict):
    mode: str
    capacity: int | None


class AssignmentChange(BaseModel):
    """How an inbox hands out what comes in; `capacity` is how many open conversations one user has at most."""

    model_config = ConfigDict(extra="forbid")
    mode: Literal["off", "round_robin", "least_busy"]
    capacity: Annotated[int, Field(ge=1, le=10_000)] | None = None


class CountOut(TypedDict):
    count: int
    more: bool
