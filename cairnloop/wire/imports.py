"""Imports on the wire: what another desk kept, as records of one kind at a time, and what became of each."""

from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from cairnloop.wire.imported import (
    AccountRecord,
    CannedRecord,
    CompanyRecord,
    ConversationRecord,
    ConversationTagRecord,
    CustomerRecord,
    CustomerTagRecord,
    FileRecord,
    InboxMemberRecord,
    InboxRecord,
    MessageRecord,
    NoteRecord,
    SourceId,
    TagRecord,
    UserRecord,
    WidgetRecord,
)

MOST_RECORDS = 500
# What is said of a user whose seat nobody has taken yet.
INVITE = "waits for an invitation"
# What is said of a file that is not here, and was not uploaded with its record.
WANTED = "is not here yet; upload it, and send this again with its id"
Kind = Literal[
    "accounts",
    "users",
    "inboxes",
    "inbox_members",
    "widget_settings",
    "companies",
    "tags",
    "canned_responses",
    "customers",
    "customer_tags",
    "notes",
    "conversations",
    "conversation_tags",
    "messages",
    "files",
]
# In the order in which they come: each refers only to what stands before it.
KINDS: tuple[Kind, ...] = get_args(Kind)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AccountBatch(_Strict):
    kind: Literal["accounts"]
    records: Annotated[list[AccountRecord], Field(max_length=MOST_RECORDS)]


class UserBatch(_Strict):
    kind: Literal["users"]
    records: Annotated[list[UserRecord], Field(max_length=MOST_RECORDS)]


class InboxBatch(_Strict):
    kind: Literal["inboxes"]
    records: Annotated[list[InboxRecord], Field(max_length=MOST_RECORDS)]


class InboxMemberBatch(_Strict):
    kind: Literal["inbox_members"]
    records: Annotated[list[InboxMemberRecord], Field(max_length=MOST_RECORDS)]


class WidgetBatch(_Strict):
    kind: Literal["widget_settings"]
    records: Annotated[list[WidgetRecord], Field(max_length=MOST_RECORDS)]


class CompanyBatch(_Strict):
    kind: Literal["companies"]
    records: Annotated[list[CompanyRecord], Field(max_length=MOST_RECORDS)]


class TagBatch(_Strict):
    kind: Literal["tags"]
    records: Annotated[list[TagRecord], Field(max_length=MOST_RECORDS)]


class CannedBatch(_Strict):
    kind: Literal["canned_responses"]
    records: Annotated[list[CannedRecord], Field(max_length=MOST_RECORDS)]


class CustomerBatch(_Strict):
    kind: Literal["customers"]
    records: Annotated[list[CustomerRecord], Field(max_length=MOST_RECORDS)]


class CustomerTagBatch(_Strict):
    kind: Literal["customer_tags"]
    records: Annotated[list[CustomerTagRecord], Field(max_length=MOST_RECORDS)]


class NoteBatch(_Strict):
    kind: Literal["notes"]
    records: Annotated[list[NoteRecord], Field(max_length=MOST_RECORDS)]


class ConversationBatch(_Strict):
    kind: Literal["conversations"]
    records: Annotated[list[ConversationRecord], Field(max_length=MOST_RECORDS)]


class ConversationTagBatch(_Strict):
    kind: Literal["conversation_tags"]
    records: Annotated[list[ConversationTagRecord], Field(max_length=MOST_RECORDS)]


class MessageBatch(_Strict):
    """In the order in which they were written: threads are shown in the order of arrival."""

    kind: Literal["messages"]
    records: Annotated[list[MessageRecord], Field(max_length=MOST_RECORDS)]


class FileBatch(_Strict):
    kind: Literal["files"]
    records: Annotated[list[FileRecord], Field(max_length=MOST_RECORDS)]


Doors = InboxBatch | InboxMemberBatch | WidgetBatch
People = AccountBatch | UserBatch | CompanyBatch | CustomerBatch | NoteBatch
Marks = TagBatch | CannedBatch | CustomerTagBatch | ConversationTagBatch
Words = ConversationBatch | MessageBatch | FileBatch
Batch = Annotated[Doors | People | Marks | Words, Field(discriminator="kind")]


class NewImport(_Strict):
    """`account` is what the other desk calls the account that is imported: its records are known again by it.

    With `learn`, what was resolved over there is learnt from once the import is finished.
    """

    system: Literal["papercups"] = "papercups"
    account: SourceId
    learn: bool = False


class CountsOut(TypedDict):
    added: int
    updated: int
    unchanged: int
    skipped: int


class LineOut(TypedDict):
    """`id` is that of the record over there."""

    id: str
    said: str


class TakenOut(TypedDict):
    """What became of a batch. `skipped` says why; `remarks` are on records that were taken."""

    kind: str
    added: int
    updated: int
    unchanged: int
    skipped: list[LineOut]
    remarks: list[LineOut]


class ImportOut(TypedDict):
    id: str
    object: Literal["import"]
    account_id: str
    user_id: int
    system: str
    account: str
    learn: bool
    counts: dict[str, CountsOut]
    created_at: str
    updated_at: str
    finished_at: str | None


RECORDS: dict[Kind, type[BaseModel]] = {
    "accounts": AccountRecord,
    "users": UserRecord,
    "inboxes": InboxRecord,
    "inbox_members": InboxMemberRecord,
    "widget_settings": WidgetRecord,
    "companies": CompanyRecord,
    "tags": TagRecord,
    "canned_responses": CannedRecord,
    "customers": CustomerRecord,
    "customer_tags": CustomerTagRecord,
    "notes": NoteRecord,
    "conversations": ConversationRecord,
    "conversation_tags": ConversationTagRecord,
    "messages": MessageRecord,
    "files": FileRecord,
}
