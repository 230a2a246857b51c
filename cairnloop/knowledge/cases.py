"""Resolved conversations kept as cases: redacted, findable, and good for support but never for grounding."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from cairnloop.errors import NotFound
from cairnloop.kernel.database import Tx
from cairnloop.knowledge import indexing
from cairnloop.knowledge.chunks import Passage
from cairnloop.knowledge.events import CaseIndexed
from cairnloop.knowledge.evidence import Source
from cairnloop.knowledge.indexing import Findable
from cairnloop.knowledge.question import essence
from cairnloop.knowledge.redaction import redact
from cairnloop.knowledge.tables import Case

INDEX_CASE = "index_case"

PROBLEM_LENGTH = 1_200
RESOLUTION_LENGTH = 2_000
TITLE_LENGTH = 80
PROBLEM_HEADING, RESOLUTION_HEADING = "What was asked", "How it was solved"


class Resolved(Protocol):
    """The part of the desk's event that matters here."""

    @property
    def account_id(self) -> UUID: ...
    @property
    def conversation_id(self) -> UUID: ...


@dataclass(frozen=True, slots=True)
class Spoken:
    """One thing the customer saw: said by them, or to them. Private notes never become one of these."""

    by_customer: bool
    text: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation boiled down to its beginning and its end, without what identifies anybody."""

    subject: str
    problem: str
    resolution: str
    redactions: int


async def schedule_index(tx: Tx, events: Sequence[Resolved]) -> None:
    """Conversations were resolved: index each as a case, soon."""
    for event in events:
        tx.enqueue(
            INDEX_CASE,
            account_id=event.account_id,
            conversation_id=event.conversation_id,
            unique_key=f"{INDEX_CASE}:{event.conversation_id}",
        )


def summarise(subject: str, messages: Sequence[Spoken]) -> Summary | None:
    """What a conversation teaches; None when nobody answered, or nobody asked: then there is nothing to learn."""
    first_answer = next((at for at, said in enumerate(messages) if not said.by_customer and said.text.strip()), None)
    if first_answer is None:
        return None
    asked = [essence(said.text) for said in messages[:first_answer] if said.by_customer]
    answered = [said.text.strip() for said in messages[first_answer:] if not said.by_customer]
    problem = redact(_cut("\n".join(text for text in asked if text), PROBLEM_LENGTH))
    resolution = redact(_cut("\n\n".join(text for text in answered if text), RESOLUTION_LENGTH))
    if not problem.text:
        return None
    named = redact(_cut(" ".join(subject.split()) or problem.text.splitlines()[0], TITLE_LENGTH))
    return Summary(named.text, problem.text, resolution.text, problem.count + resolution.count)


async def index_case(
    tx: Tx, account_id: UUID, conversation_id: UUID, subject: str, messages: Sequence[Spoken], resolved_at: datetime
) -> None:
    """Keep a resolved conversation as a case, in place of what was kept of it before. Running twice changes nothing."""
    summary = summarise(subject, messages)
    if summary is None:
        await forget_case(tx, account_id, conversation_id)
        return
    values: dict[str, Any] = {
        "subject": summary.subject,
        "problem": summary.problem,
        "resolution": summary.resolution,
        "redactions": summary.redactions,
        "resolved_at": resolved_at,
        "indexed_at": tx.now,
    }
    upsert: Any = (sqlite_insert if tx.dialect == "sqlite" else postgres_insert)(Case)
    upsert = upsert.values(id=tx.new_id(), account_id=account_id, conversation_id=conversation_id, **values)
    await tx.session.execute(upsert.on_conflict_do_update(index_elements=["conversation_id"], set_=values))
    await indexing.put(tx, account_id, Source.CASE, [_findable(conversation_id, summary)])
    await tx.emit(CaseIndexed(account_id, conversation_id))


async def forget_case(tx: Tx, account_id: UUID, conversation_id: UUID) -> None:
    """Drop what was learnt from a conversation. Nothing known of it is no trouble."""
    gone = delete(Case).where(Case.account_id == account_id, Case.conversation_id == conversation_id)
    if (await tx.session.execute(gone.returning(Case.id))).first() is not None:
        await indexing.drop(tx, account_id, Source.CASE, [conversation_id])


async def get_case(tx: Tx, account_id: UUID, conversation_id: UUID) -> Case:
    """The case kept of a conversation. Raises NotFound."""
    query = select(Case).where(Case.account_id == account_id, Case.conversation_id == conversation_id)
    case = (await tx.session.execute(query)).scalar_one_or_none()
    if case is None:
        raise NotFound
    return case


def _findable(conversation_id: UUID, summary: Summary) -> Findable:
    spoken = [(PROBLEM_HEADING, summary.problem), (RESOLUTION_HEADING, summary.resolution)]
    pieces = [Passage(at, heading, text) for at, (heading, text) in enumerate(spoken) if text]
    return Findable(conversation_id, summary.subject, pieces)


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    space = text.rfind(" ", longest // 2, longest)
    return text[: space if space > 0 else longest].rstrip() + " …"
