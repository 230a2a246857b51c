"""What became of deliveries, written down: attempts that ended, deliveries that are given up, and those sent again."""

import random
from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from cairnloop.errors import Conflict
from cairnloop.kernel import telemetry
from cairnloop.kernel.audit import SYSTEM
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.identity import Operator
from cairnloop.webhooks.events import ReceiverGivenUp
from cairnloop.webhooks.queries import get_delivery, get_subscription
from cairnloop.webhooks.recording import DELIVER_WEBHOOK
from cairnloop.webhooks.rules import (
    UNDER_WAY,
    Attempt,
    DeliveryStatus,
    DeliveryStep,
    Verdict,
    after_attempt,
    host_of,
    next_status,
)
from cairnloop.webhooks.subscriptions import switch_off
from cairnloop.webhooks.tables import EventSubscription, WebhookDelivery
from cairnloop.wire.people import zulu

# So many of its last attempts are kept with a delivery.
HISTORY = 12
PUT_OFF_FOR = timedelta(seconds=30)


async def settle(
    db: Database, delivery_id: UUID, subscription_id: UUID, attempt: Attempt, *, seen_attempts: int
) -> None:
    """Write down how an attempt ended and what follows, unless somebody else made one meanwhile."""
    async with db.begin() as tx:
        query = select(WebhookDelivery).where(WebhookDelivery.id == delivery_id).with_for_update()
        row = (await tx.session.scalars(query)).one_or_none()
        to = await tx.session.get(EventSubscription, subscription_id)
        if row is None or to is None or row.status not in UNDER_WAY or row.attempts != seen_attempts:
            return
        verdict = after_attempt(
            attempt,
            attempts=row.attempts + 1,
            failing_since=to.failing_since,
            now=tx.now,
            jitter=random.random(),  # noqa: S311 - spreads retries, guards nothing
        )
        _write(tx, row, attempt, verdict)
        await _note_health(tx, to, attempt)
        if verdict.disable is not None and await switch_off(tx, to, SYSTEM, verdict.disable):
            await tx.emit(ReceiverGivenUp(to.account_id, to.id, host_of(to.webhook_url), verdict.disable))
    telemetry.webhook_deliveries.labels(row.status).inc()


def _write(tx: Tx, row: WebhookDelivery, attempt: Attempt, verdict: Verdict) -> None:
    row.status = next_status(DeliveryStatus(row.status), verdict.step).value
    row.attempts += 1
    row.next_attempt_at, row.updated_at = verdict.again_at, tx.now
    row.last_status, row.last_error = attempt.status, verdict.why
    row.last_response, row.duration_ms = attempt.response, attempt.milliseconds
    tried: dict[str, Any] = {
        "at": zulu(tx.now),
        "status": attempt.status,
        "error": verdict.why,
        "duration_ms": attempt.milliseconds,
    }
    row.history = [*row.history, tried][-HISTORY:]
    if verdict.again_at is not None:
        tx.enqueue(DELIVER_WEBHOOK, account_id=row.account_id, delivery_id=row.id, run_at=verdict.again_at)


async def _note_health(tx: Tx, to: EventSubscription, attempt: Attempt) -> None:
    """Since when the receiver fails; a row that many deliveries share is written only when that changes."""
    if attempt.arrived == (to.failing_since is None):
        return
    since = None if attempt.arrived else tx.now
    of_it = update(EventSubscription).where(EventSubscription.id == to.id)
    unchanged = EventSubscription.failing_since.is_not_distinct_from(to.failing_since)
    await tx.session.execute(of_it.where(unchanged).values(failing_since=since))


async def put_off(db: Database, ids: Collection[UUID]) -> None:
    """These were due and had no turn: they come again soon, as if nothing had been."""
    async with db.begin() as tx:
        at = tx.now + PUT_OFF_FOR
        due = (
            WebhookDelivery.status.in_([status.value for status in UNDER_WAY]),
            WebhookDelivery.next_attempt_at <= tx.now,
        )
        those = update(WebhookDelivery).where(WebhookDelivery.id.in_(ids), *due).values(next_attempt_at=at)
        found = await tx.session.execute(those.returning(WebhookDelivery.id, WebhookDelivery.account_id))
        for delivery_id, account_id in found.all():
            tx.enqueue(DELIVER_WEBHOOK, account_id=account_id, delivery_id=delivery_id, run_at=at)


async def abandon(db: Database, ids: Collection[UUID], why: str) -> None:
    """These are not tried again by themselves; what ended before stays as it is."""
    under_way = WebhookDelivery.status.in_([status.value for status in UNDER_WAY])
    async with db.begin() as tx:
        values = {
            "status": DeliveryStatus.ABANDONED.value,
            "last_error": why,
            "next_attempt_at": None,
            "updated_at": tx.now,
        }
        those = update(WebhookDelivery).where(WebhookDelivery.id.in_(ids), under_way)
        await tx.session.execute(those.values(values))


async def replay(db: Database, subscription_id: UUID, delivery_id: UUID, by: Operator) -> WebhookDelivery:
    """Send it again now, with fresh attempts. Raises IllegalMove while it waits anyway, Conflict for a disabled one."""
    async with db.begin() as tx:
        to = await get_subscription(tx, by.account_id, subscription_id)
        row = await get_delivery(tx, by.account_id, subscription_id, delivery_id, lock=True)
        if to.disabled_at is not None or not to.verified:
            state = "disabled; enable" if to.disabled_at is not None else "not verified; verify"
            raise Conflict(f"this event subscription is {state} it first")
        row.status = next_status(DeliveryStatus(row.status), DeliveryStep.REPLAY).value
        row.attempts, row.next_attempt_at, row.updated_at = 0, tx.now, tx.now
        tx.enqueue(DELIVER_WEBHOOK, account_id=row.account_id, delivery_id=row.id)
        tx.audit(by.actor, by.account_id, "webhook.replayed", "webhook", to.id, delivery=str(row.id), event=row.event)
        return row
