"""What counting who asks how often costs each request, beside a call that does nothing."""

import gc
import json
import resource
import timeit
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from cairnloop.daemon.http.kinds import Kinds
from cairnloop.daemon.http.routers import ROUTERS
from cairnloop.daemon.pace import Kind, Pace
from cairnloop.daemon.visitors import visitor_of
from cairnloop.errors import TooMany
from cairnloop.kernel.ratelimit import REMEMBERED, Rate

TIMES = 200_000
HOSTS = {"IPv4": "192.0.2.1", "IPv6": "2001:db8:1:2:3:4:5:6"}


def _microseconds(once: Callable[[], object]) -> float:
    return round(min(timeit.repeat(once, number=TIMES, repeat=5)) / TIMES * 1e6, 2)


def _refused(pace: Pace) -> None:
    try:
        pace.admit(Kind.WRITE, "192.0.2.1")
    except TooMany:
        return


def measure() -> dict[str, Any]:
    kinds = Kinds(route for module in ROUTERS for route in module.router.routes)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    pace = Pace({**dict.fromkeys(Kind, Rate(1e9, 1e9)), Kind.WRITE: Rate(1e-9, 1)})
    for number in range(2 * REMEMBERED):
        pace.admit(Kind.READ, f"2001:db8:{number >> 16:x}:{number & 0xFFFF:x}::/64")
    gc.collect()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    path, key = f"/api/v1/customers/{uuid4()}/metadata", uuid4()

    def admit(host: str) -> Callable[[], object]:
        scope = {"client": (host, 50_000)}
        return lambda: pace.admit(kinds.of("PUT", path, with_key=False) and Kind.READ, visitor_of(scope))

    return {
        "microseconds a request": {
            **{f"address {name}": _microseconds(admit(host)) for name, host in HOSTS.items()},
            "key or customer": _microseconds(lambda: pace.admit(Kind.OPERATOR, key)),
            "refused": _microseconds(lambda: _refused(pace)),
            "an empty call": _microseconds(lambda: None),
        },
        "MB for all the addresses that are remembered": round(grown, 1),
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
