"""uvicorn's HTTP protocol with an end to what stands before a body: so long, so many lines, and not for ever."""

import asyncio
from typing import Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from cairnloop.daemon.http.answers import refuse
from cairnloop.errors import BadRequest, CairnloopError, HeadTooLarge

HEAD_BYTES: Final = 65_536
HEAD_LINES: Final = 200
# What an address or a name and its value have around them on the wire.
AROUND: Final = 4
HEAD_SECONDS: Final = 30.0


class HttpTransport(HttpToolsProtocol):
    """Pass as `http=` to uvicorn. The parser keeps as much of a head as it is sent, and waits as long as it takes."""

    _within_head = True
    _size = 0
    _lines = 0
    _unfinished = 0
    _begun_now = False
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_here()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._begun_now = False
        super().data_received(data)
        if self._within_head and not self.transport.is_closing():
            # A line that has no end yet is counted by nobody else. What came before a head is none of it.
            self._unfinished += 0 if self._begun_now else len(data)
            if self._unfinished > HEAD_BYTES:
                self.send_400_response("")
            elif self._late is None:
                self._await_head()

    def on_message_begin(self) -> None:
        self._within_head = self._begun_now = True
        self._size = self._lines = self._unfinished = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._count(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._lines += 1
        self._count(name, value)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._within_head = False
        self._head_is_here()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Also what is raised while a head is parsed ends here."""
        self._refuse(HeadTooLarge() if self._too_large() else BadRequest("This is not HTTP."))

    def handle_websocket_upgrade(self) -> None:
        super().handle_websocket_upgrade()
        opened = self.transport.get_protocol()
        if (
            isinstance(opened, WebSocketsSansIOProtocol)
            and opened.conn.handshake_exc
            and not opened.handshake_initiated
        ):
            # Sockets take shorter lines than we do. uvicorn would neither say so nor ever close.
            self._refuse(HeadTooLarge())

    def _refuse(self, error: CairnloopError) -> None:
        response = refuse(error)
        lines = [STATUS_LINE[response.status_code], *(b"%b: %b\r\n" % one for one in response.raw_headers)]
        self.transport.write(b"".join([*lines, b"connection: close\r\n\r\n", bytes(response.body)]))
        self.transport.close()

    def _count(self, *parts: bytes) -> None:
        self._size += sum(map(len, parts)) + AROUND
        if self._too_large():
            raise HeadTooLarge

    def _too_large(self) -> bool:
        return self._size > HEAD_BYTES or self._lines > HEAD_LINES or self._unfinished > HEAD_BYTES

    def _await_head(self) -> None:
        self._late = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _give_up(self) -> None:
        self.transport.close()

    def _head_is_here(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
