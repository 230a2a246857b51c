"""Sections of the inbox that are kept, on the wire."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from cairnloop.errors import Invalid
from cairnloop.wire.query import parse
from cairnloop.wire.text import Line

NONE = "null is refused: a section without it would be none"


def _query(text: str) -> str:
    """As it was written, with single blanks."""
    try:
        parse(text)
    except Invalid as error:
        raise ValueError("; ".join(error.errors["query"])) from None
    return " ".join(text.split())


SectionTitle = Annotated[Line, Field(max_length=60)]
SectionQuery = Annotated[Line, AfterValidator(_query)]


class NewSectionWords(BaseModel):
    """`query` is what lists of conversations are asked, such as `status:open awaiting:operator older:2d`."""

    model_config = ConfigDict(extra="forbid")
    title: SectionTitle
    query: SectionQuery
    shared: bool = False


class SectionWords(BaseModel):
    """What is left out stays. `place` counts from 0, among the shared ones or among one's own."""

    model_config = ConfigDict(extra="forbid")
    title: SectionTitle = Field(default="", description=NONE)
    query: SectionQuery = Field(default="", description=NONE)
    shared: bool = Field(default=False, description=NONE)
    place: Annotated[int, Field(ge=0, le=1000)] = Field(default=0, description=NONE)


class NewSection(BaseModel):
    model_config = ConfigDict(extra="forbid")
    section: NewSectionWords


class SectionChange(BaseModel):
    model_config = ConfigDict(extra="forbid")
    section: SectionWords


class SectionOut(TypedDict):
    """`user_id` is whose it is, or who shared it."""

    id: str
    object: Literal["section"]
    account_id: str
    user_id: int
    title: str
    query: str
    shared: bool
    place: int
    created_at: str
    updated_at: str
