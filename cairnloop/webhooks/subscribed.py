"""Who wants which events, kept in memory: an event that nobody subscribed to costs nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar
from uuid import UUID

from sqlalchemy import select

from cairnloop.kernel.database import Tx
from cairnloop.kernel.hub import Hub
from cairnloop.kernel.kept import Kept
from cairnloop.webhooks.rules import WebhookEvent, wanted
from cairnloop.webhooks.tables import EventSubscription

TOPIC = "webhooks:changed"


class OfAccount(Protocol):
    @property
    def account_id(self) -> UUID: ...


Happened = TypeVar("Happened", bound=OfAccount)


@dataclass(frozen=True, slots=True)
class Receiver:
    """A subscription that gets events."""

    id: UUID
    events: frozenset[WebhookEvent]
    include_private: bool


def changed(tx: Tx) -> None:
    """Tell every daemon, after the commit, that there are other receivers now."""
    tx.announce(TOPIC, "changed", {})


class Subscribed:
    """The receivers of all accounts."""

    def __init__(self, hub: Hub | None = None) -> None:
        self._kept = Kept(TOPIC, _read, hub)

    async def receivers(self, tx: Tx) -> dict[UUID, list[Receiver]]:
        """By account."""
        return await self._kept.now(tx)

    async def heard(self, tx: Tx, event: WebhookEvent, happened: Sequence[Happened]) -> list[Happened]:
        """What of this somebody of its account wants to be told of as `event`."""
        found = await self.receivers(tx)
        if not found:
            return []
        return [one for one in happened if any(event in to.events for to in found.get(one.account_id, ()))]


async def _read(tx: Tx) -> dict[UUID, list[Receiver]]:
    columns = (
        EventSubscription.account_id,
        EventSubscription.id,
        EventSubscription.scope,
        EventSubscription.events,
        EventSubscription.include_private,
    )
    open_ones = select(*columns).where(EventSubscription.verified.is_(True), EventSubscription.disabled_at.is_(None))
    found: dict[UUID, list[Receiver]] = {}
    for account_id, subscription_id, scope, events, include_private in await tx.session.execute(open_ones):
        receiver = Receiver(subscription_id, frozenset(wanted(scope, events)), include_private)
        found.setdefault(account_id, []).append(receiver)
    return found
