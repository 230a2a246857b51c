"""uvicorn's websocket protocol, with a line beside ASGI: frames pass at once, and one may hang up on a deaf peer."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.http11 import Request

if TYPE_CHECKING:
    from uvicorn._types import ASGISendEvent

LINE: Final = "cairnloop.line"
"""The ASGI extension under which a server offers its `Line`."""


class Line(Protocol):
    """What ASGI has no words for. Frames that go this way cost no task, no queue and no wake-up."""

    def pass_on(self, data: str | bytes) -> bool:
        """Send one message now, if the peer is ready for more; otherwise say no, and it goes by ASGI."""
        ...

    def listen(self, take: Callable[[str | bytes], None]) -> None:
        """From now on hand what comes in to `take` at once, as far as nothing waits to be received by ASGI."""
        ...

    def hang_up(self) -> None:
        """Let go of the peer at once. Closing waits for it to take what was sent before; this does not."""
        ...


class SocketTransport(WebSocketsSansIOProtocol):
    """Pass as `ws=` to uvicorn."""

    _take: Callable[[str | bytes], None] | None = None

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            self.scope["extensions"][LINE] = {"line": self}

    def pass_on(self, data: str | bytes) -> bool:
        if self.disconnected or self.close_sent or not self.writable.is_set():
            return False
        try:
            if isinstance(data, str):
                self.conn.send_text(data.encode())
            else:
                self.conn.send_binary(data)
        except InvalidState:
            return False
        self.transport.write(b"".join(self.conn.data_to_send()))
        return True

    def listen(self, take: Callable[[str | bytes], None]) -> None:
        self._take = take

    def hang_up(self) -> None:
        self.transport.abort()

    def send_receive_event_to_app(self) -> None:
        if self._take is None or self.close_sent or not self.queue.empty():
            return super().send_receive_event_to_app()
        data = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        try:
            said = data.decode() if self.curr_msg_data_type == "text" else data
        except UnicodeDecodeError:
            return super().send_receive_event_to_app()
        self.frames = []
        self._take(said)
        return None

    async def send(self, message: "ASGISendEvent") -> None:
        await super().send(message)
        if message["type"] == "websocket.accept":
            # What the upgrade said has been read; an idle socket need not remember it.
            self.request.headers.clear()
            self.response.headers.clear()
            self.scope["headers"] = []
        if self.close_sent and not self.handshake_complete:
            # A refusal with a body is an answer too; uvicorn would log it as one that is missing.
            self.handshake_complete = True
