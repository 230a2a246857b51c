"""Slows down guessing: after a few failures an address or a client waits, twice as long each time."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

FREE_FAILURES = 5
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=15)
# After so long without another failure they are forgotten.
FORGOTTEN_AFTER = timedelta(hours=1)
REMEMBERED = 15_000


@dataclass(slots=True)
class _Record:
    failures: int
    until: datetime


class SignInThrottle:
    """Counts failures by e-mail address, by client address, and by both together. Bounded memory.

    Who signs in takes back what they got wrong themselves, from where they are: neither what somebody else tried with
    their address, nor what was tried from theirs with others.
    """

    def __init__(self) -> None:
        self._records: OrderedDict[str, _Record] = OrderedDict()

    def wait(self, email: str, ip: str, now: datetime) -> float:
        """Seconds this caller must wait before the next attempt; 0 when none."""
        waits = [(record.until - now).total_seconds() for key in _keys(email, ip) if (record := self._records.get(key))]
        return max([0.0, *waits])

    def failed(self, email: str, ip: str, now: datetime) -> None:
        for key in (_pair(email, ip), *_keys(email, ip)):
            record = _fresh(self._records.pop(key, None), now) or _Record(0, now)
            record.failures += 1
            over = record.failures - FREE_FAILURES
            record.until = now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(over, 20)) if over >= 0 else now
            self._records[key] = record
        while len(self._records) > REMEMBERED:
            self._records.popitem(last=False)

    def succeeded(self, email: str, ip: str, now: datetime) -> None:
        own = _fresh(self._records.pop(_pair(email, ip), None), now)
        for key in _keys(email, ip):
            if own is not None and (record := self._records.get(key)):
                record.failures = max(0, record.failures - own.failures)


def _fresh(record: _Record | None, now: datetime) -> _Record | None:
    return record if record is not None and now < record.until + FORGOTTEN_AFTER else None


def _keys(email: str, ip: str) -> tuple[str, str]:
    return f"email:{email}", f"ip:{ip}"


def _pair(email: str, ip: str) -> str:
    return f"pair:{ip} {email}"
