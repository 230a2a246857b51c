"""The floor under fan-out: the same server settings, passing every frame on to everybody who is connected."""

import socket
import sys

import uvicorn
import uvloop
from starlette.types import Receive, Scope, Send

from cairnloop.daemon.sockets.transport import SocketTransport

everybody: set[Send] = set()


async def broadcast(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    everybody.add(send)
    while (message := await receive())["type"] == "websocket.receive":
        for other in tuple(everybody):
            await other({"type": "websocket.send", "text": message.get("text") or ""})
    everybody.discard(send)


async def main() -> None:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(2048)
    config = uvicorn.Config(
        broadcast,
        http="httptools",
        ws=SocketTransport,
        ws_per_message_deflate=False,
        lifespan="off",
        log_level="warning",
    )
    sys.stdout.write(f"listening on http://127.0.0.1:{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    await uvicorn.Server(config).serve([listener])


if __name__ == "__main__":
    uvloop.run(main())
