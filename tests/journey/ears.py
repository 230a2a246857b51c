"""Somebody who listens to one daemon: what they heard, and whom they believe to be there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from cairnloop.client.channel import Channel
from tests.journey.daemons import ended, eventually


def _refs(said: dict[str, Any]) -> set[str]:
    return {meta["phx_ref"] for meta in said["metas"]}


class Ear:
    """A live connection to one daemon that remembers what it was told."""

    def __init__(self, url: str, token: str = "") -> None:
        self.heard: list[tuple[str, str, dict[str, Any]]] = []
        self.here: dict[str, set[str]] = {}
        self.channel = Channel(url, token, on_event=self._hear)

    def _hear(self, topic: str, event: str, payload: dict[str, Any]) -> None:
        self.heard.append((topic, event, payload))
        match event:
            case "presence_state":
                self.here = {key: _refs(said) for key, said in payload.items()}
            case "presence_diff":
                for key, said in payload["joins"].items():
                    self.here[key] = self.here.get(key, set()) | _refs(said)
                for key, said in payload["leaves"].items():
                    self.here[key] = self.here.get(key, set()) - _refs(said)

    async def sees(self, seconds: float = 20, **present: int) -> None:
        """Wait until of each kind of key (customer, user) so many tabs and consoles are there."""

        async def so() -> bool | None:
            found = {
                kind: sum(len(refs) for key, refs in self.here.items() if key.startswith(kind)) for kind in present
            }
            return found == present or None

        await eventually(so, seconds, f"{present} being there, not {self.here},")

    @asynccontextmanager
    async def on(self, topic: str, **params: Any) -> AsyncIterator["Ear"]:
        running = asyncio.create_task(self.channel.run())

        async def joined() -> bool | None:
            try:
                await self.channel.join(topic, params)
            except Exception:  # noqa: BLE001 - whatever it is, the wait for it ends with its own words
                return None
            return True

        try:
            await eventually(joined, what=f"joining {topic}")
            yield self
        finally:
            await ended(running)

    async def hears(self, event: str, **fields: Any) -> dict[str, Any]:
        async def found() -> dict[str, Any] | None:
            for _, said, payload in self.heard:
                if said == event and all(payload.get(name) == value for name, value in fields.items()):
                    return payload
            return None

        return await eventually(found, 20, f"{event} {fields}")

    def times(self, event: str, **fields: Any) -> int:
        return sum(
            said == event and all(payload.get(name) == value for name, value in fields.items())
            for _, said, payload in self.heard
        )
