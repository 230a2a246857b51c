"""How often one address may ask without a key; remembers a bounded number of them."""

from collections import OrderedDict

from cairnloop.kernel.ratelimit import Rate, TokenBucket

REMEMBERED = 10_000


class Visitors:
    def __init__(self, per_minute: int) -> None:
        # A page opens with a handful of requests at once, and an office shares one address.
        self._rate = Rate(per_minute / 60, max(20.0, per_minute / 4))
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    def wait(self, address: str, now: float) -> float:
        """Count one request. Returns the seconds this address must wait; 0 when it may go on."""
        bucket = self._buckets.pop(address, None) or TokenBucket.full(self._rate, now)
        self._buckets[address] = bucket
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        return 0.0 if bucket.take(now) else bucket.wait(now)
