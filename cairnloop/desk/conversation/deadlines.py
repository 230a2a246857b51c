"""Deadlines: what we promised, kept by rows with a due time; a late check is a no-op."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import case, insert, select, update

from cairnloop.desk import topics
from cairnloop.desk.events import ConversationResolved, CustomerMessageReceived, MessageSent
from cairnloop.desk.hours.calendars import ALWAYS, Calendar, Calendars
from cairnloop.desk.rules import Awaiting, ClockStatus, Status, Target
from cairnloop.desk.tables import Conversation, Deadline
from cairnloop.kernel.audit import SYSTEM
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.tables import table

CHECK_DEADLINE = "check_deadline"
# Before drafts: it takes a moment, and a model that hangs must not hold back the news of a broken promise.
CHECK_PRIORITY = 8
# A promise to resolve a conversation that sleeps without a time is looked at again after this.
SLEEPS_ON = timedelta(days=1)
deadlines = table(Deadline)
ANSWERS = (Target.FIRST_RESPONSE, Target.NEXT_RESPONSE)


@dataclass(frozen=True, slots=True)
class Promises:
    """How long a customer waits at most."""

    first_response: timedelta
    next_response: timedelta
    resolution: timedelta

    def of(self, target: Target) -> timedelta:
        match target:
            case Target.FIRST_RESPONSE:
                return self.first_response
            case Target.NEXT_RESPONSE:
                return self.next_response
            case Target.RESOLUTION:
                return self.resolution


@dataclass(frozen=True, slots=True)
class Counted:
    """In which hours promises count; `business_hours` is the house's way, where an account does not say its own."""

    calendars: Calendars
    business_hours: bool = False


async def start(
    tx: Tx, events: Sequence[CustomerMessageReceived], promises: Promises, counted: Counted | None = None
) -> None:
    """Start the clocks that customers' messages set going; while we owe an answer already, they all run."""
    wanted: dict[tuple[UUID, Target], CustomerMessageReceived] = {}
    for event in events:
        if not event.waiting:
            answer = Target.FIRST_RESPONSE if event.first else Target.NEXT_RESPONSE
            wanted.setdefault((event.conversation_id, answer), event)
            wanted.setdefault((event.conversation_id, Target.RESOLUTION), event)
    if not wanted:
        return
    running = await _running(tx, {conversation_id for conversation_id, _ in wanted})
    calendars, by_default = await _calendars(tx, counted, {event.account_id for event in wanted.values()})
    rows: list[dict[str, Any]] = [
        {
            "id": tx.new_id(),
            "account_id": event.account_id,
            "conversation_id": conversation_id,
            "target": target.value,
            "status": ClockStatus.ACTIVE.value,
            "due_at": calendars[event.account_id].due(
                event.inbox_id, tx.now, promises.of(target), by_default=by_default
            ),
            "completed_at": None,
            "created_at": tx.now,
        }
        for (conversation_id, target), event in wanted.items()
        if (conversation_id, target.value) not in running
    ]
    if not rows:
        return
    connection = await tx.session.connection()
    await connection.execute(insert(deadlines), rows)
    for row in rows:
        check_at(tx, row["account_id"], row["id"], row["due_at"])


async def _calendars(
    tx: Tx, counted: Counted | None, account_ids: Collection[UUID]
) -> tuple[Mapping[UUID, Calendar], bool]:
    """The calendars of the accounts, nearly always remembered, and whether they count where none says so."""
    if counted is None:
        return dict.fromkeys(account_ids, ALWAYS), False
    return await counted.calendars.of(tx, account_ids), counted.business_hours


def check_at(tx: Tx, account_id: UUID, deadline_id: UUID, at: datetime) -> None:
    """See at this time whether the promise was kept."""
    tx.enqueue(CHECK_DEADLINE, account_id=account_id, deadline_id=deadline_id, run_at=at, priority=CHECK_PRIORITY)


async def _running(tx: Tx, conversation_ids: Collection[UUID]) -> set[tuple[UUID, str]]:
    """Which clocks run; the accepting transaction holds these conversations, so no other can be started meanwhile."""
    query = select(deadlines.c.conversation_id, deadlines.c.target).where(
        deadlines.c.conversation_id.in_(conversation_ids), deadlines.c.status == ClockStatus.ACTIVE.value
    )
    return {(row[0], row[1]) for row in await tx.session.execute(query)}


async def answered(tx: Tx, events: Sequence[MessageSent]) -> None:
    """An answer left: the promise is kept, unless the customer has written again since it was written."""
    await _complete(tx, [event.conversation_id for event in events if event.caught_up], ANSWERS)


async def resolved(tx: Tx, events: Sequence[ConversationResolved]) -> None:
    await _complete(tx, [event.conversation_id for event in events], tuple(Target))


async def _complete(tx: Tx, conversation_ids: Sequence[UUID], targets: Sequence[Target]) -> None:
    """The promises end: kept, or broken when their time has passed, whether or not their check has come to them."""
    ended = await tx.session.execute(
        update(deadlines)
        .where(
            deadlines.c.conversation_id.in_(conversation_ids),
            deadlines.c.status == ClockStatus.ACTIVE.value,
            deadlines.c.target.in_([target.value for target in targets]),
        )
        .values(
            status=case((deadlines.c.due_at < tx.now, ClockStatus.BREACHED.value), else_=ClockStatus.FULFILLED.value),
            completed_at=tx.now,
        )
        .returning(deadlines.c.account_id, deadlines.c.conversation_id, deadlines.c.target, deadlines.c.status)
    )
    for row in ended:
        if row.status == ClockStatus.BREACHED:
            _tell(tx, row.account_id, row.conversation_id, row.target)


def _tell(tx: Tx, account_id: UUID, conversation_id: UUID, target: str) -> None:
    """A promise was broken: say so to the trail and the operators."""
    tx.audit(
        SYSTEM,
        account_id,
        "deadline.breached",
        "conversation",
        conversation_id,
        conversation_id=conversation_id,
        reason=f"{target.replace('_', ' ')} was due",
    )
    news = {"id": str(conversation_id), "target": target}
    tx.announce(topics.operators(account_id), "deadline:breached", news)


async def check(db: Database, deadline_id: UUID) -> None:
    """A due time has come: if the promise was not kept, it is broken.

    While a conversation sleeps and nobody is owed an answer, its resolution is not late: it is put off to the waking.
    """
    async with db.begin() as tx:
        query = select(Deadline).where(Deadline.id == deadline_id).with_for_update()
        deadline = (await tx.session.execute(query)).scalar_one_or_none()
        if deadline is None or deadline.status != ClockStatus.ACTIVE or deadline.due_at > tx.now:
            return
        conversation = await tx.session.get_one(Conversation, deadline.conversation_id)
        if conversation.status == Status.SNOOZED and conversation.awaiting != Awaiting.OPERATOR:
            until = conversation.snoozed_until or tx.now + SLEEPS_ON
            deadline.due_at = max(until, tx.now + timedelta(minutes=1))
            check_at(tx, deadline.account_id, deadline.id, deadline.due_at)
            return
        deadline.status, deadline.completed_at = ClockStatus.BREACHED.value, tx.now
        _tell(tx, deadline.account_id, deadline.conversation_id, deadline.target)


async def current(tx: Tx, conversation_ids: Sequence[UUID]) -> dict[UUID, Deadline]:
    """For each conversation that waits for us the deadline that presses most, late ones included."""
    query = (
        select(Deadline)
        .join(Conversation, Conversation.id == Deadline.conversation_id)
        .where(
            Deadline.conversation_id.in_(conversation_ids),
            Conversation.awaiting == Awaiting.OPERATOR.value,
            Deadline.status.in_([ClockStatus.ACTIVE.value, ClockStatus.BREACHED.value]),
            Deadline.target.in_([target.value for target in ANSWERS]),
        )
        .order_by(Deadline.created_at)
    )
    return {row.conversation_id: row for row in (await tx.session.execute(query)).scalars()}
