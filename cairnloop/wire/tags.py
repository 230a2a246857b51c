"""Tags and mentions on the wire."""

import re
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from cairnloop.wire.text import Line, LongLine

HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
COLORS = (
    *("magenta", "red", "volcano", "orange", "gold", "yellow", "lime", "green", "cyan", "blue", "geekblue", "purple"),
    *("pink", "gray", "default"),
)


def _color(value: str) -> str:
    if value not in COLORS and not HEX.fullmatch(value):
        raise ValueError(f"is no colour; write #rrggbb, or one of {', '.join(COLORS)}")
    return value


Color = Annotated[Line, AfterValidator(_color)]
TagName = Annotated[Line, Field(max_length=100)]


class TagWords(BaseModel):
    """What is left out stays, or is empty in a new one; null empties it."""

    model_config = ConfigDict(extra="forbid")
    description: LongLine | None = None
    color: Color | None = None


class NewTagWords(TagWords):
    name: TagName


class TagChangeWords(TagWords):
    name: TagName = Field(default="", description="a tag without a name would be none: null is refused")


class NewTag(BaseModel):
    model_config = ConfigDict(extra="forbid")
    tag: NewTagWords


class TagChange(BaseModel):
    model_config = ConfigDict(extra="forbid")
    tag: TagChangeWords


class PutOn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    tag_id: UUID


class TagOut(TypedDict):
    id: str
    object: Literal["tag"]
    account_id: str
    name: str
    description: str | None
    color: str | None
    created_at: str
    updated_at: str


class TaggedOut(TypedDict):
    """The tags that are now there, by name."""

    ok: Literal[True]
    tags: list[TagOut]


class MentionOut(TypedDict):
    id: str
    object: Literal["mention"]
    account_id: str
    conversation_id: str
    message_id: str
    user_id: int
    body: str
    author: str | None
    created_at: str
    seen_at: str | None
