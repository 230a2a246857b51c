"""Forgetting deliveries: the old ones, those of a removed subscription, and those about who or what was erased."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select

from cairnloop.desk.events import ConversationsDeleted
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.events import CustomerErased
from cairnloop.webhooks.tables import WebhookDelivery

FORGET_WEBHOOKS = "forget_webhooks"
KEPT_FOR = timedelta(days=30)
# Rows of one transaction: deleting must not hold up those who write.
AT_ONCE = 1000


async def forget_old(db: Database) -> None:
    """Those that were made more than 30 days ago."""
    before = db.clock.now() - KEPT_FOR
    await _forget(db, WebhookDelivery.created_at < before)


async def forget_of(db: Database, subscription_id: UUID) -> None:
    """Those of a subscription that was removed."""
    await _forget(db, WebhookDelivery.subscription_id == subscription_id)


async def customers_erased(tx: Tx, events: Sequence[CustomerErased]) -> None:
    for event in events:
        await _forget_in(tx, event.account_id, WebhookDelivery.customer_id.in_(event.customer_ids))


async def conversations_deleted(tx: Tx, events: Sequence[ConversationsDeleted]) -> None:
    for event in events:
        await _forget_in(tx, event.account_id, WebhookDelivery.conversation_id.in_(event.conversation_ids))


async def _forget_in(tx: Tx, account_id: UUID, which: ColumnElement[bool]) -> None:
    await tx.session.execute(delete(WebhookDelivery).where(WebhookDelivery.account_id == account_id, which))


async def _forget(db: Database, which: ColumnElement[bool]) -> None:
    some = select(WebhookDelivery.id).where(which).limit(AT_ONCE).scalar_subquery()
    while True:
        async with db.begin() as tx:
            gone = delete(WebhookDelivery).where(WebhookDelivery.id.in_(some)).returning(WebhookDelivery.id)
            if len((await tx.session.execute(gone)).all()) < AT_ONCE:
                return
