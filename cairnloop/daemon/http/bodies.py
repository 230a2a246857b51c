"""How bodies are read: never so deep that the interpreter runs dry.

The standard library's parser spends the interpreter's recursion on nested lists. A body that uses all of it up would be
refused, but whatever the interpreter tidies away at that moment (a task, a socket) has no depth left to do it in; and
whoever writes out a value that is nearly so deep runs dry later. It is used all the same, because it takes what pages
send: halves of characters, where text was cut, that stricter parsers refuse with the whole message.
"""

import json
from collections.abc import Callable, Coroutine
from typing import Any

import orjson
from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from cairnloop.wire.text import deeper_than

# Far more than anybody needs, and far less than the interpreter has.
DEEPEST = 100


class BodyRequest(Request):
    async def json(self) -> Any:
        """What the body says. Raises ValueError, and nothing else, whatever it is."""
        if not hasattr(self, "_json"):
            body = await self.body()
            # Most bodies have few brackets, and are as deep at most. Of others a parser tells that bounds itself.
            if body.count(b"{") + body.count(b"[") > DEEPEST and deeper_than(DEEPEST, orjson.loads(body)):
                raise json.JSONDecodeError(f"it is nested in more than {DEEPEST} levels", "", 0)
            self._json = json.loads(body)
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
