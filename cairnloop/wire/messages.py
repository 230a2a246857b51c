"""Messages as scripts and published front ends send them: answers, notes, and what a customer said elsewhere."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cairnloop.wire.desk import UserNumber
from cairnloop.wire.files import Said
from cairnloop.wire.text import ClientKey, Details, Instant


class NewMessageFields(Said):
    """An answer; with `private` or as a `note` a private note; with `customer_id` what this customer said elsewhere.

    `sent_at` counts for a customer's words only: an answer is sent when it leaves.
    """

    model_config = ConfigDict(extra="forbid")
    conversation_id: UUID
    type: Literal["reply", "note", "bot"] = "reply"
    content_type: Literal["text"] = "text"
    private: bool = False
    customer_id: UUID | None = None
    user_id: UserNumber | None = Field(None, description="oneself, or left out")
    mentioned_user_ids: Annotated[list[UserNumber], Field(max_length=50)] = Field(default=[])
    metadata: Details | None = None
    sent_at: Instant = None
    client_id: ClientKey = None
    undo_seconds: float | None = Field(default=None, ge=0, le=300)

    @property
    def is_note(self) -> bool:
        return self.private or self.type == "note"

    @model_validator(mode="after")
    def _of_one_writer(self) -> Self:
        if self.customer_id is not None and self.user_id is not None:
            raise ValueError("a message has a customer_id or a user_id, not both")
        if self.customer_id is not None and (self.is_note or self.type == "bot"):
            raise ValueError("what a customer says is neither a note nor a bot's: leave out type and private")
        if self.mentioned_user_ids and not self.is_note:
            raise ValueError("mentioned_user_ids belongs to private notes: a customer would read the rest")
        return self


class NewMessage(BaseModel):
    model_config = ConfigDict(extra="forbid")
    message: NewMessageFields


class MessageChangeFields(BaseModel):
    """What was said stays as it was said; null takes the data away."""

    model_config = ConfigDict(extra="forbid")
    metadata: Details | None


class MessageChange(BaseModel):
    model_config = ConfigDict(extra="forbid")
    message: MessageChangeFields
