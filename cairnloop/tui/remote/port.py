"""The socket as the console sees it: made once the first screen is there, since much is loaded for it."""

from collections.abc import Callable
from typing import Any, Protocol

from cairnloop.client.link import Link, Listener


class Live(Protocol):
    """`run` stays connected, `join` is kept over reconnects."""

    async def run(self) -> None: ...
    async def join(self, topic: str, params: dict[str, Any] | None = None) -> dict[str, Any]: ...
    async def push(self, topic: str, event: str, payload: dict[str, Any]) -> dict[str, Any]: ...


class Connect(Protocol):
    """Makes the socket, given who listens."""

    def __call__(self, *, on_event: Listener, on_link: Callable[[Link], None]) -> Live: ...
