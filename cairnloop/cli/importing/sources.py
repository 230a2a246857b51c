"""Where history comes from: pages of rows, under the names of the other desk's own tables and columns."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from cairnloop.errors import CairnloopError

# What each kind of record is made of over there; the first table is the one whose rows become records.
TABLES: Mapping[str, tuple[str, ...]] = {
    "accounts": ("accounts",),
    "users": ("users", "user_profiles"),
    "inboxes": ("inboxes",),
    "inbox_members": ("inbox_members",),
    "widget_settings": ("widget_settings",),
    "companies": ("companies",),
    "tags": ("tags",),
    "canned_responses": ("canned_responses",),
    "customers": ("customers", "customer_companies"),
    "customer_tags": ("customer_tags",),
    "notes": ("notes",),
    "conversations": ("conversations",),
    "conversation_tags": ("conversation_tags",),
    "messages": ("messages", "message_files", "files"),
    "files": ("message_files", "files"),
}
KINDS = tuple(TABLES)
# By which of their columns rows are looked for that belong to another.
OWNERS = {"user_profiles": "user_id", "message_files": "message_id", "customer_companies": "customer_id"}


class Unreadable(CairnloopError):
    """What is to be imported cannot be read."""

    status, reason = 422, "unreadable"


@dataclass(frozen=True, slots=True)
class Raw:
    """A row as it was found. `where` is for whoever looks for it; with a `problem` it can only be passed over."""

    table: str
    row: Mapping[str, Any]
    where: str
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """An account over there, by its id."""

    id: str
    name: str | None


class Source(Protocol):
    """What can be read, kind by kind, in any order; a page may bring rows of other tables along.

    `left_out` is what this source cannot give, in words.
    """

    left_out: list[str]

    async def accounts(self) -> Sequence[Account]: ...

    def pages(self, kind: str, account: str) -> AsyncIterator[Sequence[Raw]]: ...

    async def close(self) -> None: ...
