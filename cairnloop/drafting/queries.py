"""Reading drafts: one, those of a conversation, the queue of those that wait, and what a new one has to know."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select, tuple_

from cairnloop.desk import sight
from cairnloop.desk.lists.pages import LOOKED_AT
from cairnloop.desk.lists.threads import get_conversation
from cairnloop.desk.rules import Delivery
from cairnloop.desk.tables import Conversation, Inbox, Message
from cairnloop.drafting.rules import DraftStatus
from cairnloop.drafting.tables import STANDING, Draft
from cairnloop.errors import NotFound
from cairnloop.kernel.database import Tx
from cairnloop.people.tables import Customer

Waiting = tuple[Draft, Conversation, Customer, str]
Place = tuple[datetime, UUID]
PLACE = (Draft.created_at, Draft.id)

# Put together once: every draft asks them, and that costs as much as asking.
_WITH_POLICY = (
    select(Conversation, Inbox.draft_policy)
    .join(Inbox, Conversation.inbox_id == Inbox.id)
    .where(Conversation.id == bindparam("id"))
)
_NEWEST_MESSAGES = (
    select(Message)
    .where(Message.account_id == bindparam("account"), Message.conversation_id == bindparam("conversation"))
    .order_by(Message.seq.desc())
    .limit(bindparam("limit"))
)
_SPOKEN_SINCE = (
    select(Message.id)
    .where(
        Message.account_id == bindparam("account"),
        Message.conversation_id == bindparam("conversation"),
        Message.seq > bindparam("seq"),
        Message.private.is_(False),
        Message.delivery != Delivery.WITHDRAWN.value,
    )
    .limit(1)
)
_DRAFTED_FOR = (
    select(Draft.id)
    .where(
        Draft.account_id == bindparam("account"),
        Draft.conversation_id == bindparam("conversation"),
        Draft.question_id == bindparam("question"),
        Draft.status != DraftStatus.FAILED.value,
    )
    .limit(1)
)
_STANDING = select(Draft).where(Draft.conversation_id.in_(bindparam("conversations", expanding=True)), STANDING)
_STANDING_LOCKED = _STANDING.with_for_update()


async def with_policy(tx: Tx, conversation_id: UUID) -> tuple[Conversation, str] | None:
    """A conversation with what its inbox allows a draft to do; None when there is no such conversation."""
    row = (await tx.session.execute(_WITH_POLICY, {"id": conversation_id})).one_or_none()
    return None if row is None else (row[0], row[1])


async def newest_messages(tx: Tx, account_id: UUID, conversation_id: UUID, *, limit: int) -> Sequence[Message]:
    """The newest messages of a conversation in the order they were written."""
    asked = {"account": account_id, "conversation": conversation_id, "limit": limit}
    return (await tx.session.execute(_NEWEST_MESSAGES, asked)).scalars().all()[::-1]


async def spoken_since(tx: Tx, message: Message) -> bool:
    """Whether anybody, customer or house, spoke in public after this message; a held answer counts."""
    asked = {"account": message.account_id, "conversation": message.conversation_id, "seq": message.seq}
    return (await tx.session.execute(_SPOKEN_SINCE, asked)).first() is not None


async def drafted_for(tx: Tx, question: Message) -> bool:
    """Whether a draft was made for this message already; one that failed does not count."""
    asked = {"account": question.account_id, "conversation": question.conversation_id, "question": question.id}
    return (await tx.session.execute(_DRAFTED_FOR, asked)).first() is not None


async def get_draft(tx: Tx, account_id: UUID, draft_id: UUID, *, lock: bool = False) -> Draft:
    """Raises NotFound, also for another account's draft."""
    query = select(Draft).where(Draft.account_id == account_id, Draft.id == draft_id)
    draft = (await tx.session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
    if draft is None:
        raise NotFound("no such draft")
    return draft


async def draft_to_decide(tx: Tx, account_id: UUID, draft_id: UUID) -> tuple[Draft, Conversation]:
    """The draft with its conversation, locked. Raises NotFound, also for another account's draft.

    Whoever locks several locks the conversation first, then messages, then drafts: nobody waits in a circle.
    """
    query = select(Draft.conversation_id).where(Draft.account_id == account_id, Draft.id == draft_id)
    conversation_id = (await tx.session.execute(query)).scalar_one_or_none()
    if conversation_id is None:
        raise NotFound("no such draft")
    conversation = await get_conversation(tx, account_id, conversation_id, lock=True)
    return await get_draft(tx, account_id, draft_id, lock=True), conversation


async def drafts_of(tx: Tx, account_id: UUID, conversation_id: UUID, *, limit: int = 50) -> Sequence[Draft]:
    """The drafts of one conversation, newest first."""
    query = select(Draft).where(Draft.account_id == account_id, Draft.conversation_id == conversation_id)
    return (
        (await tx.session.execute(query.order_by(Draft.created_at.desc(), Draft.id.desc()).limit(limit)))
        .scalars()
        .all()
    )


async def standing_of(tx: Tx, conversation_ids: Sequence[UUID], *, lock: bool = False) -> Sequence[Draft]:
    """The drafts of these conversations that wait for a person: to decide, or to answer because there is no draft."""
    query = _STANDING_LOCKED if lock else _STANDING
    return (await tx.session.execute(query, {"conversations": conversation_ids})).scalars().all()


async def queue(
    tx: Tx,
    account_id: UUID,
    *,
    status: DraftStatus = DraftStatus.PENDING,
    after: Place | None = None,
    limit: int = 50,
) -> tuple[list[Waiting], Place | None]:
    """Drafts in one state with their question, the one that has waited longest first; and where the next page goes on.

    A page may be short, even empty, and still have a next one: then that many drafts were looked at for it.
    """
    within: list[ColumnElement[bool]] = [Draft.account_id == account_id, Draft.status == status.value]
    if after is not None:
        within.append(tuple_(*PLACE) > after)
    seen_to = await _seen_to(tx, within) if sight.hidden() else None
    if seen_to is not None:
        within.append(tuple_(*PLACE) <= seen_to)
    query = (
        select(Draft, Conversation, Customer, Message.body)
        .join(Conversation, Draft.conversation_id == Conversation.id)
        .join(Customer, Conversation.customer_id == Customer.id)
        .join(Message, Draft.question_id == Message.id)
        .where(*within)
        .order_by(*PLACE)
        .limit(limit + 1)
    )
    found = [(row[0], row[1], row[2], row[3]) for row in await tx.session.execute(query)]
    if len(found) > limit:
        seen_to = found[limit - 1][0].created_at, found[limit - 1][0].id
    return found[:limit], seen_to


async def _seen_to(tx: Tx, within: Sequence[ColumnElement[bool]]) -> Place | None:
    """Up to where a page looks of which drafts may be hidden; None when that is all there is."""
    ends = select(*PLACE).where(*within).order_by(*PLACE).offset(LOOKED_AT - 1).limit(1)
    row = (await tx.session.execute(ends, execution_options=sight.SEES_TO_IT)).one_or_none()
    return None if row is None else (row[0], row[1])
