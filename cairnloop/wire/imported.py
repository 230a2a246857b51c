"""What another desk kept, on the wire: a record of each kind, that refers to others by what they were called there."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cairnloop.wire.customers import NewCompanyWords, WebAddress
from cairnloop.wire.hours import TimeZone
from cairnloop.wire.inboxes import Slug
from cairnloop.wire.tags import NewTagWords
from cairnloop.wire.text import MAX_BODY, BodyText, Clean, Details, Line, LongLine, Moment
from cairnloop.wire.widget_settings import WidgetFields

# What the other desk calls a thing.
SourceId = Annotated[str, Clean, StringConstraints(min_length=1, max_length=100)]
Word = Annotated[str, Clean, StringConstraints(strip_whitespace=True, max_length=2000)]
Pixels = Annotated[int, Field(ge=0, lt=2**31)]
Channel = Literal["chat", "slack", "mattermost", "email", "sms", "api", "sandbox"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Record(_Strict):
    id: SourceId
    created_at: Moment | None = None
    updated_at: Moment | None = None


class AccountRecord(_Record):
    time_zone: TimeZone | None = None
    logo_url: WebAddress | None = None


class UserRecord(_Record):
    """`gone`: locked out or archived over there."""

    email: Annotated[str, Clean, StringConstraints(max_length=320)]
    role: Literal["admin", "member"] = "member"
    full_name: Line | None = None
    display_name: Line | None = None
    profile_photo_url: WebAddress | None = None
    gone: bool = False


class InboxRecord(_Record):
    name: Line
    description: LongLine | None = None
    slug: Slug | None = None
    is_primary: bool = False
    is_private: bool = False


class InboxMemberRecord(_Strict):
    inbox: SourceId
    user: SourceId
    role: Literal["admin", "member"] = "member"
    created_at: Moment | None = None


class WidgetRecord(_Record):
    """Without an inbox they are those of the primary one."""

    inbox: SourceId | None = None
    settings: WidgetFields


class CompanyRecord(_Record, NewCompanyWords):
    pass


class TagRecord(_Record, NewTagWords):
    creator: SourceId | None = None


class CannedRecord(_Record):
    name: Line
    content: BodyText


class CustomerRecord(_Record):
    external_id: Line | None = None
    email: Line | None = None
    name: Line | None = None
    phone: Line | None = None
    profile_photo_url: WebAddress | None = None
    browser: Word | None = None
    browser_version: Word | None = None
    browser_language: Word | None = None
    os: Word | None = None
    ip: Word | None = None
    current_url: Word | None = None
    host: Word | None = None
    pathname: Word | None = None
    screen_height: Pixels | None = None
    screen_width: Pixels | None = None
    lib: Word | None = None
    time_zone: Line | None = None
    metadata: Details | None = None
    company: SourceId | None = None
    first_seen: Moment | None = None
    last_seen_at: Moment | None = None


class CustomerTagRecord(_Strict):
    customer: SourceId
    tag: SourceId
    created_at: Moment | None = None


class NoteRecord(_Record):
    customer: SourceId
    author: SourceId | None = None
    body: BodyText


class ConversationRecord(_Record):
    customer: SourceId
    inbox: SourceId | None = None
    assignee: SourceId | None = None
    status: Literal["open", "closed"] = "open"
    priority: Literal["priority", "not_priority"] = "not_priority"
    source: Channel = "chat"
    subject: Line | None = None
    read: bool = True
    metadata: Details | None = None
    last_activity_at: Moment | None = None
    first_replied_at: Moment | None = None
    closed_at: Moment | None = None
    archived_at: Moment | None = None


class ConversationTagRecord(_Strict):
    conversation: SourceId
    tag: SourceId
    created_at: Moment | None = None


class MessageRecord(_Record):
    """One that has only files has no words of its own. `user` is who wrote it, where a user did."""

    conversation: SourceId
    author: Literal["customer", "user", "bot"]
    user: SourceId | None = None
    body: Annotated[str, Clean, StringConstraints(max_length=MAX_BODY)]
    private: bool = False
    source: Channel = "chat"
    metadata: Details | None = None
    sent_at: Moment | None = None
    seen_at: Moment | None = None


class FileRecord(_Record):
    """What a message carries. `upload` is the id under which you have uploaded it (`POST /api/files`); without one you
    are told whether it is wanted.
    """

    message: SourceId
    upload: UUID | None = None
