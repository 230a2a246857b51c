"""Calls about event subscriptions and what became of their deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from cairnloop.client.road import Page, Road

if TYPE_CHECKING:
    from cairnloop.wire.webhooks import (
        DeliveryOut,
        DeliveryWithBodyOut,
        SubscriptionOut,
        SubscriptionWithSecretOut,
        VerifiedOut,
    )

PATH = "/api/event_subscriptions"


class WebhookCalls(Road):
    """Every method names its route in the docstring."""

    async def webhooks(self) -> list[SubscriptionOut]:
        """GET /api/event_subscriptions"""
        return cast("list[SubscriptionOut]", await self._data("GET", PATH))

    async def webhook(self, subscription_id: str) -> SubscriptionOut:
        """GET /api/event_subscriptions/{id}"""
        return cast("SubscriptionOut", await self._data("GET", f"{PATH}/{subscription_id}"))

    async def add_webhook(self, url: str, **fields: Any) -> SubscriptionWithSecretOut:
        """POST /api/event_subscriptions: `fields` that are None are left out"""
        said = {name: value for name, value in fields.items() if value is not None}
        body = {"event_subscription": {"webhook_url": url, **said}}
        return cast("SubscriptionWithSecretOut", await self._data("POST", PATH, body=body))

    async def change_webhook(self, subscription_id: str, **fields: Any) -> SubscriptionOut:
        """PUT /api/event_subscriptions/{id}: what is left out stays"""
        body = {"event_subscription": fields}
        return cast("SubscriptionOut", await self._data("PUT", f"{PATH}/{subscription_id}", body=body))

    async def remove_webhook(self, subscription_id: str) -> SubscriptionOut:
        """DELETE /api/event_subscriptions/{id}"""
        return cast("SubscriptionOut", await self._data("DELETE", f"{PATH}/{subscription_id}"))

    async def try_webhook(self, url: str) -> VerifiedOut:
        """POST /api/event_subscriptions/verify"""
        return cast("VerifiedOut", await self._data("POST", f"{PATH}/verify", body={"url": url}))

    async def move_webhook(self, subscription_id: str, move: str) -> SubscriptionOut:
        """POST /api/event_subscriptions/{id}/verify, /enable, /disable"""
        return cast("SubscriptionOut", await self._data("POST", f"{PATH}/{subscription_id}/{move}"))

    async def rotate_webhook(self, subscription_id: str, keep_hours: int) -> SubscriptionWithSecretOut:
        """POST /api/event_subscriptions/{id}/rotate"""
        path, body = f"{PATH}/{subscription_id}/rotate", {"keep_hours": keep_hours}
        return cast("SubscriptionWithSecretOut", await self._data("POST", path, body=body))

    async def deliveries(
        self,
        subscription_id: str,
        *,
        status: str | None = None,
        event: str | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> Page[DeliveryOut]:
        """GET /api/event_subscriptions/{id}/deliveries"""
        path = f"{PATH}/{subscription_id}/deliveries"
        return await self._page(path, status=status, event=event, after=after, limit=limit)

    async def delivery(self, subscription_id: str, delivery_id: str) -> DeliveryWithBodyOut:
        """GET /api/event_subscriptions/{id}/deliveries/{delivery_id}"""
        path = f"{PATH}/{subscription_id}/deliveries/{delivery_id}"
        return cast("DeliveryWithBodyOut", await self._data("GET", path))

    async def replay(self, subscription_id: str, delivery_id: str) -> DeliveryOut:
        """POST /api/event_subscriptions/{id}/deliveries/{delivery_id}/replay"""
        path = f"{PATH}/{subscription_id}/deliveries/{delivery_id}/replay"
        return cast("DeliveryOut", await self._data("POST", path))
