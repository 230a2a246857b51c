"""What every request passes: a size limit, a rate for callers without a key, counters, and no traceback to anybody."""

import time
from collections.abc import Awaitable, Callable

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cairnloop.daemon.http.answers import refuse
from cairnloop.daemon.http.visitors import Visitors
from cairnloop.errors import BadRequest, CairnloopError, TooLarge, TooMany
from cairnloop.kernel import telemetry

log = structlog.get_logger()
# Asked by those who watch us, as often as they like.
UNCOUNTED = frozenset({"/health", "/ready", "/metrics"})


class Gate:
    """The outermost layer around HTTP requests; sockets pass it by."""

    def __init__(self, app: ASGIApp, *, body_bytes: int, visitors: Visitors, clock: Callable[[], float]) -> None:
        self._app = app
        self._body_bytes = body_bytes
        self._visitors = visitors
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), [500]

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                status[0] = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-content-type-options", b"nosniff")]
            await send(message)

        try:
            self._admit(scope)
            await self._app(scope, _limited(receive, self._body_bytes), watched)
        except CairnloopError as error:
            await refuse(error)(scope, receive, watched)
        except Exception:
            log.exception("request.crashed", method=scope["method"], route=_route(scope))
            if status[0] == 500:
                await refuse(CairnloopError())(scope, receive, watched)
        finally:
            telemetry.http_requests.labels(_route(scope), scope["method"], status[0]).inc()
            telemetry.http_seconds.labels(_route(scope)).observe(time.perf_counter() - began)

    def _admit(self, scope: Scope) -> None:
        if b"%00" in scope.get("raw_path", b"") or b"%00" in scope["query_string"]:
            raise BadRequest("the address holds a NUL character")
        request = Request(scope)
        length = request.headers.get("content-length", "0")
        if length.isdigit() and int(length) > self._body_bytes:
            raise TooLarge(f"a request body may hold {self._body_bytes} bytes at most")
        if scope["path"] in UNCOUNTED or "authorization" in request.headers:
            return
        visitor = request.client.host if request.client else "unknown"
        wait = self._visitors.wait(visitor, self._clock())
        if wait > 0:
            raise TooMany(retry_after=wait)


def _route(scope: Scope) -> str:
    """The route's template: never what a caller put into it."""
    route = scope.get("route")
    return getattr(route, "path", "unmatched")


def _limited(receive: Receive, most: int) -> Callable[[], Awaitable[Message]]:
    """Counts the body as it comes, for callers that do not say its length."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > most:
                raise TooLarge(f"a request body may hold {most} bytes at most")
        return message

    return counted
