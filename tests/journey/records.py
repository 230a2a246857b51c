"""What is stored, read past the application."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from cairnloop.desk.tables import Conversation, Deadline, Message
from cairnloop.drafting.tables import Draft
from cairnloop.kernel.audit import AuditEntry
from cairnloop.kernel.engines import parse_url
from cairnloop.kernel.tables import table


@dataclass(frozen=True)
class Stored:
    """A message as the database has it."""

    id: str
    conversation_id: str
    client_id: str | None
    from_customer: bool
    draft_id: str | None
    private: bool
    delivery: str
    body: str
    sent_at: datetime | None = None
    seq: int = 0
    user_id: int | None = None


@dataclass(frozen=True)
class StoredConversation:
    id: str
    status: str
    awaiting: str | None
    preview: str | None
    draft_id: str | None
    closed: bool
    archived: bool
    replied: bool
    """An answer has left."""


@dataclass(frozen=True)
class StoredDraft:
    id: str
    conversation_id: str
    question_id: str
    status: str
    message_id: str | None


@dataclass(frozen=True)
class StoredDeadline:
    id: str
    conversation_id: str
    target: str
    status: str
    due_at: datetime
    completed_at: datetime | None


@dataclass(frozen=True)
class Line:
    """One line of the trail."""

    seq: int
    actor_kind: str
    actor_id: str
    action: str
    subject_id: str
    conversation_id: str | None
    reason: str | None


@dataclass(frozen=True)
class Records:
    """All that was stored at one moment, each kind in the order it was written."""

    messages: Sequence[Stored] = ()
    conversations: Sequence[StoredConversation] = ()
    drafts: Sequence[StoredDraft] = ()
    deadlines: Sequence[StoredDeadline] = ()
    trail: Sequence[Line] = ()


async def read_records(url: str) -> Records:
    """Everything as it stood at one moment, however much goes on meanwhile."""
    engine = create_async_engine(parse_url(url))
    begin = "BEGIN" if engine.dialect.name == "sqlite" else "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
    try:
        async with engine.connect() as connection:
            await connection.exec_driver_sql(begin)
            return Records(
                messages=[_message(row) for row in await _rows(connection, table(Message), "seq")],
                conversations=[
                    _conversation(row) for row in await _rows(connection, table(Conversation), "created_at")
                ],
                drafts=[_draft(row) for row in await _rows(connection, table(Draft), "created_at")],
                deadlines=[_deadline(row) for row in await _rows(connection, table(Deadline), "created_at")],
                trail=[_line(row) for row in await _rows(connection, table(AuditEntry), "seq")],
            )
    finally:
        await engine.dispose()


async def _rows(connection: AsyncConnection, rows: Table, by: str) -> Sequence[RowMapping]:
    return (await connection.execute(select(rows).order_by(rows.c[by]))).mappings().all()


def _message(row: RowMapping) -> Stored:
    return Stored(
        id=str(row["id"]),
        conversation_id=str(row["conversation_id"]),
        client_id=row["client_id"],
        from_customer=row["customer_id"] is not None,
        draft_id=_text(row["draft_id"]),
        private=row["private"],
        delivery=row["delivery"],
        body=row["body"],
        sent_at=row["sent_at"],
        seq=row["seq"],
        user_id=row["user_id"],
    )


def _conversation(row: RowMapping) -> StoredConversation:
    return StoredConversation(
        id=str(row["id"]),
        status=row["status"],
        awaiting=row["awaiting"],
        preview=row["preview"],
        draft_id=_text(row["draft_id"]),
        closed=row["closed_at"] is not None,
        archived=row["archived_at"] is not None,
        replied=row["first_replied_at"] is not None,
    )


def _draft(row: RowMapping) -> StoredDraft:
    return StoredDraft(
        id=str(row["id"]),
        conversation_id=str(row["conversation_id"]),
        question_id=str(row["question_id"]),
        status=row["status"],
        message_id=_text(row["message_id"]),
    )


def _deadline(row: RowMapping) -> StoredDeadline:
    return StoredDeadline(
        id=str(row["id"]),
        conversation_id=str(row["conversation_id"]),
        target=row["target"],
        status=row["status"],
        due_at=row["due_at"],
        completed_at=row["completed_at"],
    )


def _line(row: RowMapping) -> Line:
    return Line(
        seq=row["seq"],
        actor_kind=row["actor_kind"],
        actor_id=row["actor_id"],
        action=row["action"],
        subject_id=row["subject_id"],
        conversation_id=_text(row["conversation_id"]),
        reason=row["reason"],
    )


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
