"""Subscriptions and deliveries as the wire shows them; a secret is in none of them."""

import orjson

from cairnloop.webhooks.rules import wanted
from cairnloop.webhooks.signing import message_id
from cairnloop.webhooks.tables import EventSubscription, WebhookDelivery
from cairnloop.wire.people import naive, zulu
from cairnloop.wire.webhooks import DeliveryOut, DeliveryWithBodyOut, SubscriptionOut


def subscription_out(row: EventSubscription) -> SubscriptionOut:
    return {
        "id": str(row.id),
        "object": "event_subscription",
        "webhook_url": row.webhook_url,
        "verified": row.verified,
        "verification_error": row.verification_error,
        "scope": row.scope,
        "events": [event.value for event in wanted(row.scope, row.events)],
        "description": row.description,
        "include_private": row.include_private,
        "failing_since": zulu(row.failing_since),
        "disabled_at": zulu(row.disabled_at),
        "disabled_reason": row.disabled_reason,
        "former_secret_until": zulu(row.former_secret_until),
        "account_id": str(row.account_id),
        "created_at": naive(row.created_at),
        "updated_at": naive(row.updated_at),
    }


def delivery_out(row: WebhookDelivery) -> DeliveryOut:
    return {
        "id": str(row.id),
        "object": "webhook_delivery",
        "subscription_id": str(row.subscription_id),
        "event": row.event,
        "webhook_id": message_id(row.event_id),
        "status": row.status,
        "attempts": row.attempts,
        "last_status": row.last_status,
        "last_error": row.last_error,
        "last_response": row.last_response,
        "duration_ms": row.duration_ms,
        "next_attempt_at": zulu(row.next_attempt_at),
        "created_at": naive(row.created_at),
        "updated_at": naive(row.updated_at),
    }


def delivery_with_body_out(row: WebhookDelivery) -> DeliveryWithBodyOut:
    return {**delivery_out(row), "body": orjson.loads(row.body), "history": row.history}
