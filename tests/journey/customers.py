"""Customers with a page open: they write again and again, and keep each message until it is acknowledged."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from cairnloop.client import Client, Refused, Unreachable
from cairnloop.client.channel import Channel, Link
from tests.journey.daemons import PATIENCE_SECONDS, ended, insist

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
class Acknowledged:
    """The daemon said that it keeps this."""

    conversation_id: str
    message_id: str
    body: str


@dataclass
class Customer:
    """One person. What the daemon promised them is in `acknowledged`, what it told them unasked in `heard`."""

    url: str
    account_id: str
    name: str
    chance: random.Random
    acknowledged: dict[str, Acknowledged] = field(default_factory=dict)
    contradicted: list[str] = field(default_factory=list)
    heard: Counter[str] = field(default_factory=Counter)
    pushes: int = 0
    customer_id: str = ""
    conversation_id: str = ""
    _outbox: dict[str, str] = field(default_factory=dict)
    _live: asyncio.Event = field(default_factory=asyncio.Event)

    async def live(self, stop: asyncio.Event) -> None:
        """Write until `stop`, then stay until all that was written is acknowledged."""
        await self.arrive()
        while not stop.is_set():
            await self._visit(stop)
        until = time.monotonic() + PATIENCE_SECONDS
        while self._outbox:
            assert time.monotonic() < until, f"{self.name} still waits for {len(self._outbox)} acknowledgements"
            await self._visit(stop)

    async def arrive(self) -> None:
        async with Client(self.url, "") as public:
            about = {"customer": {"account_id": self.account_id, "name": self.name}}
            met = await insist(lambda: public.call("POST", "/api/customers", body=about))
            self.customer_id = met["data"]["id"]
            asked = {"conversation": {"account_id": self.account_id, "customer_id": self.customer_id}}
            opened = await insist(lambda: public.call("POST", "/api/conversations", body=asked))
            self.conversation_id = opened["data"]["id"]

    async def _visit(self, stop: asyncio.Event) -> None:
        """From opening the page to closing it; a page that lost its connection is reloaded sooner or later."""
        self._live.clear()
        channel = Channel(self.url, "", on_event=self._hears, on_link=self._linked)
        running = asyncio.create_task(channel.run())
        try:
            if not await self._joined(channel) or not await self._send(channel):
                return
            for _ in range(self.chance.randint(3, 12)):
                if stop.is_set():
                    return
                for _ in range(self.chance.choice((1, 1, 1, 2, 3))):
                    self._write(self.chance.choice(QUESTIONS))
                if not await self._send(channel):
                    return
                await asyncio.sleep(self.chance.uniform(0.2, 2.5))
            self._write("closing the tab with this on its way")
            await asyncio.wait({asyncio.ensure_future(self._send(channel))}, timeout=self.chance.uniform(0, 0.01))
        finally:
            await ended(running)

    def _write(self, body: str) -> None:
        self._outbox[str(UUID(int=self.chance.getrandbits(128)))] = body

    def _linked(self, link: Link) -> None:
        if link is Link.LIVE:
            self._live.set()
        else:
            self._live.clear()

    async def _joined(self, channel: Channel) -> bool:
        try:
            async with asyncio.timeout(self.chance.uniform(0.2, 2.5)):
                await self._live.wait()
            await channel.join(f"conversation:{self.conversation_id}", {"customer_id": self.customer_id})
        except (TimeoutError, Unreachable, Refused):
            return False
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
        body = self._outbox[key]
        self.pushes += 1
        try:
            said = await channel.push(f"conversation:{self.conversation_id}", "shout", {"body": body, "client_id": key})
        except (Unreachable, Refused):
            return  # not acknowledged: it stays in the outbox
        self._outbox.pop(key, None)
        now = Acknowledged(self.conversation_id, said["id"], body)
        if self.acknowledged.setdefault(key, now) != now:
            self.contradicted.append(f"{key} was acknowledged as {self.acknowledged[key].message_id} and {said['id']}")

    def _hears(self, topic: str, event: str, payload: dict[str, Any]) -> None:
        if event == "shout" and payload.get("customer_id") is None:
            self.heard[payload["id"]] += 1

    async def history(self) -> list[str]:
        """The ids of the messages their page would show after a reload."""
        async with Client(self.url, "") as public:
            params = {"account_id": self.account_id, "customer_id": self.customer_id}
            said = await insist(lambda: public.call("GET", "/api/conversations/customer", params=params))
        return [message["id"] for one in said["data"] for message in one["messages"]]
