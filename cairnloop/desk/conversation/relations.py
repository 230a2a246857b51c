"""What else belongs to a conversation: the customer's others, and those of other customers about the same."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from cairnloop.desk.lists.pages import NEWEST_FIRST, rows_of
from cairnloop.desk.lists.threads import get_conversation
from cairnloop.desk.marks.tables import ConversationTag
from cairnloop.desk.tables import Conversation
from cairnloop.kernel.database import Tx
from cairnloop.people.customer.tables import Tag
from cairnloop.people.tables import Customer, User
from cairnloop.wire.conversations import RelatedOut, Why
from cairnloop.wire.desk import ConversationRowOut

# Of a tag that is on many conversations, so many are looked at.
TAGGED = 200
Rows = Select[Conversation, Customer, User]


async def related(tx: Tx, account_id: UUID, conversation_id: UUID, *, limit: int) -> list[RelatedOut]:
    """The customer's own first, then others of the same subject, then others with a tag in common; newest first."""
    conversation = await get_conversation(tx, account_id, conversation_id)
    shown: list[RelatedOut] = []
    for why, road in _roads(conversation):
        if len(shown) >= limit:
            break
        known = [conversation.id, *(UUID(one["id"]) for one in shown)]
        query = _rows(account_id).where(road, Conversation.id.not_in(known))
        shown += [{**row, "why": why} for row in await _read(tx, query.limit(limit - len(shown)))]
    return shown


async def previous(tx: Tx, account_id: UUID, conversation_id: UUID) -> ConversationRowOut | None:
    """The one this customer had before; None for their first."""
    conversation = await get_conversation(tx, account_id, conversation_id)
    query = _rows(account_id).where(
        Conversation.customer_id == conversation.customer_id,
        Conversation.created_at < conversation.created_at,
        Conversation.id != conversation.id,
    )
    found = await _read(tx, query.order_by(None).order_by(Conversation.created_at.desc()).limit(1))
    return found[0] if found else None


def _roads(conversation: Conversation) -> Iterator[tuple[Why, ColumnElement[bool]]]:
    yield "customer", Conversation.customer_id == conversation.customer_id
    if conversation.subject:
        yield "subject", Conversation.subject == conversation.subject
    its_own = select(ConversationTag.tag_id).join(Tag, ConversationTag.tag_id == Tag.id)
    its_own = its_own.where(ConversationTag.conversation_id == conversation.id, Tag.removed_at.is_(None))
    tagged = select(ConversationTag.conversation_id).where(
        ConversationTag.account_id == conversation.account_id, ConversationTag.tag_id.in_(its_own)
    )
    yield "tag", Conversation.id.in_(tagged.limit(TAGGED))


def _rows(account_id: UUID) -> Rows:
    return (
        select(Conversation, Customer, User)
        .join(Customer, Conversation.customer_id == Customer.id)
        .outerjoin(User, Conversation.assignee_id == User.id)
        .where(Conversation.account_id == account_id, Conversation.merged_into.is_(None))
        .order_by(*NEWEST_FIRST)
    )


async def _read(tx: Tx, query: Rows) -> Sequence[ConversationRowOut]:
    return await rows_of(tx, [(row[0], row[1], row[2]) for row in await tx.session.execute(query)])
