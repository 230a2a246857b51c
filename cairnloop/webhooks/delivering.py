"""Deliveries on their way: sent at least once, in no certain order, and no receiver holds up another."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from cairnloop.errors import CairnloopError
from cairnloop.kernel.database import Database
from cairnloop.kernel.jobs.port import Job
from cairnloop.kernel.outside import Answer, Outside
from cairnloop.kernel.sealing import Sealer
from cairnloop.webhooks import outcomes, signing
from cairnloop.webhooks.rules import UNDER_WAY, Attempt
from cairnloop.webhooks.tables import EventSubscription, WebhookDelivery
from cairnloop.wire.terminal import harmless_block

# How many are on their way at a time, and how many of these to one receiver.
AT_ONCE, PER_RECEIVER = 50, 4
# One receiver may take so much of a group's time: what it was too slow for comes later, and counts as no attempt. After
# so many silences in a row the rest counts as tried: nothing else would have come of it.
PATIENCE_SECONDS, SILENCES = 30.0, 3
NOT_TRIED = "not tried: the receiver was silent for those before it"
NOT_VERIFIED = "not tried: the address has not proved itself"
GONE = "the event subscription was removed or disabled"
# What is kept of an answer.
RESPONSE_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Parcel:
    """A delivery that is due, and how to get it there. `keys` are sealed."""

    id: UUID
    subscription_id: UUID
    event_id: UUID
    url: str
    verified: bool
    keys: tuple[str, ...]
    body: bytes
    attempts: int


class Courier:
    """Takes deliveries out of the house. A receiver that is slow holds up nobody but itself."""

    def __init__(self, database: Database, outside: Outside, sealer: Sealer) -> None:
        self._database = database
        self._outside = outside
        self._sealer = sealer
        self._places = asyncio.Semaphore(AT_ONCE)

    async def deliver(self, jobs: Sequence[Job]) -> dict[UUID, Exception]:
        """Attempt the deliveries these jobs name. What arrived before, or is not due, is left alone."""
        job_of = {UUID(job.args["delivery_id"]): job.id for job in jobs}
        by_receiver: dict[UUID, list[Parcel]] = {}
        for parcel in await self._due(list(job_of)):
            by_receiver.setdefault(parcel.subscription_id, []).append(parcel)
        ends = await asyncio.gather(*map(self._round, by_receiver.values()), return_exceptions=True)
        failed: dict[UUID, Exception] = {}
        for parcels, end in zip(by_receiver.values(), ends, strict=True):
            if isinstance(end, Exception):  # it could not be written down; whoever is done already is left alone then
                failed.update((job_of[parcel.id], end) for parcel in parcels)
        return failed

    async def _due(self, ids: Sequence[UUID]) -> list[Parcel]:
        """Those that are to be sent now. Where the subscription is gone or disabled, they end here."""
        async with self._database.read() as tx:
            query = (
                select(WebhookDelivery, EventSubscription)
                .outerjoin(EventSubscription, EventSubscription.id == WebhookDelivery.subscription_id)
                .where(
                    WebhookDelivery.id.in_(ids),
                    WebhookDelivery.status.in_([status.value for status in UNDER_WAY]),
                    WebhookDelivery.next_attempt_at <= tx.now,
                )
                .order_by(WebhookDelivery.created_at)
            )
            found: list[tuple[WebhookDelivery, EventSubscription | None]] = [
                (row[0], row[1]) for row in await tx.session.execute(query)
            ]
        if lost := [row.id for row, to in found if to is None or to.disabled_at is not None]:
            await outcomes.abandon(self._database, lost, GONE)
        return [_parcel(row, to, tx.now) for row, to in found if to is not None and to.disabled_at is None]

    async def _round(self, parcels: Sequence[Parcel]) -> None:
        """All that is due for one receiver, a few at a time."""
        left, patience = iter(parcels), _Patience()
        async with asyncio.TaskGroup() as group:
            for _ in range(min(PER_RECEIVER, len(parcels))):
                group.create_task(self._carry(left, patience))
        if rest := [parcel.id for parcel in left]:
            await outcomes.put_off(self._database, rest)

    async def _carry(self, left: Iterator[Parcel], patience: "_Patience") -> None:
        while not patience.over() and (parcel := next(left, None)) is not None:
            if not parcel.verified:
                attempt = Attempt(error=NOT_VERIFIED)
            elif patience.in_vain():
                attempt = Attempt(error=NOT_TRIED)
            else:
                async with self._places:
                    attempt = await self._attempt(parcel)
                patience.note(attempt)
            await outcomes.settle(
                self._database, parcel.id, parcel.subscription_id, attempt, seen_attempts=parcel.attempts
            )

    async def _attempt(self, parcel: Parcel) -> Attempt:
        try:
            keys = [self._sealer.open(one) for one in parcel.keys]
            headers = signing.headers(keys, parcel.event_id, self._database.clock.now(), parcel.body)
            answer = await self._outside.post(parcel.url, parcel.body, headers)
        except CairnloopError as error:
            return Attempt(error=error.detail)
        return Attempt(
            status=answer.status,
            milliseconds=answer.milliseconds,
            response=_shown(answer),
            retry_after=_seconds(answer.headers.get("retry-after", "")),
        )

    async def gave_up(self, job: Job, why: str) -> None:
        """The job of a delivery is dead: the delivery ends with it, and may be replayed."""
        await outcomes.abandon(self._database, [UUID(job.args["delivery_id"])], why[:RESPONSE_LENGTH])


class _Patience:
    """How long one receiver was waited for in this group, and how often in a row in vain."""

    def __init__(self) -> None:
        self._until = time.monotonic() + PATIENCE_SECONDS
        self._silences = 0

    def note(self, attempt: Attempt) -> None:
        self._silences = self._silences + 1 if attempt.status is None else 0

    def over(self) -> bool:
        return time.monotonic() > self._until

    def in_vain(self) -> bool:
        return self._silences >= SILENCES


def _parcel(row: WebhookDelivery, to: EventSubscription, now: datetime) -> Parcel:
    keys = [to.secret]
    if to.former_secret is not None and to.former_secret_until is not None and now < to.former_secret_until:
        keys.append(to.former_secret)
    return Parcel(
        row.id, to.id, row.event_id, to.webhook_url, to.verified, tuple(keys), row.body.encode(), row.attempts
    )


def _shown(answer: Answer) -> str:
    """The beginning of an answer, harmless wherever it is shown."""
    text = harmless_block(answer.body[: 4 * RESPONSE_LENGTH].decode("utf-8", "replace"))
    return text[:RESPONSE_LENGTH] + ("…" if len(text) > RESPONSE_LENGTH or answer.cut else "")


def _seconds(header: str) -> float:
    """What Retry-After asks for in seconds; a date in it is not understood."""
    with suppress(ValueError):
        return float(int(header))
    return 0.0
