"""Visits of the website on the wire, in the shapes that published recorders and dashboards know."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from typing_extensions import TypedDict

from cairnloop.wire.people import CustomerBasicOut, Pixels, Url, Word
from cairnloop.wire.text import Details, Instant, Moment, unless_absent

PerhapsId = Annotated[UUID | None, BeforeValidator(unless_absent)]


class PageFields(BaseModel):
    """All that a page may say of where it is shown. What else it sends is ignored; what is malformed is dropped."""

    os: Word = None
    browser: Word = None
    browser_version: Word = None
    device: Word = None
    time_zone: Word = None
    referrer: Url = None
    referring_domain: Word = None
    current_url: Url = None
    host: Word = None
    pathname: Url = None
    screen_height: Pixels = None
    screen_width: Pixels = None
    lib: Word = None


def _page(value: Any) -> Any:
    return value if isinstance(value, dict) else {}


class NewVisitFields(BaseModel):
    account_id: UUID
    customer_id: PerhapsId = None
    started_at: Instant = None
    metadata: Annotated[PageFields, BeforeValidator(_page)] = PageFields()


class NewVisit(BaseModel):
    browser_session: NewVisitFields


class Identify(BaseModel):
    customer_id: UUID


class VisitWords(BaseModel):
    """What operators may change of a visit. What is left out stays; null empties it."""

    model_config = ConfigDict(extra="forbid")
    customer_id: UUID | None = None
    finished_at: Moment | None = None
    metadata: Details = Field(default={}, description="null is refused")


class VisitChange(BaseModel):
    model_config = ConfigDict(extra="forbid")
    browser_session: VisitWords


class VisitOut(TypedDict):
    id: str
    object: Literal["browser_session"]
    account_id: str
    customer_id: str | None
    metadata: dict[str, Any]
    pages: list[str]
    events: int
    bytes: int
    started_at: str
    finished_at: str | None
    last_seen_at: str
    created_at: str
    updated_at: str
    customer: CustomerBasicOut | None


class ReplayEventOut(TypedDict):
    """`number` counts the events of one visit; `event` is what the recorder sent."""

    id: str
    object: Literal["browser_replay_event"]
    account_id: str
    number: int
    timestamp: str
    event: Any


class VisitWithEventsOut(VisitOut):
    """One page of the events; `next` beside it is where the following one goes on."""

    browser_replay_events: list[ReplayEventOut]


class CountOut(TypedDict):
    """Counted up to 10,000; then it means at least so many."""

    count: int
