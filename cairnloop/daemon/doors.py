"""Which way a caller goes in: sockets straight to their endpoint, everything else through the HTTP application."""

from starlette.types import ASGIApp, Receive, Scope, Send

SOCKETS_AT = "/socket/websocket"


class Doors:
    """The layers around HTTP have nothing to do for a socket, and would stay in memory with each one that is open."""

    def __init__(self, app: ASGIApp, sockets: ASGIApp) -> None:
        self._app = app
        self._sockets = sockets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        inside = self._sockets if scope["type"] == "websocket" and scope["path"] == SOCKETS_AT else self._app
        await inside(scope, receive, send)
