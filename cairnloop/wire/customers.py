"""Customers, their companies and the notes on them, as operators send and see them."""

from typing import Annotated, Any, Literal, NotRequired
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from typing_extensions import TypedDict

from cairnloop.wire.people import CustomerOut, UserOut
from cairnloop.wire.tags import TagOut
from cairnloop.wire.text import BodyText, Clean, Details, Line, LongLine

# The columns of the CSV, by the names that those who read it know.
CSV_COLUMNS = (
    *("id", "name", "email", "created_at", "updated_at", "first_seen", "last_seen_at", "phone", "external_id"),
    *("host", "pathname", "current_url", "browser", "os", "ip", "time_zone"),
)
Expandable = Literal["tags", "notes", "issues", "company", "conversations", "messages"]


def _web_address(url: str) -> str:
    if not url.lower().startswith(("http://", "https://")) or any(one.isspace() for one in url):
        raise ValueError("is no web address; write one like https://acme.example")
    return url


WebAddress = Annotated[
    str, Clean, StringConstraints(strip_whitespace=True, max_length=2000), AfterValidator(_web_address)
]


class CustomerWords(BaseModel):
    """What operators may change of a customer. What is left out stays; null empties it."""

    model_config = ConfigDict(extra="forbid")
    name: Line | None = None
    email: Line | None = None
    phone: Line | None = None
    external_id: Line | None = None
    profile_photo_url: WebAddress | None = None
    time_zone: Line | None = None
    metadata: Details | None = None
    company_id: UUID | None = None


class CustomerChange(BaseModel):
    model_config = ConfigDict(extra="forbid")
    customer: CustomerWords


class Merge(BaseModel):
    """`into` is the customer who stays."""

    model_config = ConfigDict(extra="forbid")
    into: UUID


class CompanyWords(BaseModel):
    """What is left out stays, or is empty in a new one; null empties it."""

    model_config = ConfigDict(extra="forbid")
    description: LongLine | None = None
    external_id: Line | None = None
    website_url: WebAddress | None = None
    industry: Line | None = None
    logo_image_url: WebAddress | None = None
    metadata: Details | None = None


class NewCompanyWords(CompanyWords):
    name: Line


class CompanyChangeWords(CompanyWords):
    name: Line = Field(default="", description="a company without a name would be none: null is refused")


class NewCompany(BaseModel):
    model_config = ConfigDict(extra="forbid")
    company: NewCompanyWords


class CompanyChange(BaseModel):
    model_config = ConfigDict(extra="forbid")
    company: CompanyChangeWords


class NewNoteWords(BaseModel):
    model_config = ConfigDict(extra="forbid")
    customer_id: UUID
    body: BodyText


class NewNote(BaseModel):
    model_config = ConfigDict(extra="forbid")
    note: NewNoteWords


class NoteWords(BaseModel):
    model_config = ConfigDict(extra="forbid")
    body: BodyText


class NoteChange(BaseModel):
    model_config = ConfigDict(extra="forbid")
    note: NoteWords


class CompanyOut(TypedDict):
    id: str
    object: Literal["company"]
    account_id: str
    name: str
    description: str | None
    external_id: str | None
    website_url: str | None
    industry: str | None
    logo_image_url: str | None
    metadata: dict[str, Any] | None
    # Published front ends look for these; nothing here speaks to Slack.
    slack_channel_id: None
    slack_channel_name: None
    slack_team_id: None
    slack_team_name: None
    created_at: str
    updated_at: str


class NoteOut(TypedDict):
    id: str
    object: Literal["note"]
    account_id: str
    customer_id: str
    author_id: int
    author: UserOut
    body: str
    content_type: Literal["text"]
    created_at: str
    updated_at: str


class CustomerExpandedOut(CustomerOut):
    """What was asked for with `expand[]` stands beside the customer."""

    tags: NotRequired[list[TagOut]]
    notes: NotRequired[list[NoteOut]]
    issues: NotRequired[list[Any]]
    company: NotRequired[CompanyOut | None]
    conversations: NotRequired[list[Any]]
    messages: NotRequired[list[Any]]


class DuplicateOut(TypedDict):
    """A customer who may be the same; `same` says what they share."""

    customer: CustomerOut
    same: list[str]


class TimelineOut(TypedDict):
    """One thing that happened with a customer. `about` is what it was: an id, a subject, the body of a note, a tag.

    Without `customer_id` it is something that was done with the company.
    """

    at: str
    kind: str
    customer_id: str | None
    actor: str | None
    conversation_id: str | None
    note_id: str | None
    about: str | None


class ErasingOut(TypedDict):
    """The customer is gone for everybody; what belonged to them is being removed."""

    id: str
    object: Literal["customer"]
    erasing: Literal[True]
