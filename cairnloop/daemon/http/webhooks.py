"""Event subscriptions: who is told of what happens here, and every delivery with what became of it."""

from datetime import timedelta
from uuid import UUID

from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import AccountManager, House
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.paging import After, Limit, answer_page, place
from cairnloop.daemon.services import Services
from cairnloop.webhooks import outcomes, queries, subscriptions
from cairnloop.webhooks.rules import DeliveryStatus, WebhookEvent
from cairnloop.webhooks.shapes import delivery_out, delivery_with_body_out, subscription_out
from cairnloop.webhooks.subscriptions import Ways
from cairnloop.wire.webhooks import (
    DeliveryOut,
    DeliveryWithBodyOut,
    NewSubscription,
    Rotation,
    SubscriptionChange,
    SubscriptionOut,
    SubscriptionWithSecretOut,
    UrlToVerify,
    VerifiedOut,
)

router = Router(prefix="/api/event_subscriptions", tags=["webhooks"])


def _ways(s: Services) -> Ways:
    return Ways(s.outside, s.sealer)


@router.get("", response_model=None, responses={200: {"model": list[SubscriptionOut]}})
async def list_all(s: House, by: AccountManager) -> Response:
    """The account's subscriptions, the oldest first; it has at most 50."""
    async with s.db.read() as tx:
        return answer([subscription_out(row) for row in await queries.list_subscriptions(tx, by.account_id)])


@router.post("", status_code=201, response_model=None, responses={201: {"model": SubscriptionWithSecretOut}})
async def add(s: House, by: AccountManager, body: NewSubscription) -> Response:
    """Subscribe an address. It is asked to prove itself at once, and sent nothing until it has. `secret` is shown
    this once."""
    made = await subscriptions.add(s.db, _ways(s), body.event_subscription, by)
    return answer({**subscription_out(made.row), "secret": made.secret}, 201)


@router.post("/verify", response_model=None, responses={200: {"model": VerifiedOut}})
async def try_address(s: House, by: AccountManager, body: UrlToVerify) -> Response:
    """Ask whoever is at an address to prove itself: it is sent a `webhook:verify` whose payload it has to answer."""
    proof = await subscriptions.try_address(s.db, _ways(s), body.url)
    return answer({"verified": proof.verified, "error": proof.error})


@router.get("/{subscription_id}", response_model=None, responses={200: {"model": SubscriptionOut}})
async def show(s: House, by: AccountManager, subscription_id: UUID) -> Response:
    async with s.db.read() as tx:
        return answer(subscription_out(await queries.get_subscription(tx, by.account_id, subscription_id)))


@router.put("/{subscription_id}", response_model=None, responses={200: {"model": SubscriptionOut}})
@router.patch("/{subscription_id}", response_model=None, responses={200: {"model": SubscriptionOut}})
async def change(s: House, by: AccountManager, subscription_id: UUID, body: SubscriptionChange) -> Response:
    """What is left out stays. A new address is asked to prove itself."""
    changed = await subscriptions.change(s.db, _ways(s), subscription_id, body.event_subscription, by)
    return answer(subscription_out(changed))


@router.delete("/{subscription_id}", response_model=None, responses={200: {"model": SubscriptionOut}})
async def remove(s: House, by: AccountManager, subscription_id: UUID) -> Response:
    """Forget it, and all its deliveries."""
    return answer(subscription_out(await subscriptions.remove(s.db, subscription_id, by)))


@router.post("/{subscription_id}/verify", response_model=None, responses={200: {"model": SubscriptionOut}})
async def verify(s: House, by: AccountManager, subscription_id: UUID) -> Response:
    """Ask its receiver again to prove itself. `verification_error` says why it has not."""
    return answer(subscription_out(await subscriptions.verify(s.db, _ways(s), subscription_id, by)))


@router.post("/{subscription_id}/enable", response_model=None, responses={200: {"model": SubscriptionOut}})
async def enable(s: House, by: AccountManager, subscription_id: UUID) -> Response:
    """Send it again what happens from now on."""
    return answer(subscription_out(await subscriptions.enable(s.db, subscription_id, by)))


@router.post("/{subscription_id}/disable", response_model=None, responses={200: {"model": SubscriptionOut}})
async def disable(s: House, by: AccountManager, subscription_id: UUID) -> Response:
    """Send it nothing more until it is enabled again."""
    return answer(subscription_out(await subscriptions.disable(s.db, subscription_id, by)))


@router.post("/{subscription_id}/rotate", response_model=None, responses={200: {"model": SubscriptionWithSecretOut}})
async def rotate(s: House, by: AccountManager, subscription_id: UUID, body: Rotation | None = None) -> Response:
    """Give it another secret, shown this once. The former one signs too for `keep_hours`."""
    keep = timedelta(hours=(body or Rotation()).keep_hours)
    made = await subscriptions.rotate(s.db, _ways(s), subscription_id, by, keep=keep)
    return answer({**subscription_out(made.row), "secret": made.secret})


@router.get("/{subscription_id}/deliveries", response_model=None, responses={200: {"model": list[DeliveryOut]}})
async def list_deliveries(
    s: House,
    by: AccountManager,
    subscription_id: UUID,
    status: DeliveryStatus | None = None,
    event: WebhookEvent | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """What was to be sent in the last 30 days, newest first."""
    async with s.db.read() as tx:
        await queries.get_subscription(tx, by.account_id, subscription_id)
        asked = queries.Asked(subscription_id, status, event)
        rows = await queries.list_deliveries(tx, asked, before=place(after), limit=limit + 1)
    return answer_page(rows, limit, delivery_out, lambda row: (row.created_at, row.id))


@router.get(
    "/{subscription_id}/deliveries/{delivery_id}",
    response_model=None,
    responses={200: {"model": DeliveryWithBodyOut}},
)
async def show_delivery(s: House, by: AccountManager, subscription_id: UUID, delivery_id: UUID) -> Response:
    """One delivery with what is sent and its last attempts."""
    async with s.db.read() as tx:
        row = await queries.get_delivery(tx, by.account_id, subscription_id, delivery_id)
        return answer(delivery_with_body_out(row))


@router.post(
    "/{subscription_id}/deliveries/{delivery_id}/replay",
    response_model=None,
    responses={200: {"model": DeliveryOut}},
)
async def replay(s: House, by: AccountManager, subscription_id: UUID, delivery_id: UUID) -> Response:
    """Send it again now, whether it arrived or not: the same body under the same `webhook-id`."""
    return answer(delivery_out(await outcomes.replay(s.db, subscription_id, delivery_id, by)))
