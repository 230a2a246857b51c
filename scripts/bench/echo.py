"""The floor under the sockets: the same server settings, answering every frame with itself."""

import socket
import sys

import uvicorn
import uvloop
from starlette.types import Receive, Scope, Send

from cairnloop.daemon.sockets.transport import SocketTransport


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message.get("text") or ""})


async def main() -> None:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(512)
    config = uvicorn.Config(
        echo, http="httptools", ws=SocketTransport, ws_per_message_deflate=False, lifespan="off", log_level="warning"
    )
    sys.stdout.write(f"listening on http://127.0.0.1:{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    await uvicorn.Server(config).serve([listener])


if __name__ == "__main__":
    uvloop.run(main())
