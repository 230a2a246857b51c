"""`/api/v1` is `/api` under another name: published clients and scripts use either."""

from starlette.types import ASGIApp, Receive, Scope, Send

VERSIONED, PLAIN = "/api/v1/", "/api/"


def unversioned(path: str) -> str:
    return PLAIN + path.removeprefix(VERSIONED) if path.startswith(VERSIONED) else path


class Versions:
    """Inside everything that counts or refuses, so that one address is as good as the other."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(VERSIONED):
            # Changed in place, so that the layers around this one learn which route it was.
            scope["path"] = unversioned(scope["path"])
            scope["raw_path"] = scope.get("raw_path", b"").replace(VERSIONED.encode(), PLAIN.encode(), 1)
        await self._app(scope, receive, send)
