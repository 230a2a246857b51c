"""Customers write and operators decide while the daemon is killed again and again; then everything is counted."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from cairnloop.client import Client
from tests.journey.checking import Outside, stored_messages, violations
from tests.journey.customers import Customer
from tests.journey.daemons import PASSWORD, PATIENCE_SECONDS, Daemon, House, eventually, insist
from tests.journey.operators import Ledger, Operator

# Short windows, so that much happens between two kills; no limit that the tests' one address would run into.
SETTINGS = {
    "drafting_debounce_seconds": 0.1,
    "drafting_undo_seconds": 0.5,
    "limits_public_requests_per_minute": 100_000,
    "limits_socket_frames_per_second": 200,
    "limits_socket_burst": 500,
    "jobs_rescue_seconds": 5,
}
# Work that may wait at the end: its time is hours away.
PATIENT = ("check_deadline", "forget_sessions", "prune_announcements")
ARTICLES = {
    "regions.md": "# Regions\n\nOpen Settings, then Region, and choose the EU region to move your workspace there.",
    "refunds.md": "# Refunds\n\nAsk for a refund of an invoice within 30 days under Billing, then Invoices.",
    "maps.md": "# Offline maps\n\nDownload trail maps for offline use with the arrow beside the map.",
    "members.md": "# Members\n\nOnly the owner of a workspace may invite new members, under People.",
    "clubs.md": "# Discounts\n\nClubs get a discount of 20 percent; write to us from the club's address.",
}


@dataclass(frozen=True)
class Plan:
    seed: int = 1
    kills: int = 5
    customers: int = 12
    operators: int = 3
    life: tuple[float, float] = (0.8, 2.6)
    """How long a daemon lives at least and at most once it listens, in seconds."""


@dataclass
class Report:
    counts: dict[str, Any]
    violations: list[str]

    def __str__(self) -> str:
        said = " ".join(f"{name}={count}" for name, count in self.counts.items())
        return "\n".join([said, *self.violations])


@dataclass
class Survival:
    house: House
    daemon: Daemon
    plan: Plan
    ledger: Ledger = field(default_factory=Ledger)
    customers: list[Customer] = field(default_factory=list)
    kills: int = 0

    async def play(self) -> Report:
        chance = random.Random(self.plan.seed)
        began = time.monotonic()
        await self.daemon.start()
        desks = await self._desks()
        stop_writing, stop_deciding = asyncio.Event(), asyncio.Event()
        self.customers = [
            Customer(self.daemon.url, self.house.account_id, f"Customer {n}", random.Random(chance.random()))
            for n in range(self.plan.customers)
        ]
        undo = float(self.house.env["CAIRNLOOP_DRAFTING_UNDO_SECONDS"])
        operators = [Operator(desk, self.ledger, random.Random(chance.random()), undo) for desk in desks]
        async with asyncio.TaskGroup() as deciding:
            for operator in operators:
                deciding.create_task(operator.work(stop_deciding))
            async with asyncio.TaskGroup() as writing:
                for customer in self.customers:
                    writing.create_task(customer.live(stop_writing))
                await self._kill_and_start(chance)
                stop_writing.set()
            stop_deciding.set()
        report = await self._settle(desks[0])
        report.counts["seconds"] = round(time.monotonic() - began, 1)
        for desk in desks:
            await desk.close()
        report.counts["exit"] = await self.daemon.stop()
        return report

    async def _desks(self) -> list[Client]:
        """Each operator with a key of their own."""
        sam = self.house.operator(self.daemon.url)
        files = [{"path": path, "markdown": markdown} for path, markdown in ARTICLES.items()]
        await sam.import_articles(files, publish=True)
        desks = [sam]
        for n in range(1, self.plan.operators):
            email = f"operator{n}@trailmark.example"
            await sam.add_user(email, PASSWORD, "member", f"Operator {n}")
            async with Client(self.daemon.url, (await sam.sign_in(email, PASSWORD))["token"]) as session:
                desks.append(Client(self.daemon.url, (await session.create_key("work"))["value"]))
        return desks

    async def _kill_and_start(self, chance: random.Random) -> None:
        for _ in range(self.plan.kills):
            await asyncio.sleep(chance.uniform(*self.plan.life))
            self.daemon.kill()
            self.kills += 1
            if chance.random() < 0.2:
                # Sometimes it does not even get to its feet.
                self.daemon.spawn()
                await asyncio.sleep(chance.uniform(0.3, 1.5))
                self.daemon.kill()
            await self.daemon.start()
        await asyncio.sleep(self.plan.life[1])

    async def _settle(self, desk: Client) -> Report:
        """Wait until no work is due, then hold the promises against what is there."""
        jobs, waiting = await eventually(lambda: _at_rest(desk), PATIENCE_SECONDS, "an empty queue")
        histories = {one.conversation_id: await one.history() for one in self.customers}
        outside = Outside(
            acknowledged={key: said for one in self.customers for key, said in one.acknowledged.items()},
            ledger=self.ledger,
            heard=sum((one.heard for one in self.customers), Counter()),
            histories=histories,
            contradicted=[said for one in self.customers for said in one.contradicted],
            jobs=jobs,
            undelivered=waiting,
        )
        stored = await stored_messages(self.house.database_url)
        counts: dict[str, Any] = {
            "seed": self.plan.seed,
            "kills": self.kills,
            "pushes": sum(one.pushes for one in self.customers),
            "acknowledged": len(outside.acknowledged),
            "stored": sum(one.from_customer for one in stored),
            "approved": len(self.ledger.approved),
            "written": len(self.ledger.written),
            "undone": len(self.ledger.undone),
            "sent": sum(one.delivery == "sent" for one in stored),
            "withdrawn": sum(one.delivery == "withdrawn" for one in stored),
            "heard_live": sum(outside.heard.values()),
            "jobs": jobs,
            "answers": dict(sorted(self.ledger.answers.items())),
        }
        return Report(counts, violations(outside, stored))


async def _at_rest(desk: Client) -> tuple[dict[str, int], list[str]] | None:
    """Jobs by state and the kinds that wait, once nothing is due, runs, or waits for a moment near."""
    said = await insist(lambda: desk.jobs(limit=200))
    waiting = [job["kind"] for job in said["data"] if job["kind"] not in PATIENT and job["state"] != "dead"]
    counts: dict[str, int] = said["counts"]
    return None if counts["due"] or counts["running"] or waiting else (counts, waiting)
