"""Event subscriptions: made, changed, verified, given another secret, disabled and enabled, removed."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update

from cairnloop.desk import topics
from cairnloop.desk.inbox.inboxes import hold
from cairnloop.errors import ConfigError, Conflict, OffLimits, Unavailable
from cairnloop.kernel.audit import Actor
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.outside import Outside
from cairnloop.kernel.sealing import Sealer
from cairnloop.people.identity import Operator
from cairnloop.webhooks import signing
from cairnloop.webhooks.challenge import Proof, challenge
from cairnloop.webhooks.pruning import FORGET_WEBHOOKS
from cairnloop.webhooks.queries import MOST_SUBSCRIPTIONS, count_subscriptions, get_subscription
from cairnloop.webhooks.rules import host_of, wanted
from cairnloop.webhooks.subscribed import changed
from cairnloop.webhooks.tables import EventSubscription
from cairnloop.wire.webhooks import NewSubscriptionFields, SubscriptionFields

MAY_BE_NOTHING = frozenset({"scope", "events", "description"})


@dataclass(frozen=True, slots=True)
class Ways:
    """What flows about subscriptions need besides the database: the way outside, and what seals secrets."""

    outside: Outside
    sealer: Sealer


@dataclass(frozen=True, slots=True)
class Made:
    """A subscription with a new secret, which exists in the open only here."""

    row: EventSubscription
    secret: str


async def add(db: Database, ways: Ways, asked: NewSubscriptionFields, by: Operator) -> Made:
    """Make a subscription and ask its receiver to prove itself; until it has, nothing is sent."""
    _require_reachable(ways.outside, asked.webhook_url)
    secret = signing.new_secret()
    sealed = _sealed(ways.sealer, secret)
    async with db.begin() as tx:
        await hold(tx, by.account_id)
        if await count_subscriptions(tx, by.account_id) >= MOST_SUBSCRIPTIONS:
            raise Conflict(f"an account has at most {MOST_SUBSCRIPTIONS} event subscriptions; remove one first")
        row = EventSubscription(
            id=tx.new_id(),
            account_id=by.account_id,
            webhook_url=asked.webhook_url,
            description=asked.description,
            scope=asked.scope,
            events=asked.events,
            include_private=asked.include_private,
            verified=False,
            secret=sealed,
            created_at=tx.now,
            updated_at=tx.now,
        )
        tx.session.add(row)
        _note(tx, by.actor, row, "webhook.added", events=list(wanted(row.scope, row.events)))
    return Made(await verify(db, ways, row.id, by), secret)


async def change(
    db: Database, ways: Ways, subscription_id: UUID, asked: SubscriptionFields, by: Operator
) -> EventSubscription:
    """What is left out stays. A new address has to prove itself before it is sent anything."""
    given = asked.model_dump(exclude_unset=True)
    said = {name: value for name, value in given.items() if value is not None or name in MAY_BE_NOTHING}
    if "webhook_url" in said:
        _require_reachable(ways.outside, said["webhook_url"])
    async with db.begin() as tx:
        row = await get_subscription(tx, by.account_id, subscription_id, lock=True)
        different = {name: value for name, value in said.items() if getattr(row, name) != value}
        if not different:
            return row
        for name, value in different.items():
            setattr(row, name, value)
        row.updated_at = tx.now
        if "webhook_url" in different:
            row.verified, row.verification_error, row.failing_since = False, None, None
        changed(tx)
        _note(tx, by.actor, row, "webhook.changed", fields=sorted(different))
    return row if row.verified else await verify(db, ways, row.id, by)


async def verify(db: Database, ways: Ways, subscription_id: UUID, by: Operator) -> EventSubscription:
    """Ask the receiver to prove itself, and keep what came of it, unless the address changed meanwhile."""
    async with db.read() as tx:
        row = await get_subscription(tx, by.account_id, subscription_id)
        url, asked_at = row.webhook_url, tx.now

    keys = [_opened(ways.sealer, row.secret)]
    proof = await challenge(ways.outside, url, keys=keys, id=db.new_id(), at=asked_at)

    async with db.begin() as tx:
        row = await get_subscription(tx, by.account_id, subscription_id, lock=True)
        if row.webhook_url != url:
            raise Conflict("the address was changed meanwhile; verify the new one")
        row.verified, row.verification_error, row.updated_at = proof.verified, proof.error, tx.now
        changed(tx)
        action = "webhook.verified" if proof.verified else "webhook.not_verified"
        _note(tx, by.actor, row, action, reason=proof.error)
    return row


async def try_address(db: Database, ways: Ways, url: str) -> Proof:
    """Ask whoever is at an address to prove itself, without a subscription."""
    _require_reachable(ways.outside, url, "url")
    return await challenge(ways.outside, url, keys=(), id=db.new_id(), at=db.clock.now())


async def rotate(db: Database, ways: Ways, subscription_id: UUID, by: Operator, *, keep: timedelta) -> Made:
    """Give it another secret. Until `keep` has passed the former one signs too."""
    secret = signing.new_secret()
    async with db.begin() as tx:
        row = await get_subscription(tx, by.account_id, subscription_id, lock=True)
        sealed = _sealed(ways.sealer, secret)
        row.former_secret, row.former_secret_until = (row.secret, tx.now + keep) if keep else (None, None)
        row.secret, row.updated_at = sealed, tx.now
        _note(tx, by.actor, row, "webhook.secret_rotated")
    return Made(row, secret)


async def enable(db: Database, subscription_id: UUID, by: Operator) -> EventSubscription:
    """Send to it again what happens from now on. What it missed can be replayed."""
    async with db.begin() as tx:
        row = await get_subscription(tx, by.account_id, subscription_id, lock=True)
        if row.disabled_at is None:
            raise Conflict("this event subscription is enabled already")
        row.disabled_at = row.disabled_reason = row.failing_since = None
        row.updated_at = tx.now
        changed(tx)
        _note(tx, by.actor, row, "webhook.enabled")
    return row


async def disable(db: Database, subscription_id: UUID, by: Operator) -> EventSubscription:
    """Send it nothing more until it is enabled again."""
    async with db.begin() as tx:
        row = await get_subscription(tx, by.account_id, subscription_id, lock=True)
        if not await switch_off(tx, row, by.actor, "switched off by hand"):
            raise Conflict("this event subscription is disabled already")
        await tx.session.refresh(row)
    return row


async def switch_off(tx: Tx, row: EventSubscription, by: Actor, reason: str) -> bool:
    """Disable it and tell the operators; False when somebody did before."""
    off = update(EventSubscription).where(EventSubscription.id == row.id, EventSubscription.disabled_at.is_(None))
    off = off.values(disabled_at=tx.now, disabled_reason=reason, updated_at=tx.now)
    if (await tx.session.execute(off.returning(EventSubscription.id))).first() is None:
        return False
    changed(tx)
    _note(tx, by, row, "webhook.disabled", reason=reason)
    news = {"id": str(row.id), "host": host_of(row.webhook_url), "reason": reason}
    tx.announce(topics.operators(row.account_id), "webhooks:disabled", news)
    return True


async def remove(db: Database, subscription_id: UUID, by: Operator) -> EventSubscription:
    """Forget it and all its deliveries."""
    async with db.begin() as tx:
        row = await get_subscription(tx, by.account_id, subscription_id, lock=True)
        await tx.session.delete(row)
        changed(tx)
        tx.enqueue(FORGET_WEBHOOKS, account_id=row.account_id, subscription_id=row.id)
        _note(tx, by.actor, row, "webhook.removed")
    return row


def _require_reachable(outside: Outside, url: str, field: str = "webhook_url") -> None:
    try:
        outside.check(url)
    except OffLimits as error:
        raise OffLimits(errors={field: [error.detail]}) from error


def _sealed(sealer: Sealer, secret: str) -> str:
    try:
        return sealer.seal(secret)
    except ConfigError as error:
        raise Conflict(error.detail) from error


def _opened(sealer: Sealer, sealed: str) -> str:
    try:
        return sealer.open(sealed)
    except (ConfigError, Unavailable) as error:
        raise Conflict(error.detail) from error


def _note(tx: Tx, by: Actor, row: EventSubscription, action: str, *, reason: str | None = None, **detail: Any) -> None:
    """The trail names the host alone: a path or query may hold somebody's secret."""
    host = host_of(row.webhook_url)
    tx.audit(by, row.account_id, action, "webhook", row.id, reason=reason, host=host, **detail)
