"""How far an account is set up: what its people have really done, each answered from what is there."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from cairnloop.desk.tables import Conversation, Inbox
from cairnloop.kernel.database import Tx
from cairnloop.kernel.tables import Row
from cairnloop.knowledge.rules import ArticleStatus
from cairnloop.knowledge.tables import Article
from cairnloop.people.identity import Operator
from cairnloop.people.tables import User
from cairnloop.webhooks.tables import EventSubscription

# A house that has as many of something has long begun.
COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class Standing:
    """How many there are of each, up to 1,000, and whether the operator says who they are."""

    inboxes: int
    conversations: int
    users: int
    articles: int
    event_subscriptions: int
    profile: bool


async def standing(tx: Tx, by: Operator) -> Standing:
    """Of the operator's account, as far as they may see it."""
    me = await tx.session.get_one(User, by.user_id)
    working = (User.disabled_at.is_(None), User.archived_at.is_(None))
    receiving = (EventSubscription.verified.is_(True), EventSubscription.disabled_at.is_(None))
    return Standing(
        inboxes=await _count(tx, Inbox, Inbox.account_id == by.account_id, Inbox.archived_at.is_(None)),
        conversations=await _count(tx, Conversation, Conversation.account_id == by.account_id),
        users=await _count(tx, User, User.account_id == by.account_id, *working),
        articles=await _count(
            tx, Article, Article.account_id == by.account_id, Article.status == ArticleStatus.PUBLISHED.value
        ),
        event_subscriptions=await _count(
            tx, EventSubscription, EventSubscription.account_id == by.account_id, *receiving
        ),
        profile=any((me.display_name, me.full_name, me.profile_photo_url)),
    )


async def _count(tx: Tx, row: type[Row], *conditions: ColumnElement[bool]) -> int:
    some = select(row).where(*conditions).limit(COUNTED).subquery()
    return (await tx.session.execute(select(func.count()).select_from(some))).scalar_one()
