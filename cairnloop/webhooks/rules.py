"""The rules of webhooks: which events a subscription gets, how a delivery goes on, and when a receiver is given up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from cairnloop.errors import IllegalMove


class WebhookEvent(StrEnum):
    """What can be subscribed to, by the names that published consumers know."""

    MESSAGE_CREATED = "message:created"
    CONVERSATION_CREATED = "conversation:created"
    CONVERSATION_UPDATED = "conversation:updated"
    CUSTOMER_CREATED = "customer:created"
    CUSTOMER_UPDATED = "customer:updated"


ALWAYS = (WebhookEvent.MESSAGE_CREATED, WebhookEvent.CONVERSATION_CREATED)


def wanted(scope: str | None, events: Iterable[str] | None) -> tuple[WebhookEvent, ...]:
    """The events a subscription gets: those it lists, else the usual two and whatever else its scope names."""
    if events is not None:
        asked = set(events)
        return tuple(event for event in WebhookEvent if event in asked)
    return tuple(event for event in WebhookEvent if event in ALWAYS or event in (scope or ""))


def host_of(url: str) -> str:
    """Whom an address names: what may be shown to everybody, since paths and queries may hold secrets."""
    return urlsplit(url).hostname or ""


class DeliveryStatus(StrEnum):
    """How far a delivery has come. A failed one is tried again; an abandoned one only if somebody asks."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    ABANDONED = "abandoned"


class DeliveryStep(StrEnum):
    ARRIVE = "deliver"
    FAIL = "fail"
    ABANDON = "abandon"
    REPLAY = "replay"


NEXT: dict[tuple[DeliveryStatus, DeliveryStep], DeliveryStatus] = {
    (DeliveryStatus.PENDING, DeliveryStep.ARRIVE): DeliveryStatus.DELIVERED,
    (DeliveryStatus.PENDING, DeliveryStep.FAIL): DeliveryStatus.FAILED,
    (DeliveryStatus.PENDING, DeliveryStep.ABANDON): DeliveryStatus.ABANDONED,
    (DeliveryStatus.FAILED, DeliveryStep.ARRIVE): DeliveryStatus.DELIVERED,
    (DeliveryStatus.FAILED, DeliveryStep.FAIL): DeliveryStatus.FAILED,
    (DeliveryStatus.FAILED, DeliveryStep.ABANDON): DeliveryStatus.ABANDONED,
    (DeliveryStatus.FAILED, DeliveryStep.REPLAY): DeliveryStatus.PENDING,
    (DeliveryStatus.DELIVERED, DeliveryStep.REPLAY): DeliveryStatus.PENDING,
    (DeliveryStatus.ABANDONED, DeliveryStep.REPLAY): DeliveryStatus.PENDING,
}
UNDER_WAY = (DeliveryStatus.PENDING, DeliveryStatus.FAILED)


def next_status(now: DeliveryStatus, step: DeliveryStep) -> DeliveryStatus:
    try:
        return NEXT[now, step]
    except KeyError:
        raise IllegalMove(f"cannot {step} a delivery that is {now}") from None


# How long after a failed attempt the next one comes: ten attempts over three days.
WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400))
LONGEST_WAIT = timedelta(hours=24)
# After failing for so long, whatever it is sent, a receiver is sent nothing more.
GIVEN_UP_AFTER = timedelta(days=5)
GONE = 410


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one attempt ended: with an HTTP status, or without one; `retry_after` is what the receiver asked for (s)."""

    status: int | None = None
    error: str | None = None
    milliseconds: int = 0
    response: str | None = None
    retry_after: float = 0.0

    @property
    def arrived(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows an attempt: `again_at` for a next one; `disable` is why the subscription gets nothing any more."""

    step: DeliveryStep
    why: str | None
    again_at: datetime | None = None
    disable: str | None = None


def after_attempt(
    attempt: Attempt, *, attempts: int, failing_since: datetime | None, now: datetime, jitter: float
) -> Verdict:
    """Decide what follows the attempt that was the `attempts`-th; `jitter` is a random number in [0, 1).

    `failing_since` is when its receiver began to fail, whatever it was sent; None when it answered well last.
    """
    if attempt.arrived:
        return Verdict(DeliveryStep.ARRIVE, None)
    why = attempt.error or said_of(attempt.status)
    if attempt.status == GONE:
        return Verdict(DeliveryStep.ABANDON, why, disable="the receiver answered 410: it is gone for good")
    disable = None
    if failing_since is not None and now - failing_since >= GIVEN_UP_AFTER:
        disable = f"the receiver has failed for {GIVEN_UP_AFTER.days} days; last: {why}"
    if disable is not None or attempts > len(WAITS):
        return Verdict(DeliveryStep.ABANDON, why, disable=disable)
    # A tenth more or less, so that a crowd that failed together does not come back together.
    wait = WAITS[attempts - 1] * (0.9 + 0.2 * jitter)
    asked = min(LONGEST_WAIT, timedelta(seconds=min(attempt.retry_after, 10.0**6)))
    return Verdict(DeliveryStep.FAIL, why, again_at=now + max(wait, asked))


def said_of(status: int | None) -> str:
    """What an HTTP status means for a delivery."""
    if status is None:
        return "there was no answer"
    if 300 <= status < 400:
        return f"answered {status}: redirects are not followed; use the address it leads to"
    return f"answered {status}"
