"""Customers write and operators decide while the daemon is killed again and again; then everything is counted."""

import asyncio
import random
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from cairnloop.client import Client
from tests.journey.customers import Customer
from tests.journey.daemons import Daemon, House
from tests.journey.evening import Report, take_stock
from tests.journey.ledger import Ledger
from tests.journey.operators import Operator, hire

# Short windows, so that much happens between two kills; no limit that the tests' one address would run into.
SETTINGS = {
    "drafting_debounce_seconds": 0.1,
    "drafting_undo_seconds": 0.5,
    "limits_public_requests_per_minute": 100_000,
    "limits_public_writes_per_minute": 100_000,
    "limits_sockets_per_minute": 100_000,
    "limits_customer_requests_per_minute": 100_000,
    "limits_operator_requests_per_minute": 100_000,
    "limits_socket_frames_per_second": 200,
    "limits_socket_burst": 500,
    "jobs_rescue_seconds": 5,
}
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
        async with AsyncExitStack() as open_clients:
            door = await open_clients.enter_async_context(Client(self.daemon.url, ""))
            sam = await open_clients.enter_async_context(self.house.operator(self.daemon.url))
            files = [{"path": path, "markdown": markdown} for path, markdown in ARTICLES.items()]
            await sam.import_articles(files, publish=True)
            desks = await hire(sam, self.plan.operators)
            for desk, _ in desks[1:]:
                await open_clients.enter_async_context(desk)
            undo = float(self.house.env["CAIRNLOOP_DRAFTING_UNDO_SECONDS"])
            self.customers = [
                Customer([door], self.house.account_id, f"Customer {n}", random.Random(chance.random()))
                for n in range(self.plan.customers)
            ]
            operators = [
                Operator(desk, user_id, self.ledger, random.Random(chance.random()), undo) for desk, user_id in desks
            ]
            await self._day(operators, chance)
            report = await take_stock(self.house, sam, self.customers, self.ledger)
        report.counts = {"seed": self.plan.seed, "kills": self.kills, **report.counts}
        report.counts["seconds"] = round(time.monotonic() - began, 1)
        report.counts["exit"] = await self.daemon.stop()
        return report

    async def _day(self, operators: Sequence[Operator], chance: random.Random) -> None:
        stop_writing, stop_deciding = asyncio.Event(), asyncio.Event()
        async with asyncio.TaskGroup() as deciding:
            for operator in operators:
                deciding.create_task(operator.work(stop_deciding))
            async with asyncio.TaskGroup() as writing:
                for customer in self.customers:
                    writing.create_task(customer.live(stop_writing))
                await self._kill_and_start(chance)
                stop_writing.set()
            stop_deciding.set()

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
