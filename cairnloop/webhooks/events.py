"""What happens to event subscriptions by itself."""

from dataclasses import dataclass
from uuid import UUID

from cairnloop.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ReceiverGivenUp(Event):
    """Nothing is sent to `host` any more, for a `reason` in words, until somebody switches it on again."""

    account_id: UUID
    subscription_id: UUID
    host: str
    reason: str
