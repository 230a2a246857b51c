"""What every request passes: a size limit, a rate for its address, counters, and no traceback to anybody."""

import time
from collections.abc import Mapping

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cairnloop.daemon.http.answers import refuse
from cairnloop.daemon.http.kinds import Kinds
from cairnloop.daemon.pace import Pace
from cairnloop.daemon.visitors import visitor_of
from cairnloop.errors import BadRequest, CairnloopError, TooLarge
from cairnloop.kernel import telemetry

log = structlog.get_logger()
LONGEST_NUMBER = 18
# What costs something. Files, health and metrics do not: a page opens with a dozen files at once.
COUNTED = "/api/"


class Gate:
    """The outermost layer around HTTP requests; sockets pass it by."""

    def __init__(self, app: ASGIApp, *, body_bytes: int, uploads: Mapping[str, int], pace: Pace, kinds: Kinds) -> None:
        """`uploads` are the addresses that take files, and how large a body: they keep nothing of it in memory."""
        self._app = app
        self._body_bytes = body_bytes
        self._uploads = uploads
        self._pace = pace
        self._kinds = kinds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), [500]
        most = self._uploads.get(scope["path"], self._body_bytes)
        body = _Body(receive, most)

        async def watched(message: Message) -> None:
            if body.refused is not None:
                return  # whatever the application makes of half a body, the reason is ours to tell
            if message["type"] == "http.response.start":
                status[0] = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-content-type-options", b"nosniff")]
            await send(message)

        try:
            self._admit(scope, most)
            await self._app(scope, body.receive, watched)
            if body.refused is not None:
                raise body.refused
        except CairnloopError as error:
            body.refused = None
            await refuse(error)(scope, receive, watched)
        except Exception:
            log.exception("request.crashed", method=scope["method"], route=_route(scope), **_account(scope))
            if status[0] == 500:
                await refuse(CairnloopError())(scope, receive, watched)
        finally:
            telemetry.http_requests.labels(_route(scope), scope["method"], status[0]).inc()
            telemetry.http_seconds.labels(_route(scope)).observe(time.perf_counter() - began)

    def _admit(self, scope: Scope, most: int) -> None:
        if b"%00" in scope.get("raw_path", b"") or b"%00" in scope["query_string"]:
            raise BadRequest("the address holds a NUL character")
        with_key = False
        for name, value in scope["headers"]:
            if name == b"authorization":
                with_key = True
            elif name == b"content-length" and (len(value) > LONGEST_NUMBER or _number(value) > most):
                raise TooLarge(f"a request body may hold {most} bytes at most")
        if scope["path"].startswith(COUNTED):
            kind = self._kinds.of(scope["method"], scope["path"], with_key=with_key)
            self._pace.admit(kind, visitor_of(scope))


def _number(digits: bytes) -> int:
    return int(digits) if digits.isdigit() else 0


def _account(scope: Scope) -> dict[str, str]:
    """The account of an operator who was recognised: whose admins may read what went wrong."""
    known = scope.get("state", {}).get("account_id")
    return {} if known is None else {"account_id": str(known)}


def _route(scope: Scope) -> str:
    """The route's template: never what a caller put into it."""
    route = scope.get("route")
    return getattr(route, "path", "unmatched")


class _Body:
    """Counts a body as it comes, for callers that do not say its length; `refused` is why it was not read on."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = most
        self._seen = 0
        self.refused: TooLarge | None = None

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._seen += len(message.get("body", b""))
            if self._seen > self._most:
                self.refused = TooLarge(f"a request body may hold {self._most} bytes at most")
                raise self.refused
        return message
