"""One business day: customers, operators and an editor at work while fate strikes; then quiet hours; then the sum."""

import asyncio
import random
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cairnloop.client import Client
from scripts.soak.editor import Editor
from scripts.soak.fate import Fate
from scripts.soak.index import miscounts
from scripts.soak.logbook import Logbook
from scripts.soak.plan import HOUSE, Plan
from scripts.soak.postgres import Server
from scripts.soak.rollcall import ghosts
from scripts.soak.watching import Weight, leaks, weigh
from scripts.soak.weather import Weather
from tests.journey.customers import Customer
from tests.journey.daemons import Daemon, House, free_port
from tests.journey.evening import Report, take_stock
from tests.journey.ledger import Ledger
from tests.journey.operators import Operator, hire
from tests.model_server import ModelServer, model_server

# The day after the last kill is cut by lulls, in which nobody is there and the daemons are weighed.
ROUNDS = 6
# All work must be done within this after everybody has gone.
PATIENCE_SECONDS = 300.0
# Two daemons tell each other late when one of them dies in between.
HEARING_SECONDS = {1: 8.0, 2: 20.0}
TELL_SECONDS = 10.0


@dataclass
class Day:
    plan: Plan
    house: House
    daemons: list[Daemon]
    fate: Fate
    weather: Weather
    chance: random.Random
    ledger: Ledger = field(default_factory=Ledger)
    customers: list[Customer] = field(default_factory=list)
    lulls: dict[str, list[Weight]] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    """Violations that were told on the way."""
    began: float = field(default_factory=time.monotonic)

    async def play(self) -> Report:
        await asyncio.gather(*(daemon.start() for daemon in self.daemons))
        async with AsyncExitStack() as clients:
            sam = await clients.enter_async_context(self.house.operator(self.daemons[0].url))
            doors = [await clients.enter_async_context(Client(daemon.url, "")) for daemon in self.daemons]
            desks = await hire(sam, self.plan.operators, [daemon.url for daemon in self.daemons])
            for desk, _ in desks[1:]:
                await clients.enter_async_context(desk)
            editor = Editor(sam, self._dice())
            await editor.publish_all()
            self.customers = [
                Customer(doors, self.house.account_id, f"Customer {n}", self._dice(), self.plan.pace)
                for n in range(self.plan.customers)
            ]
            undo = float(self.house.env["CAIRNLOOP_DRAFTING_UNDO_SECONDS"])
            operators = [Operator(desk, who, self.ledger, self._dice(), undo) for desk, who in desks]
            await self._hours(operators, editor)
            self._tell("everybody has gone; waiting for the last work to be done")
            report = await take_stock(
                self.house,
                sam,
                self.customers,
                self.ledger,
                patience=PATIENCE_SECONDS,
                hearing_seconds=HEARING_SECONDS[min(2, len(self.daemons))],
            )
            report.violations += await editor.check()
            report.violations += await miscounts(self.house.database_url)
            for daemon in self.daemons:
                report.violations += await ghosts(daemon.url, self.house.account["api_key"], self.house.account_id)
        await self.fate.end()
        return report

    def _dice(self) -> random.Random:
        return dice(self.chance.getrandbits(64))

    async def _hours(self, operators: list[Operator], editor: Editor) -> None:
        """Operators work until the last customer has gone, with the model in all its moods."""
        stop = asyncio.Event()
        telling = asyncio.create_task(self._tell_on())
        try:
            async with asyncio.TaskGroup() as desk:
                desk.create_task(self.weather.run(stop))
                desk.create_task(editor.work(stop))
                for operator in operators:
                    desk.create_task(operator.work(stop))
                async with self._visitors():
                    await self.fate.strike(self.plan.kills)
                self._tell("the last kill; quiet hours begin")
                for _ in range(ROUNDS if self.plan.minutes else 0):
                    async with self._visitors():
                        await asyncio.sleep(60 * self.plan.minutes / ROUNDS)
                    await self._weigh()
                stop.set()
        finally:
            telling.cancel()

    @asynccontextmanager
    async def _visitors(self) -> AsyncIterator[None]:
        """Customers come and go meanwhile; at the end the last of them has left, with all they wrote acknowledged."""
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as visitors:
            for customer in self.customers:
                visitors.create_task(self._visitor(customer, stop))
            yield
            stop.set()

    async def _visitor(self, customer: Customer, stop: asyncio.Event) -> None:
        await asyncio.sleep(self.chance.uniform(0, 5))
        await customer.live(stop)

    async def _weigh(self) -> None:
        await self.fate.look()
        for daemon in self.daemons:
            assert daemon.process is not None
            weight = await weigh(daemon.process.pid)
            self.lulls.setdefault(f"daemon {daemon.port}", []).append(weight)

    async def _tell_on(self) -> None:
        while True:
            await asyncio.sleep(TELL_SECONDS)
            self._tell("")

    def broken(self) -> list[str]:
        """What is known to be wrong before the reckoning."""
        heard_twice = (
            f"a customer heard {message_id} {times} times"
            for one in self.customers
            for message_id, times in one.heard.items()
            if times > 1
        )
        return [
            *self.fate.violations,
            *self.weather.violations,
            *self.ledger.contradicted,
            *(said for one in self.customers for said in one.contradicted),
            *heard_twice,
        ]

    def _tell(self, news: str) -> None:
        minutes, seconds = divmod(int(time.monotonic() - self.began), 60)
        acknowledged = sum(len(one.acknowledged) for one in self.customers)
        struck = " ".join(f"{what}={times}" for what, times in self.fate.counts.items())
        lull = " ".join(f"{looks[-1].resident_mb}MB/{looks[-1].files}files" for looks in self.lulls.values())
        print(
            f"{minutes:02}:{seconds:02} acknowledged={acknowledged} approved={len(self.ledger.approved)} "
            f"undone={len(self.ledger.undone)} {struck} {lull} violations={len(self.broken())} {news}",
            *sorted(set(self.broken()) - self.told),
            sep="\n      ",
            file=sys.stderr,
            flush=True,
        )
        self.told.update(self.broken())


def dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - the same day for the same seed, guards nothing


@asynccontextmanager
async def morning(plan: Plan, folder: Path) -> AsyncIterator[Day]:
    """A house ready for its day: the database, the model and the daemons' places; all gone afterwards."""
    chance = dice(plan.seed)
    server: Server | None = None
    daemons: list[Daemon] = []
    with model_server() as model:
        try:
            if plan.database == "postgres":
                server = Server(folder / "pg")
                await server.found()
            house = _house(plan, folder, model, server)
            daemons += [Daemon(house, free_port()) for _ in range(plan.daemons)]
            fate = Fate(daemons, server, dice(chance.getrandbits(64)), plan.life)
            weather = Weather(model, dice(chance.getrandbits(64)))
            yield Day(plan, house, daemons, fate, weather, chance)
        finally:
            for daemon in daemons:
                daemon.kill()
            if server is not None:
                server.end()


def _house(plan: Plan, folder: Path, model: ModelServer, server: Server | None) -> House:
    (folder / "house").mkdir()
    settings = {**HOUSE, "model_base_url": model.base_url}
    return House.found(folder / "house", settings, None if server is None else server.url)


async def play(plan: Plan, folder: Path) -> Report:
    """The whole soak; whatever breaks it off is a violation, too."""
    async with morning(plan, folder) as day:
        try:
            report = await day.play()
        except Exception as error:  # noqa: BLE001 - a day that broke off is told like anything else that went wrong
            report = Report({}, [f"the day broke off: {_leaves(error)}", *day.broken()])
        book = Logbook.of([daemon.log for daemon in day.daemons], database_went=day.fate.server is not None)
        known = {**vars(plan), "pace": str(plan.pace)}
        report.counts = {
            "plan": known,
            "seconds": round(time.monotonic() - day.began),
            "fate": dict(day.fate.counts),
            "model": dict(day.weather.counts),
            **report.counts,
            "lulls": {name: [vars(one) for one in looks] for name, looks in day.lulls.items()},
            "log": dict(book.troubles.most_common(40)),
        }
        report.violations += [*day.fate.violations, *day.weather.violations, *book.violations]
        for name, looks in day.lulls.items():
            report.violations += leaks(name, looks[1:])
        return report


def _leaves(error: BaseException) -> str:
    if isinstance(error, BaseExceptionGroup):
        return "; ".join(_leaves(one) for one in error.exceptions)
    return f"{type(error).__name__}: {error}"
