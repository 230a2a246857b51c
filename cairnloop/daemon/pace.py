"""How often who may ask this daemon: what comes more often is refused, counted, and mentioned once in a while."""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from enum import StrEnum
from hashlib import blake2b
from typing import Self

import structlog

from cairnloop.config import Settings
from cairnloop.errors import TooMany
from cairnloop.kernel import telemetry
from cairnloop.kernel.ratelimit import Buckets, Rate
from cairnloop.people.identity import Operator

log = structlog.get_logger()

# An office behind one address, or a script on each of its machines: so many times what one page may ask.
WITH_KEY = 20
# Of one who keeps coming too often the log tells so often, and it remembers so many of whom it has told.
TOLD_EVERY_SECONDS = 60.0
TOLD = 1_000


class Kind(StrEnum):
    """What is asked, as far as limits tell it apart."""

    READ = "public_read"
    WRITE = "public_write"
    SIGN_IN = "sign_in"
    UPLOAD = "upload"
    WITH_KEY = "address_with_key"  # whether the key is good is found out later
    SOCKET = "socket"
    CUSTOMER = "customer"
    OPERATOR = "operator"
    DEAR = "dear"  # searches, reports and exports


def rates(settings: Settings) -> dict[Kind, Rate]:
    limits = settings.limits
    per_minute = {
        Kind.READ: limits.public_requests_per_minute,
        Kind.WRITE: limits.public_writes_per_minute,
        Kind.SIGN_IN: limits.sign_ins_per_minute,
        Kind.UPLOAD: settings.files.uploads_per_minute,
        Kind.WITH_KEY: limits.public_requests_per_minute * WITH_KEY,
        Kind.SOCKET: limits.sockets_per_minute,
        Kind.CUSTOMER: limits.customer_requests_per_minute,
        Kind.OPERATOR: limits.operator_requests_per_minute,
        Kind.DEAR: limits.dear_requests_per_minute,
    }
    return {kind: Rate.per_minute(number) for kind, number in per_minute.items()}


class Pace:
    """One daemon's own count, in a bounded amount of memory. Of several daemons each counts what comes to it."""

    def __init__(self, rates: Mapping[Kind, Rate], clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets = {kind: Buckets(rate) for kind, rate in rates.items()}
        self._told: OrderedDict[tuple[Kind, Hashable], float] = OrderedDict()
        self._salt = secrets.token_bytes(16)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(rates(settings))

    def admit(self, kind: Kind, who: Hashable) -> None:
        """Count a request of an address, a customer or a credential. Raises TooMany with when to come again."""
        now = self._clock()
        wait = self._buckets[kind].wait(who, now)
        if wait > 0:
            telemetry.limited.labels(kind.value).inc()
            self._tell(kind, who, now)
            raise TooMany(retry_after=wait)

    def operator(self, by: Operator, *, dear: bool = False) -> None:
        """The same for an operator: each key and each session counts for itself. Raises TooMany."""
        who = by.credential or by.user_id
        self.admit(Kind.OPERATOR, who)
        if dear:
            self.admit(Kind.DEAR, who)

    def _tell(self, kind: Kind, who: Hashable, now: float) -> None:
        """One line a minute for each, with a mark by which lines about the same one are known and nobody else."""
        about = kind, who
        if now - self._told.get(about, -TOLD_EVERY_SECONDS) < TOLD_EVERY_SECONDS:
            return
        self._told[about] = now
        self._told.move_to_end(about)
        if len(self._told) > TOLD:
            self._told.popitem(last=False)
        mark = blake2b(f"{kind} {who}".encode(), key=self._salt, digest_size=4).hexdigest()
        log.warning("request.limited", kind=kind.value, who=mark)
