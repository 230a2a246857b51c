"""The websocket address: lets clients in, reads what they send, and sees them off."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Generic

import structlog
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from cairnloop.daemon.sockets.channel import Identity, Route, Routes
from cairnloop.daemon.sockets.connection import Connection
from cairnloop.daemon.sockets.limits import Limits
from cairnloop.daemon.sockets.presence import Roster
from cairnloop.daemon.sockets.protocol import HangUp
from cairnloop.daemon.sockets.switchboard import Broadcasts, Switchboard
from cairnloop.daemon.sockets.transport import LINE, Line
from cairnloop.daemon.sockets.upgrade import Upgrade, read_upgrade
from cairnloop.daemon.visitors import visitor_of
from cairnloop.errors import CairnloopError, TooMany, Unauthenticated, Unavailable
from cairnloop.kernel import telemetry
from cairnloop.kernel.hub import Hub

logger = structlog.get_logger()

Authenticate = Callable[[Mapping[str, str], Headers], Awaitable[Identity]]


class SocketEndpoint(Generic[Identity]):
    """An ASGI application for one websocket route, usually `/socket/websocket`.

    `authenticate` is given the parameters of the address and the headers, and says who it is, or raises:
    Unauthenticated refuses the upgrade with 403, other errors with their own status. `side` names who is at the other
    end, for the metrics. `admit` is told the address that asks, and raises when it asks too often.
    """

    def __init__(
        self,
        authenticate: Authenticate[Identity],
        routes: Iterable[Route[Identity]],
        hub: Hub,
        roster: Roster,
        limits: Limits | None = None,
        side: Callable[[Identity], str] = lambda _: "any",
        admit: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._authenticate = authenticate
        self._limits = limits or Limits()
        self._board = Switchboard(Routes(routes), hub, roster, self._limits, Broadcasts())
        self._side = side
        self._admit = admit
        self._open: dict[Connection[Identity], Reading] = {}
        self._sides: Counter[str] = Counter()
        self._draining = False
        self._emptied = asyncio.Event()

    @property
    def roster(self) -> Roster:
        """Who is present here; a daemon with others beside it shares this."""
        return self._board.roster

    def open_now(self, side: str) -> int:
        """How many sockets have such a one at the other end."""
        return self._sides[side]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()  # the request to connect, which `scope` has told already
        try:
            self._admit(visitor_of(scope))
            upgrade = read_upgrade(scope["query_string"].decode("latin-1"), scope["subprotocols"])
            if self._draining:
                raise Unavailable("The daemon is restarting.")
            identity = await self._authenticate(upgrade.params, Headers(scope=scope))
        except CairnloopError as error:
            await _refuse(error, scope, receive, send)
            return
        await send({"type": "websocket.accept", "subprotocol": upgrade.subprotocol, "headers": []})
        side = self._side(identity)
        self._sides[side] += 1
        telemetry.sockets_open.labels(side).inc()
        try:
            await self._serve(upgrade, identity, receive, send, scope)
        finally:
            self._sides[side] -= 1
            telemetry.sockets_open.labels(side).dec()

    def hang_up(self, where: Callable[[Identity], bool], verdict: HangUp = HangUp.SIGNED_OUT) -> None:
        """Close the sockets of everybody of whom `where` is true, for instance of a user who was disabled."""
        for connection, reading in self._open.items():
            if where(connection.socket):
                reading.end(verdict)

    async def drain(self) -> None:
        """Before the process ends: finish what is being handled, answer it, and close every socket with 1012."""
        self._draining = True
        self.hang_up(lambda _: True, HangUp.RESTART)
        while self._open:
            self._emptied.clear()
            await self._emptied.wait()

    async def _serve(self, upgrade: Upgrade, identity: Identity, receive: Receive, send: Send, scope: Scope) -> None:
        async def transmit(data: str | bytes) -> None:
            await send({"type": "websocket.send", "text" if isinstance(data, str) else "bytes": data})

        now = asyncio.get_running_loop().time
        line: Line | None = scope.get("extensions", {}).get(LINE, {}).get("line")
        reading = Reading(self._limits.idle, now)
        pass_on = line.pass_on if line else None
        connection = Connection(self._board, identity, upgrade.vsn, transmit, reading.end, now, pass_on)
        self._open[connection] = reading
        try:
            verdict = await reading.run(receive, connection.receive, line)
            await self._see_off(connection, verdict, send, line)
        finally:
            connection.forget()
            del self._open[connection]
            if not self._open:
                self._emptied.set()

    async def _see_off(
        self, connection: Connection[Identity], verdict: HangUp | None, send: Send, line: Line | None
    ) -> None:
        if verdict is not None:
            telemetry.sockets_dropped.labels(verdict.name.lower()).inc()
        try:
            async with asyncio.timeout(2 * self._limits.grace):
                await connection.finish()
                if verdict is not None:
                    await send({"type": "websocket.close", "code": verdict.code, "reason": verdict.reason})
        except TimeoutError:
            # It does not even read that we close.
            if line is not None:
                line.hang_up()
        except (OSError, RuntimeError):
            logger.debug("socket.gone_before_goodbye")


class Reading:
    """Reads one socket until its client leaves, falls silent, or somebody here decides to end it."""

    __slots__ = ("_heard", "_idle", "_now", "_timeout", "_verdict")

    def __init__(self, idle: float, now: Callable[[], float]) -> None:
        self._idle = idle
        self._now = now
        self._heard = now()
        self._timeout: asyncio.Timeout | None = None
        self._verdict: HangUp | None = None

    def end(self, verdict: HangUp) -> None:
        """Stop reading, soon; the first verdict counts."""
        if self._verdict is None:
            self._verdict = verdict
            # The timer that watches for silence is the one way to wake the reader without a second task.
            if self._timeout is not None and not self._timeout.expired():
                self._timeout.reschedule(0)

    async def run(self, receive: Receive, take: Callable[[str | bytes], None], line: Line | None) -> HangUp | None:
        """Returns why to hang up; None when the client is gone already."""

        def hear(data: str | bytes) -> None:
            if self._verdict is None:
                self._heard = self._now()
                take(data)

        if line is not None:
            line.listen(hear)
        while self._verdict is None:
            try:
                async with asyncio.timeout_at(self._heard + self._idle) as self._timeout:
                    await self._receive(receive, hear)
                    return self._verdict
            except TimeoutError:
                # It may have been heard on the line meanwhile: moving the timer for every frame would cost more.
                if self._now() >= self._heard + self._idle:
                    self.end(HangUp.IDLE)
            finally:
                self._timeout = None
        return self._verdict

    async def _receive(self, receive: Receive, hear: Callable[[str | bytes], None]) -> None:
        while self._verdict is None:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            hear(_data(message))


def _data(message: Mapping[str, Any]) -> str | bytes:
    text: str | None = message.get("text")
    data: bytes = message.get("bytes") or b""
    return data if text is None else text


async def _refuse(error: CairnloopError, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer the upgrade with an HTTP error. Phoenix clients expect 403 and try again with growing delays."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008, "reason": error.detail[:100]})
        return
    status = 403 if isinstance(error, Unauthenticated) else error.status
    headers = {"retry-after": error.whole_seconds} if isinstance(error, TooMany) else None
    await JSONResponse({"error": {"status": status, "message": error.detail}}, status, headers)(scope, receive, send)
