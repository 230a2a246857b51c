"""A customer on a website: the same requests and the same socket as the widget's."""

import asyncio
import uuid
from typing import Any

from cairnloop.client.calls import Client
from cairnloop.client.channel import Channel, Link

PATIENCE_SECONDS = 20.0


class Visitor:
    """One person with a page open. Use as `async with`."""

    def __init__(self, url: str, account_id: str, name: str, email: str | None = None, **about: Any) -> None:
        self._calls = Client(url, "")
        self._account_id = account_id
        self._about = {"name": name, "email": email, **about}
        self._news: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._live = asyncio.Event()
        self._channel = Channel(url, "", on_event=self._heard, on_link=self._linked)
        self._running: asyncio.Task[None] | None = None
        self.name = name
        self.customer_id = ""
        self.conversation_id = ""

    async def __aenter__(self) -> "Visitor":
        self._running = asyncio.create_task(self._channel.run())
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._live.wait()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        await self._calls.close()

    def _linked(self, link: Link) -> None:
        if link is Link.LIVE:
            self._live.set()
        else:
            self._live.clear()

    def _heard(self, topic: str, event: str, payload: dict[str, Any]) -> None:
        if event == "shout" and payload.get("customer_id") is None:
            self._news.put_nowait(payload)

    async def write(self, body: str) -> dict[str, Any]:
        """Say something; opens the conversation the first time. Returns the daemon's acknowledgement."""
        if not self.conversation_id:
            await self._open()
        message = {"body": body, "client_id": str(uuid.uuid4()), "customer_id": self.customer_id}
        return await self._channel.push(f"conversation:{self.conversation_id}", "shout", message)

    async def _open(self) -> None:
        about = {"account_id": self._account_id, **{k: v for k, v in self._about.items() if v is not None}}
        met = await self._calls.call("POST", "/api/customers", body={"customer": about})
        self.customer_id = met["data"]["id"]
        asked = {"account_id": self._account_id, "customer_id": self.customer_id}
        opened = await self._calls.call("POST", "/api/conversations", body={"conversation": asked})
        self.conversation_id = opened["data"]["id"]
        await self._channel.join(f"conversation:{self.conversation_id}", {"customer_id": self.customer_id})

    async def hear(self, seconds: float = PATIENCE_SECONDS) -> dict[str, Any] | None:
        """The next message from the desk; None when none came in time."""
        try:
            async with asyncio.timeout(seconds):
                return await self._news.get()
        except TimeoutError:
            return None
