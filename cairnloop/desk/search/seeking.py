"""From what somebody wrote into the search to what the database is asked: names become ids, days become instants."""

import difflib
from collections.abc import Sequence
from datetime import UTC, tzinfo
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import ColumnElement, exists, func, or_, select

from cairnloop.desk.lists.filters import Filter
from cairnloop.desk.marks.tables import ConversationTag
from cairnloop.desk.marks.tags import list_tags, tag_named
from cairnloop.desk.search import words
from cairnloop.desk.search.matching import Sought
from cairnloop.desk.search.rules import instant, name_clause, text_clause
from cairnloop.desk.search.words import Clause
from cairnloop.desk.tables import Conversation, Inbox
from cairnloop.errors import NotFound
from cairnloop.kernel.database import Tx
from cairnloop.people.identity import Operator
from cairnloop.people.tables import Account
from cairnloop.people.users import user_by_email
from cairnloop.wire.query import USER_ID, wrong
from cairnloop.wire.search import Held, Person, Wanted

MARKS = {Held.NOTE: words.NOTE, Held.FILE: words.FILE}
# So many names are told where one was not found.
NAMED = 10


async def sought(tx: Tx, by: Operator, wanted: Wanted, which: Filter) -> Sought:
    """`which` is what the list of conversations would be asked. Raises Invalid for names that nothing has."""
    clauses = [text_clause(text) for text in wanted.texts]
    clauses += [await _author(tx, by, person) for person in wanted.authors]
    clauses += [Clause((MARKS[held],)) for held in wanted.having]
    inbox_id = which.inbox_id if wanted.inbox is None else await _inbox(tx, by.account_id, wanted.inbox)
    clauses += [Clause((words.inbox(inbox_id),))] if inbox_id else []
    clauses += [Clause((words.customer(which.customer_id),))] if which.customer_id else []
    clauses += [Clause((words.source(which.source),))] if which.source else []
    conditions: list[ColumnElement[bool]] = [Conversation.assignee_id.is_not(None)] if wanted.assigned else []
    conditions += [_tagged(await _tag(tx, by.account_id, name)) for name in wanted.tags]
    conditions += [~_tagged(await _tag(tx, by.account_id, name)) for name in wanted.untagged]
    conditions += [Conversation.last_activity_at < tx.now - which.older] if which.older else []
    conditions += [Conversation.inbox_id == inbox_id] if inbox_id else []
    zone = await _zone(tx, by.account_id)
    return Sought(
        which,
        tuple(clauses),
        tuple(conditions),
        None if wanted.since is None else instant(wanted.since, tx.now, zone),
        None if wanted.until is None else instant(wanted.until, tx.now, zone),
    )


async def _author(tx: Tx, by: Operator, person: Person) -> Clause:
    if person.who == "me":
        return Clause((words.author(by.user_id),), excluded=person.excluded)
    if USER_ID.fullmatch(person.who):
        return Clause((words.author(int(person.who)),), excluded=person.excluded)
    try:
        return Clause((words.written_by_customer(UUID(person.who)),), excluded=person.excluded)
    except ValueError:
        pass
    if "@" in person.who:
        try:
            user = await user_by_email(tx, by.account_id, person.who)
            return Clause((words.author(user.id),), excluded=person.excluded)
        except NotFound:
            pass  # then it is a customer's
    return name_clause(person.who, excluded=person.excluded)


async def _inbox(tx: Tx, account_id: UUID, said: str) -> UUID:
    its: ColumnElement[bool]
    try:
        its = Inbox.id == UUID(said)
    except ValueError:
        its = or_(func.lower(Inbox.name) == said.lower(), Inbox.slug == said)
    query = select(Inbox.id).where(Inbox.account_id == account_id, its).limit(1)
    found = (await tx.session.execute(query)).scalar_one_or_none()
    if found is None:
        names = select(Inbox.name).where(Inbox.account_id == account_id).order_by(Inbox.name)
        raise _nothing("inbox", said, (await tx.session.execute(names)).scalars().all())
    return found


async def _tag(tx: Tx, account_id: UUID, said: str) -> UUID:
    try:
        return (await tag_named(tx, account_id, said)).id
    except NotFound:
        raise _nothing("tag", said, [tag.name for tag in await list_tags(tx, account_id)]) from None


def _nothing(kind: str, said: str, names: Sequence[str]) -> Exception:
    near = difflib.get_close_matches(said, names, NAMED) or list(names[:NAMED])
    there = f"there are {', '.join(near)}" if near else "there are none yet"
    return wrong(f"no {kind} is called “{said}”; {there}")


def _tagged(tag_id: UUID) -> ColumnElement[bool]:
    return exists().where(ConversationTag.conversation_id == Conversation.id, ConversationTag.tag_id == tag_id)


async def _zone(tx: Tx, account_id: UUID) -> tzinfo:
    account = await tx.session.get(Account, account_id)
    try:
        return ZoneInfo(account.time_zone) if account is not None and account.time_zone else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
