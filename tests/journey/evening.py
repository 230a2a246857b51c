"""The end of a day: wait until all work is done, look at everything from all sides, and say what did not hold."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from cairnloop.client import Client
from tests.journey.checking import CUT_SHORT_DRAFT, Outside, violations
from tests.journey.consistency import inconsistencies
from tests.journey.customers import Customer
from tests.journey.daemons import PATIENCE_SECONDS, House, eventually, insist
from tests.journey.ledger import Ledger
from tests.journey.records import Records, read_records

# Work that may wait at the end: its time is the clock's, and not the day's.
PATIENT = ("check_deadline", "forget_sessions", "forget_news")
PAGE = 200


@dataclass(frozen=True)
class Rest:
    """The jobs of a house where nothing is left to do."""

    jobs: dict[str, int]
    checks: tuple[str, ...]
    """The deadlines that waiting jobs will look at."""
    dead: tuple[str, ...]
    """Kind and last error of those that were given up."""


@dataclass
class Report:
    counts: dict[str, Any]
    violations: list[str]

    def __str__(self) -> str:
        said = " ".join(f"{name}={count}" for name, count in self.counts.items())
        return "\n".join([said, *self.violations])


async def take_stock(
    house: House,
    desk: Client,
    customers: Sequence[Customer],
    ledger: Ledger,
    *,
    patience: float = PATIENCE_SECONDS,
    hearing_seconds: float = 5.0,
) -> Report:
    """Hold what customers and operators know against what is stored, shown and still to be done."""
    rest = await eventually(lambda: at_rest(desk), patience, "an empty queue")
    records, now = await read_records(house.database_url), datetime.now(UTC)
    for conversation in records.conversations:
        if conversation.closed:  # pages show open ones only
            await insist(partial(desk.move, conversation.id, "reopen"))
    histories: dict[str, Sequence[str]] = {}
    for customer in customers:
        histories |= await customer.histories()
    outside = Outside(
        acknowledged={key: said for one in customers for key, said in one.acknowledged.items()},
        ledger=ledger,
        heard=sum((one.heard for one in customers), Counter()),
        present=[page for one in customers for page in one.present],
        hearing_seconds=hearing_seconds,
        histories=histories,
        contradicted=[said for one in customers for said in one.contradicted],
        jobs=rest.jobs,
        checks=rest.checks,
        dead=rest.dead,
    )
    found = [*violations(outside, records.messages), *inconsistencies(outside, records, now)]
    return Report(_counted(customers, outside, records), found)


def _counted(customers: Sequence[Customer], outside: Outside, records: Records) -> dict[str, Any]:
    messages, ledger = records.messages, outside.ledger
    return {
        "conversations": len(records.conversations),
        "pushes": sum(one.pushes for one in customers),
        "acknowledged": len(outside.acknowledged),
        "stored": sum(one.from_customer for one in messages),
        "drafts": len(records.drafts),
        "approved": len(ledger.approved),
        "written": len(ledger.written),
        "undone": len(ledger.undone),
        "sent": sum(one.delivery == "sent" for one in messages),
        "withdrawn": sum(one.delivery == "withdrawn" for one in messages),
        "heard_live": sum(outside.heard.values()),
        "deadlines": len(records.deadlines),
        "trail": len(records.trail),
        "jobs": outside.jobs,
        "cut_short_for_good": outside.dead.count(CUT_SHORT_DRAFT),
        "answers": dict(sorted((ledger.answers + sum((one.answers for one in customers), Counter())).items())),
    }


async def at_rest(desk: Client) -> Rest | None:
    """The jobs, once nothing is due, runs, or waits for a moment near."""
    counts: dict[str, int] = (await insist(lambda: desk.jobs(limit=1)))["counts"]
    if counts["due"] or counts["running"]:
        return None
    waiting = await _all_jobs(desk)
    if any(job["kind"] not in PATIENT and job["state"] != "dead" for job in waiting):
        return None
    return Rest(
        counts,
        tuple(job["args"]["deadline_id"] for job in waiting if job["kind"] == "check_deadline"),
        tuple(f"{job['kind']}: {job['error']}" for job in waiting if job["state"] == "dead"),
    )


async def _all_jobs(desk: Client) -> list[dict[str, Any]]:
    jobs: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        page = await insist(partial(desk.jobs, limit=PAGE, after=after))
        jobs += page["data"]
        after = page["next"]
        if after is None:
            return jobs
