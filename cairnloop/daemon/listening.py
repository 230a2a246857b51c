"""The door: a bound socket, and a server that sees everybody off before it closes."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import uvicorn

from cairnloop.daemon.sockets.endpoint import SocketEndpoint
from cairnloop.daemon.sockets.topics.caller import Caller
from cairnloop.errors import ConfigError, Unavailable

BACKLOG = 2048


@contextmanager
def door(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that is bound but does not listen yet. Raises ConfigError, or Unavailable when the port is taken."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, UnicodeError) as error:
        raise ConfigError(f"server.host: {host!r} is no address of this machine") from error
    # A name such as localhost often stands for both; browsers and scripts get by with the older one.
    family, _, _, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
    bound = socket.socket(family, socket.SOCK_STREAM)
    with bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind(address)
            # Linux tells only now when another socket listens on the same port already.
            bound.listen(BACKLOG)
        except OSError as error:
            raise _refused(error, host, port) from error
        bound.setblocking(False)
        yield bound


def _refused(error: OSError, host: str, port: int) -> Exception:
    match error.errno:
        case errno.EADDRINUSE:
            return Unavailable(f"server.port: {port} is in use on {host}; stop what listens there, or give --port")
        case errno.EACCES | errno.EPERM:
            return ConfigError(f"server.port: this user may not listen on {port}; choose one of 1024 and above")
        case errno.EADDRNOTAVAIL:
            return ConfigError(f"server.host: {host} is no address of this machine")
    return ConfigError(f"server.host, server.port: cannot listen on {host}:{port} ({error.strerror})")


def url_of(bound: socket.socket) -> str:
    """Where the socket is reached, with the port the system chose when none was named."""
    host, port = bound.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


class Server(uvicorn.Server):
    """uvicorn without its signal handlers; `opened` is set once it takes connections."""

    def __init__(self, config: uvicorn.Config, endpoint: SocketEndpoint[Caller]) -> None:
        super().__init__(config)
        self.opened = asyncio.Event()
        self._endpoint = endpoint

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.opened.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()  # nobody new comes in while those inside finish
        await self._endpoint.drain()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield  # the process has its own
