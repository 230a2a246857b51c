"""The socket of the desk in memory."""

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

from cairnloop.client import Unreachable
from cairnloop.client.link import Link


class Daemon(Protocol):
    """Whoever the line leads to."""

    calls: list[tuple[Any, ...]]
    on_link: Callable[[Link], None]

    def say(self, event: str, payload: dict[str, Any]) -> None: ...


class Line:
    """A socket that is connected as soon as it runs, and pushed by hand from then on."""

    def __init__(self, desk: Daemon) -> None:
        self._desk = desk

    async def join(self, topic: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        raise Unreachable("There is no connection to the daemon.")

    async def push(self, topic: str, event: str, payload: dict[str, Any]) -> dict[str, Any]:
        self._desk.calls.append(("push", event, payload))
        return {}

    async def run(self) -> None:
        self._desk.on_link(Link.CONNECTING)
        operators = {f"user:{one}": {"metas": [{"phx_ref": str(one)}]} for one in (1, 2, 3)}
        customers = {"customer:p0": {"metas": [{"phx_ref": "9"}]}}
        self._desk.say("presence_state", {**operators, **customers})
        self._desk.on_link(Link.LIVE)
        await asyncio.Event().wait()
