"""Canned replies on the wire."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from typing_extensions import TypedDict

from cairnloop.wire.problems import SHORTCUT
from cairnloop.wire.text import BodyText, Clean, Line

Shortcut = Annotated[str, Clean, StringConstraints(strip_whitespace=True, pattern=SHORTCUT)]
NONE = "null is refused: a canned reply without it would be none"


class NewCannedWords(BaseModel):
    """`inbox_id` keeps it to one inbox; without one it is for all."""

    model_config = ConfigDict(extra="forbid")
    name: Line
    content: BodyText
    shortcut: Shortcut | None = None
    inbox_id: UUID | None = None


class CannedWords(BaseModel):
    """What is left out stays; null empties it."""

    model_config = ConfigDict(extra="forbid")
    name: Line = Field(default="", description=NONE)
    content: BodyText = Field(default="", description=NONE)
    shortcut: Shortcut | None = None
    inbox_id: UUID | None = None


class NewCanned(BaseModel):
    model_config = ConfigDict(extra="forbid")
    canned_response: NewCannedWords


class CannedChange(BaseModel):
    model_config = ConfigDict(extra="forbid")
    canned_response: CannedWords


class Render(BaseModel):
    model_config = ConfigDict(extra="forbid")
    conversation_id: UUID


class CannedOut(TypedDict):
    id: str
    object: Literal["canned_response"]
    account_id: str
    name: str
    content: str
    shortcut: str | None
    inbox_id: str | None
    created_at: str
    updated_at: str


class RenderedOut(TypedDict):
    """The reply for one conversation; `missing` names the variables about which nothing is known."""

    text: str
    missing: list[str]
