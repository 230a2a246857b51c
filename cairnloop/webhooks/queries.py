"""Reading subscriptions and their deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, tuple_, union_all
from sqlalchemy.orm import defer

from cairnloop.errors import NotFound
from cairnloop.kernel.database import Tx
from cairnloop.webhooks.rules import DeliveryStatus, WebhookEvent
from cairnloop.webhooks.tables import EventSubscription, WebhookDelivery

# So many an account may have; a list of them is one page.
MOST_SUBSCRIPTIONS = 50
PLACE = (WebhookDelivery.created_at, WebhookDelivery.id)
NEWEST_FIRST = (WebhookDelivery.created_at.desc(), WebhookDelivery.id.desc())


async def list_subscriptions(tx: Tx, account_id: UUID) -> Sequence[EventSubscription]:
    query = select(EventSubscription).where(EventSubscription.account_id == account_id)
    query = query.order_by(EventSubscription.created_at, EventSubscription.id).limit(MOST_SUBSCRIPTIONS)
    return (await tx.session.scalars(query)).all()


async def count_subscriptions(tx: Tx, account_id: UUID) -> int:
    query = select(func.count()).where(EventSubscription.account_id == account_id)
    return (await tx.session.execute(query)).scalar_one()


async def get_subscription(tx: Tx, account_id: UUID, subscription_id: UUID, *, lock: bool = False) -> EventSubscription:
    """Raises NotFound, also for another account's subscription."""
    query = select(EventSubscription).where(
        EventSubscription.account_id == account_id, EventSubscription.id == subscription_id
    )
    row = (await tx.session.scalars(query.with_for_update() if lock else query)).one_or_none()
    if row is None:
        raise NotFound("no such event subscription")
    return row


async def get_delivery(
    tx: Tx, account_id: UUID, subscription_id: UUID, delivery_id: UUID, *, lock: bool = False
) -> WebhookDelivery:
    """Raises NotFound, also for another account's delivery."""
    query = select(WebhookDelivery).where(
        WebhookDelivery.account_id == account_id,
        WebhookDelivery.subscription_id == subscription_id,
        WebhookDelivery.id == delivery_id,
    )
    row = (await tx.session.scalars(query.with_for_update() if lock else query)).one_or_none()
    if row is None:
        raise NotFound("no such delivery")
    return row


@dataclass(frozen=True, slots=True)
class Asked:
    """Which deliveries of a subscription a page shows; None means all."""

    subscription_id: UUID
    status: DeliveryStatus | None = None
    event: WebhookEvent | None = None

    def ranges(self) -> list[tuple[ColumnElement[bool], ...]]:
        """Conditions that an index answers each, in the order of the page."""
        mine = WebhookDelivery.subscription_id == self.subscription_id
        if self.status is None and self.event is None:
            return [(mine,)]
        return [
            (mine, WebhookDelivery.status == status.value, WebhookDelivery.event == event.value)
            for status in ([self.status] if self.status else DeliveryStatus)
            for event in ([self.event] if self.event else WebhookEvent)
        ]


async def list_deliveries(
    tx: Tx, asked: Asked, *, before: tuple[datetime, UUID] | None, limit: int
) -> Sequence[WebhookDelivery]:
    """The newest first, without what was sent."""
    bounds = () if before is None else (tuple_(*PLACE) < before,)
    parts = [
        select(WebhookDelivery.id).where(*each, *bounds).order_by(*NEWEST_FIRST).limit(limit) for each in asked.ranges()
    ]
    # Each range gives no more than a page; the newest of them all are the page.
    found = parts[0] if len(parts) == 1 else union_all(*(select(part.subquery()) for part in parts))
    query = select(WebhookDelivery).where(WebhookDelivery.id.in_(found)).order_by(*NEWEST_FIRST).limit(limit)
    return (await tx.session.scalars(query.options(defer(WebhookDelivery.body), defer(WebhookDelivery.history)))).all()
