"""What all reports are made of: their head, sums as numbers, and how long things took."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cairnloop.kernel.database import Tx
from cairnloop.reports import figures as read
from cairnloop.reports.figures import NEITHER, Asked, Clock, Figures, Value
from cairnloop.reports.rules import Figure, buckets_in
from cairnloop.reports.spread import Spread
from cairnloop.wire.reports import HeadOut, SpreadOut

# What stands for all rows together.
TOTAL = None


@dataclass(frozen=True, slots=True)
class Times:
    """How long things took, of each row and of all under TOTAL; `exact` when read from the values themselves."""

    exact: bool
    of: Mapping[Any, tuple[Spread, Spread]]

    def out(self, key: Any, clock: Clock) -> dict[str, Any]:
        seconds, business = self.of.get(key, NEITHER)
        return {clock.series.value: seconds_out(seconds), clock.business.value: seconds_out(business)}


async def times(
    tx: Tx,
    asked: Asked,
    clock: Clock,
    sums: Mapping[Any, Figures],
    key_of: Callable[[Value], Any],
    *,
    total: Figures | None = None,
    tagged: bool = False,
) -> Times:
    """Few conversations are looked at one by one; of many the sums know enough. Without `total` it is that of all."""
    total = read.together(sums.values()) if total is None else total
    if max(_many(total, clock), sum(_many(one, clock) for one in sums.values())) > read.EXACT:
        both = (clock.series, clock.business)
        of = {
            key: (read.measured(one, both[0]), read.measured(one, both[1]))
            for key, one in {**sums, TOTAL: total}.items()
        }
        return Times(False, of)
    found = await read.values(tx, asked, clock)
    grouped = await read.values(tx, asked, clock, tagged=True) if tagged else found
    return Times(
        True, {**read.spreads((key_of(one), one) for one in grouped), **read.spreads((TOTAL, one) for one in found)}
    )


def _many(figures: Figures, clock: Clock) -> int:
    return sum(buckets_in(figures, clock.series).values())


def head(name: str, asked: Asked, *, exact: bool, complete: bool) -> HeadOut:
    first, last = asked.period.ends
    return {
        "object": "report",
        "name": name,
        "from_date": first,
        "to_date": last,
        "time_zone": asked.period.zone_name,
        "inbox_id": None if asked.inbox_id is None else str(asked.inbox_id),
        "tag_id": None if asked.tag_id is None else str(asked.tag_id),
        "exact": exact,
        "complete": complete,
    }


def seconds_out(spread: Spread) -> SpreadOut:
    return _out(spread, 1)


def edits_out(figures: Figures) -> SpreadOut:
    return _out(read.edits(figures), 3)


def _out(spread: Spread, digits: int) -> SpreadOut:
    mean, median, p90 = (
        None if one is None else round(one, digits) for one in (spread.mean, spread.median, spread.p90)
    )
    return {"count": spread.count, "mean": mean, "median": median, "p90": p90}


def numbers(figures: Figures, names: Iterable[Figure]) -> dict[str, Any]:
    return {name.removeprefix("draft_"): figures.get(name, 0) for name in names}


def took(figures: Figures, clock: Clock) -> int:
    """How many conversations were measured."""
    return _many(figures, clock)
