"""uvicorn's websocket protocol, with a way to hang up on a peer that does not even read the goodbye."""

from typing import TYPE_CHECKING, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

if TYPE_CHECKING:
    from uvicorn._types import ASGISendEvent

HANG_UP: Final = "cairnloop.hang_up"


class SocketTransport(WebSocketsSansIOProtocol):
    """Pass as `ws=` to uvicorn. Closing waits for the peer to take what was sent before; hanging up does not."""

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            self.scope["extensions"][HANG_UP] = {"call": self.transport.abort}

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
