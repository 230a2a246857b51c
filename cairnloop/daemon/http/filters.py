"""What may be asked of a list of conversations: single parameters, or all of them as the words of one query."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from cairnloop.desk.lists.filters import Filter, Section
from cairnloop.desk.lists.pinned import Pinned, weighed
from cairnloop.desk.marks.tags import tag_named
from cairnloop.desk.rules import Awaiting, Priority, Status
from cairnloop.errors import Invalid, NotFound
from cairnloop.kernel.database import Tx
from cairnloop.people.identity import Operator
from cairnloop.people.users import user_by_email
from cairnloop.wire.problems import SOURCE
from cairnloop.wire.query import Query, age, parse

# A query of each section an operator has saved; a console with more would be one nobody can read.
MOST_QUERIES = 20
URGENT = {True: Priority.PRIORITY, False: Priority.NOT_PRIORITY}


class Asked(BaseModel):
    """A page of conversations. `assignee_id` is a user's number, `me`, an e-mail, or empty for nobody."""

    query: str = Field("", description="words such as `status:open awaiting:operator older:2d`")
    section: Section | None = None
    status: Status | None = None
    assignee_id: Annotated[str, Field(max_length=255)] | None = None
    customer_id: UUID | None = None
    inbox_id: UUID | None = None
    priority: Priority | None = None
    read: bool | None = None
    source: Annotated[str, Field(pattern=SOURCE)] | None = None
    awaiting: Awaiting | None = None
    draft: bool | None = Field(None, description="whether a draft waits for a decision")
    tag_id: UUID | None = None
    mentioning: Literal["me"] | None = Field(None, description="a private note asks for one's eye")
    has_seen_mention: bool | None = Field(None, description="of those that mention one: whether one has read it")
    older: str | None = Field(None, max_length=20, description="nothing happened for so long: 30m, 12h, 2d, 3w")
    after: Annotated[str, Field(max_length=200)] | None = Field(None, description="the `next` of the page before")
    limit: int = Field(50, ge=1, le=200)


async def filter_of(tx: Tx, by: Operator, asked: Asked) -> Filter:
    """What the parameters and the query ask for together. Raises Invalid, also where both speak of the same thing."""
    given = {
        "section": asked.section,
        "status": asked.status,
        **await _assignee(tx, by, asked.assignee_id, "assignee_id"),
        "customer_id": asked.customer_id,
        "inbox_id": asked.inbox_id,
        "priority": asked.priority,
        "read": asked.read,
        "source": asked.source,
        "awaiting": asked.awaiting,
        "draft": asked.draft,
        "older": _older(asked.older),
        "tag": await _tagged(tx, by, asked.tag_id),
        "mention": await _mentioning(tx, by, asked),
    }
    said = await _of_query(tx, by, parse(asked.query))
    for name, value in given.items():
        if value is not None and said.get(name) is not None:
            raise Invalid.field("query", f"says what the parameter {name} says too; say it once")
    return _filter(by, {**given, **{name: value for name, value in said.items() if value is not None}})


async def filter_of_query(tx: Tx, by: Operator, query: str) -> Filter:
    """What one query asks for."""
    return await filter_of_value(tx, by, parse(query))


async def filter_of_value(tx: Tx, by: Operator, query: Query) -> Filter:
    """The same for a query that was read already."""
    return _filter(by, await _of_query(tx, by, query))


def _filter(by: Operator, fields: dict[str, Any]) -> Filter:
    return Filter(by.account_id, me=by.user_id, **fields)


async def _of_query(tx: Tx, by: Operator, query: Query) -> dict[str, Any]:
    who = "" if query.assignee == "none" else query.assignee
    return {
        "standing": query.status,
        **await _assignee(tx, by, who, "query"),
        "customer_id": None if query.customer is None else UUID(query.customer),
        "inbox_id": None if query.inbox is None else UUID(query.inbox),
        "priority": None if query.priority is None else URGENT[query.priority],
        "read": query.read,
        "source": query.source,
        "awaiting": None if query.awaiting is None else Awaiting(query.awaiting),
        "draft": query.draft,
        "older": query.older,
        "tag": None if query.tag is None else await _tag_named(tx, by, query.tag),
    }


async def _tagged(tx: Tx, by: Operator, tag_id: UUID | None) -> Pinned | None:
    return None if tag_id is None else await weighed(tx, Pinned(by.account_id, tag_id=tag_id))


async def _tag_named(tx: Tx, by: Operator, name: str) -> Pinned | None:
    try:
        return await _tagged(tx, by, (await tag_named(tx, by.account_id, name)).id)
    except NotFound as error:
        raise Invalid.field("query", error.detail) from None


async def _mentioning(tx: Tx, by: Operator, asked: Asked) -> Pinned | None:
    if asked.mentioning is None and asked.has_seen_mention is None:
        return None
    return await weighed(tx, Pinned(by.account_id, user_id=by.user_id, seen=asked.has_seen_mention))


async def _assignee(tx: Tx, by: Operator, value: str | None, field: str) -> dict[str, Any]:
    if value is None:
        return {}
    if value == "":
        return {"unassigned": True}
    if value == "me":
        return {"assignee_id": by.user_id}
    if "@" in value:
        try:
            return {"assignee_id": (await user_by_email(tx, by.account_id, value)).id}
        except NotFound:
            raise Invalid.field(field, f"nobody here has the e-mail {value}") from None
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise Invalid.field(field, "use a user id, an e-mail, `me`, or nothing")
    return {"assignee_id": int(value)}


def _older(value: str | None) -> Any:
    if value is None:
        return None
    found = age(value)
    if found is None:
        raise Invalid.field("older", "use a length of time such as 30m, 12h, 2d or 3w")
    return found
