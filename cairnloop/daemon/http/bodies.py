"""How bodies are read: by a parser with a bound of its own on how deep they are nested.

The standard library's spends the interpreter's recursion on nested lists. A body that uses all of it up is refused,
but whatever the interpreter tidies away at that moment (a task, a socket, a connection) has no depth left to do it in.
"""

from collections.abc import Callable, Coroutine
from typing import Any

import orjson
from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from starlette.responses import Response


class BodyRequest(Request):
    async def json(self) -> Any:
        """What the body says. Raises ``json.JSONDecodeError``, and nothing else, whatever it is."""
        if not hasattr(self, "_json"):
            self._json = orjson.loads(await self.body())
        return self._json


class BodyRoute(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def read(request: Request) -> Response:
            return await handle(BodyRequest(request.scope, request.receive))

        return read


class Router(APIRouter):
    """What a room of routes is gathered in."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(route_class=BodyRoute, **settings)
