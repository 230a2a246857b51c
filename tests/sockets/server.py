"""The test rooms behind a real server, as a process of its own: `python -m tests.sockets.server PORT`."""

import asyncio
import socket
import sys

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

from cairnloop.daemon.sockets.transport import SocketTransport
from tests.sockets.rooms import House


class Server(uvicorn.Server):
    """Sees the sockets off before it closes the doors."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.ready = asyncio.Event()
        app = Starlette(routes=[WebSocketRoute("/socket/websocket", house.endpoint)])
        super().__init__(
            uvicorn.Config(
                app,
                http="httptools",
                ws=SocketTransport,
                ws_per_message_deflate=False,
                ws_max_size=2 * 1024 * 1024,
                lifespan="off",
                log_level="warning",
                timeout_graceful_shutdown=10,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self.house.endpoint.drain()
        await super().shutdown(sockets)


def listen(port: int = 0) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    return listener


async def main(port: int) -> None:
    server = Server(House())
    listener = listen(port)
    serving = asyncio.create_task(server.serve([listener]))
    await server.ready.wait()
    print(f"listening on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    await serving


if __name__ == "__main__":
    import uvloop

    uvloop.run(main(int(sys.argv[1])))
