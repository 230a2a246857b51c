"""Private inboxes: what is hidden from whoever asks, kept out of everything the database gives them.

While somebody's request is answered, every select of rows that belong to an inbox or to a conversation leaves out those
of the inboxes hidden from them: no query has to think of it, and none can forget it. Statements over plain tables are
outside of this; those that read conversations for an operator add `unhidden` themselves.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, event, exists, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, ORMExecuteState, Session, with_loader_criteria

from cairnloop.desk.inbox.tables import InboxMember
from cairnloop.desk.tables import Conversation, Inbox
from cairnloop.kernel.audit import AuditEntry
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.tables import Row, attributes, table
from cairnloop.people.access import leaving
from cairnloop.people.identity import Operator
from cairnloop.people.permissions import Role

Hidden = frozenset[UUID]
NOTHING: Hidden = frozenset()
# For a statement that leaves out by itself what is hidden, in a way that goes along its index.
SEES_TO_IT = {"leaves_out_hidden": True}
IDS_AT_ONCE = 500

conversations = table(Conversation).alias("hidden_conversations")
_hidden: ContextVar[Hidden] = ContextVar("hidden", default=NOTHING)


def hidden() -> Hidden:
    """The inboxes that are hidden from whoever asks at present; none from the house itself."""
    return _hidden.get()


@contextmanager
def without(inboxes: Hidden) -> Iterator[None]:
    """Everything in this block is asked by somebody from whom these inboxes are hidden."""
    before = _hidden.set(inboxes)
    try:
        yield
    finally:
        _hidden.reset(before)


async def hidden_from(db: Database, operator: Operator | None) -> Hidden:
    """The private inboxes of the account in which this operator does not work. Admins see them all.

    Nothing is hidden from a customer's page: it knows of no inbox, and its conversations by their secret ids.
    """
    if operator is None or operator.role is Role.ADMIN:
        return NOTHING
    works = exists().where(InboxMember.inbox_id == Inbox.id, InboxMember.user_id == operator.user_id)
    query = select(Inbox.id).where(Inbox.account_id == operator.account_id, Inbox.is_private.is_(True), ~works)
    with without(NOTHING):
        async with db.read() as tx:
            return frozenset((await tx.session.execute(query)).scalars())


async def concealed(tx: Tx, inboxes: Hidden, ids: Collection[UUID]) -> set[UUID]:
    """Which of these ids are hidden inboxes, or conversations in one."""
    found = set(ids) & inboxes
    asked = list(set(ids) - found)
    there = table(Conversation).c
    for start in range(0, len(asked), IDS_AT_ONCE):
        query = select(there.id).where(there.id.in_(asked[start : start + IDS_AT_ONCE]), there.inbox_id.in_(inboxes))
        found |= set((await tx.session.execute(query)).scalars())
    return found


def unhidden(inbox_id: ColumnElement[UUID] | InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """The condition for statements over plain tables: that this inbox is not hidden from whoever asks."""
    inboxes = hidden()
    return inbox_id.not_in(inboxes) if inboxes else true()


def changed(tx: Tx, account_id: UUID) -> None:
    """Who may see what is different now: operators' sockets are opened anew."""
    leaving.look_again(tx, account_id=account_id)


@event.listens_for(Session, "do_orm_execute")
def _leave_out(state: ORMExecuteState) -> None:
    inboxes = _hidden.get()
    if not inboxes or not state.is_select or state.is_column_load or state.is_relationship_load:
        return
    if not state.execution_options.get("leaves_out_hidden"):
        state.statement = state.statement.options(*_criteria(inboxes))


@lru_cache(maxsize=200)
def _criteria(inboxes: Hidden) -> tuple[Any, ...]:
    rows = [mapper.class_ for mapper in Row.registry.mappers]
    conditions = [(row, _condition(row, inboxes)) for row in rows]
    return tuple(with_loader_criteria(row, said, include_aliases=True) for row, said in conditions if said is not None)


def _condition(row: type[Row], inboxes: Hidden) -> ColumnElement[bool] | None:
    """What must be so of a row that may be shown; None for rows that belong to no inbox."""
    columns = attributes(row)
    if row is Inbox:
        return Inbox.id.not_in(inboxes)
    if row is AuditEntry:
        named = [str(one) for one in inboxes]
        return and_(AuditEntry.subject_id.not_in(named), _shown(AuditEntry.conversation_id, inboxes))
    if "inbox_id" in columns:
        inbox_id = getattr(row, "inbox_id")  # noqa: B009 - which row it is shows only now
        shown = inbox_id.not_in(inboxes)
        return or_(inbox_id.is_(None), shown) if columns["inbox_id"].nullable else shown
    return _shown(getattr(row, "conversation_id"), inboxes) if "conversation_id" in columns else None  # noqa: B009


def _shown(conversation_id: InstrumentedAttribute[Any], inboxes: Hidden) -> ColumnElement[bool]:
    there = exists().where(conversations.c.id == conversation_id, conversations.c.inbox_id.in_(inboxes))
    return ~there.correlate_except(conversations)
