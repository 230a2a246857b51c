"""Customers with a page open: they write again and again, and keep each message until it is acknowledged."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from cairnloop.client import Client, Refused, Unreachable
from cairnloop.client.channel import Channel, Link
from cairnloop.desk.lists.threads import THREAD_PAGE
from tests.journey.daemons import COME_BACK, PATIENCE_SECONDS, ended, insist

QUESTIONS = (
    "How do I move my workspace to the EU region?",
    "how can I get a refund for the last invoice",
    "Where do I download trail maps for offline use?",
    "who may invite new members to a workspace?",
    "Is there a discount for clubs?",
    "ok thanks, and one more thing",
    "Can I bring a goat to the mountain hut?",
)


@dataclass(frozen=True)
class Pace:
    """How somebody uses the page: numbers and seconds are drawn between the two."""

    writings: tuple[int, int] = (3, 12)
    """How often they write before they close it."""
    between: tuple[float, float] = (0.2, 2.5)
    away: tuple[float, float] = (0.0, 0.0)
    threads: int = 1
    """How many conversations they begin at most, each when the one before was resolved."""


@dataclass(frozen=True)
class Acknowledged:
    """The daemon said that it keeps this."""

    conversation_id: str
    message_id: str
    body: str


@dataclass(frozen=True)
class Presence:
    """A conversation was open on a connected page, from when to when (Unix time)."""

    conversation_id: str
    since: float
    until: float


@dataclass
class Customer:
    """One person. What the daemon promised them is in `acknowledged`, what it told them unasked in `heard`."""

    doors: Sequence[Client]
    """The daemons their page may reach, without a key; each visit takes one of them."""
    account_id: str
    name: str
    chance: random.Random
    pace: Pace = Pace()
    acknowledged: dict[str, Acknowledged] = field(default_factory=dict)
    contradicted: list[str] = field(default_factory=list)
    heard: Counter[str] = field(default_factory=Counter)
    present: list[Presence] = field(default_factory=list)
    shown: dict[str, list[str]] = field(default_factory=dict)
    """By conversation, the ids that the page showed when it was last loaded."""
    answers: Counter[str] = field(default_factory=Counter)
    """How often the daemon refused what, and why."""
    pushes: int = 0
    customer_id: str = ""
    threads: list[str] = field(default_factory=list)
    _outbox: dict[str, str] = field(default_factory=dict)
    _kept: dict[str, set[str]] = field(default_factory=dict)
    _live: asyncio.Event = field(default_factory=asyncio.Event)
    _joined: bool = False
    _since: float | None = None

    @property
    def conversation_id(self) -> str:
        return self.threads[-1]

    async def live(self, stop: asyncio.Event) -> None:
        """Come and go until `stop`, then stay until all that was written is acknowledged."""
        if not self.threads:
            await self.arrive()
        while not stop.is_set():
            await self._visit(stop)
            await _until(stop, self.chance.uniform(*self.pace.away))
        until = time.monotonic() + PATIENCE_SECONDS
        while self._outbox:
            assert time.monotonic() < until, f"{self.name} still waits for {len(self._outbox)} acknowledgements"
            await self._visit(stop)

    async def arrive(self) -> None:
        door = self._door()
        about = {"customer": {"account_id": self.account_id, "name": self.name}}
        met = await insist(lambda: door.call("POST", "/api/customers", body=about))
        self.customer_id = met["data"]["id"]
        await insist(lambda: self._open(door))

    async def _open(self, door: Client) -> None:
        asked = {"conversation": {"account_id": self.account_id, "customer_id": self.customer_id}}
        opened = await door.call("POST", "/api/conversations", body=asked)
        self.threads.append(opened["data"]["id"])

    async def _visit(self, stop: asyncio.Event) -> None:
        """From opening the page to closing it; a page that lost its connection is reloaded sooner or later."""
        door = self._door()
        if not await self._loaded(door):
            await asyncio.sleep(self.chance.uniform(0.1, 0.5))
            return
        self._live.clear()
        channel = Channel(door.url, "", on_event=self._hears, on_link=self._linked)
        running = asyncio.create_task(channel.run())
        try:
            if not await self._join(channel) or not await self._send(channel):
                return
            for _ in range(self.chance.randint(*self.pace.writings)):
                if stop.is_set():
                    return
                for _ in range(self.chance.choice((1, 1, 1, 2, 3))):
                    self._write(self.chance.choice(QUESTIONS))
                if not await self._send(channel):
                    return
                await self._gesture(channel)
                await _until(stop, self.chance.uniform(*self.pace.between))
            self._write("closing the tab with this on its way")
            await asyncio.wait({asyncio.ensure_future(self._send(channel))}, timeout=self.chance.uniform(0, 0.01))
        finally:
            self._joined = False
            self._leaves()
            await ended(running)

    def _door(self) -> Client:
        return self.chance.choice(self.doors)

    async def _loaded(self, door: Client) -> bool:
        """Load the page: its history, and a new conversation now and then when the last one is resolved."""
        try:
            shown = await self._histories(door)
            over = bool(self._kept.get(self.conversation_id)) and self.conversation_id not in shown
            if over and not self._outbox and len(self.threads) < self.pace.threads and self.chance.random() < 0.5:
                await self._open(door)
        except Unreachable:
            return False
        except Refused as refused:
            if refused.status not in COME_BACK:
                self.contradicted.append(f"{self.name} could not load the page: {refused.status} {refused.detail}")
            return False
        return True

    async def _histories(self, door: Client) -> dict[str, list[str]]:
        kept = {conversation_id: set(ids) for conversation_id, ids in self._kept.items()}
        params = {"account_id": self.account_id, "customer_id": self.customer_id}
        said = await door.call("GET", "/api/conversations/customer", params=params)
        shown = {one["id"]: [message["id"] for message in one["messages"]] for one in said["data"]}
        self._compare(shown, kept)
        return shown

    def _compare(self, shown: Mapping[str, list[str]], kept: Mapping[str, set[str]]) -> None:
        """What was on the page once stays there, in its order; what was acknowledged before is on it."""
        for conversation_id, now in shown.items():
            before = self.shown.get(conversation_id, [])
            self.shown[conversation_id] = now
            if len(now) == THREAD_PAGE:
                continue  # older ones have made room
            later = iter(now)
            if not all(message_id in later for message_id in before):
                self.contradicted.append(f"the page of {conversation_id} lost or moved what it had shown before")
            if missing := kept.get(conversation_id, set()) - set(now):
                self.contradicted.append(f"the page of {conversation_id} lacks {sorted(missing)}, acknowledged before")

    async def histories(self) -> dict[str, list[str]]:
        """By conversation, the ids of the messages their page shows after a reload."""
        return await insist(lambda: self._histories(self._door()))

    def _write(self, body: str) -> None:
        self._outbox[str(UUID(int=self.chance.getrandbits(128)))] = body

    def _linked(self, link: Link) -> None:
        if link is Link.LIVE:
            self._live.set()
            if self._joined:
                self._since = time.time()
        else:
            self._live.clear()
            self._leaves()

    def _leaves(self) -> None:
        if self._since is not None:
            self.present.append(Presence(self.conversation_id, self._since, time.time()))
            self._since = None

    async def _join(self, channel: Channel) -> bool:
        try:
            async with asyncio.timeout(self.chance.uniform(0.2, 2.5)):
                await self._live.wait()
            await channel.join(f"conversation:{self.conversation_id}", {"customer_id": self.customer_id})
        except (TimeoutError, Unreachable):
            return False
        except Refused as refused:
            self.answers[f"join {refused.reason}"] += 1
            return False
        self._joined, self._since = True, time.time()
        return True

    async def _send(self, channel: Channel) -> bool:
        """Push what is in the outbox, all at once, until everything is acknowledged or the page is given up."""
        while self._outbox:
            pushed = [self._push(channel, key) for key in tuple(self._outbox)]
            if self.chance.random() < 0.2:
                pushed.append(self._push(channel, next(iter(self._outbox))))  # a second tab sends it, too
            await asyncio.gather(*pushed)
            if self._outbox:
                if self.chance.random() < 0.2:
                    return False
                await asyncio.sleep(self.chance.uniform(0.05, 0.2))
        return True

    async def _push(self, channel: Channel, key: str) -> None:
        body = self._outbox.get(key)
        if body is None:
            return  # the tab that was closed with it on its way has heard of it meanwhile
        self.pushes += 1
        try:
            said = await channel.push(f"conversation:{self.conversation_id}", "shout", {"body": body, "client_id": key})
        except Unreachable:
            return  # not acknowledged: it stays in the outbox
        except Refused as refused:
            self.answers[f"shout {refused.reason}"] += 1
            return
        self._outbox.pop(key, None)
        now = Acknowledged(self.conversation_id, said["id"], body)
        if self.acknowledged.setdefault(key, now) != now:
            self.contradicted.append(f"{key} was acknowledged as {self.acknowledged[key].message_id} and {said['id']}")
        self._kept.setdefault(now.conversation_id, set()).add(now.message_id)

    async def _gesture(self, channel: Channel) -> None:
        """What a page says by itself; nobody waits for it to be heard."""
        event, payload = self.chance.choice((("typing", {"typing": True}), ("messages:seen", {}), ("ping", {})))
        with suppress(Unreachable, Refused):
            await channel.push(f"conversation:{self.conversation_id}", event, payload)

    def _hears(self, topic: str, event: str, payload: dict[str, Any]) -> None:
        if event == "shout" and payload.get("customer_id") is None:
            self.heard[payload["id"]] += 1
        elif event == "phx_error":
            self.contradicted.append(f"{topic} broke down")


async def _until(stop: asyncio.Event, seconds: float) -> None:
    """A pause that `stop` cuts short."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
