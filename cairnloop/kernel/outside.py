"""The guarded way to the outside world: one request, one answer, and never to an address that was not checked."""

import asyncio
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from ipaddress import ip_address
from typing import Any

import certifi
import httpcore

from cairnloop import __version__
from cairnloop.errors import NoAnswer, OffLimits
from cairnloop.kernel.outside_rules import Address, Bounds, Target, admit, literal, target

CONNECT_SECONDS = 5.0
ALL_SECONDS = 15.0
# What is read of an answer; nobody needs more of it than can be shown.
ANSWER_BYTES = 64 * 1024
CONNECTIONS, KEPT_CONNECTIONS, KEPT_SECONDS = 100, 20, 20.0
USER_AGENT = f"Cairnloop/{__version__}"

Resolve = Callable[[str, int], Awaitable[Sequence[Address]]]
# Threads of their own: names that nobody answers for must not hold up what else the house does in threads.
_LOOKUPS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="lookup")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `body` is its beginning; `cut` says that there was more."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cut: bool
    milliseconds: int


async def resolve(host: str, port: int) -> Sequence[Address]:
    """The addresses of a host, asked of the system."""
    loop, ask = asyncio.get_running_loop(), partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    found = await loop.run_in_executor(_LOOKUPS, ask)
    return list(dict.fromkeys(ip_address(address[0]) for *_, address in found))


class Outside:
    """Requests to hosts that somebody else has named.

    Redirects are not followed, cookies not kept, proxies of the environment not used. A host's name is resolved once
    for each connection, every address is checked, and the connection is made to an address that was: a name that
    leads somewhere else a moment later changes nothing. TLS and the Host header still speak of the name.
    """

    def __init__(self, bounds: Bounds, *, ask: Resolve = resolve, authorities: ssl.SSLContext | None = None) -> None:
        self.bounds = bounds
        self._ask = ask
        self._authorities = authorities

    @cached_property
    def _pool(self) -> httpcore.AsyncConnectionPool:
        """Made with the first request: reading the list of authorities takes long, and many houses call nobody."""
        context = self._authorities
        if context is None:
            context = ssl.create_default_context()
            context.load_verify_locations(certifi.where())
        return httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=CONNECTIONS,
            max_keepalive_connections=KEPT_CONNECTIONS,
            keepalive_expiry=KEPT_SECONDS,
            network_backend=_Dialler(self.bounds, self._ask),
        )

    def check(self, url: str) -> Target:
        """What can be said of an address before anybody is asked. Raises OffLimits."""
        return target(url, self.bounds)

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Raises OffLimits for where we do not go, NoAnswer when nothing came back in time."""
        return await self.request("POST", url, body=body, headers=headers)

    async def request(
        self, method: str, url: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request. Raises OffLimits for where we do not go, NoAnswer when nothing came back in time."""
        to = self.check(url)
        try:
            async with asyncio.timeout(ALL_SECONDS):
                return await self._request(method, to, body, headers or {})
        except httpcore.ConnectTimeout as error:
            raise NoAnswer(f"{to.shown} could not be reached within {CONNECT_SECONDS:g} s") from error
        except (TimeoutError, httpcore.TimeoutException) as error:
            raise NoAnswer(f"{to.shown} did not answer within {ALL_SECONDS:g} s") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError) as error:
            raise NoAnswer(f"{to.shown} {_what_happened(error)}") from error

    async def _request(self, method: str, to: Target, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        began = time.perf_counter()
        url = httpcore.URL(scheme=to.scheme, host=to.host, port=to.port, target=to.path)
        sent = {"Host": _host(to), "User-Agent": USER_AGENT, "Accept": "*/*", **headers}
        if body is not None:
            sent["Content-Length"] = str(len(body))
        limits = {"connect": CONNECT_SECONDS, "read": ALL_SECONDS, "write": ALL_SECONDS, "pool": ALL_SECONDS}
        async with self._pool.stream(
            method, url, headers=list(sent.items()), content=body, extensions={"timeout": limits}
        ) as answer:
            beginning, cut = await _beginning(answer)
            said = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
            return Answer(answer.status, said, beginning, cut, round(1000 * (time.perf_counter() - began)))

    async def aclose(self) -> None:
        """Let go of the connections that were kept."""
        if "_pool" in self.__dict__:
            await self._pool.aclose()


async def _beginning(answer: httpcore.Response) -> tuple[bytes, bool]:
    """As much of the body as we read, and whether there is more."""
    read = bytearray()
    async for part in answer.aiter_stream():
        read += part
        if len(read) > ANSWER_BYTES:
            return bytes(read[:ANSWER_BYTES]), True
    return bytes(read), False


def _host(to: Target) -> str:
    usual = {"http": 80, "https": 443}[to.scheme]
    return to.shown if to.port == usual else f"{to.shown}:{to.port}"


def _what_happened(error: Exception) -> str:
    """In words, without what a library would quote."""
    cause: BaseException | None = error
    while cause is not None:
        match cause:
            case socket.gaierror():
                return "is a name that nobody knows"
            case ssl.SSLCertVerificationError():
                return f"has a certificate that cannot be trusted ({cause.verify_message.rstrip('.')})"
            case ssl.SSLError():
                return "does not speak TLS as it should"
            case ConnectionRefusedError():
                return "refused the connection"
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpcore.ProtocolError):
        return "broke off, or its answer is no HTTP"
    return "could not be reached, or broke off"


class _Dialler(httpcore.AsyncNetworkBackend):
    """Makes connections to addresses that were checked, and to nothing else."""

    def __init__(self, bounds: Bounds, ask: Resolve) -> None:
        self._bounds = bounds
        self._ask = ask
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            async with asyncio.timeout(timeout) as limit:
                known = literal(host)
                addresses = [known] if known is not None else await self._ask(host, port)
                admit(host, addresses, self._bounds)
                return await self._first(addresses, port, limit, socket_options)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error

    async def _first(
        self, addresses: Sequence[Address], port: int, limit: asyncio.Timeout, options: Iterable[Any] | None
    ) -> httpcore.AsyncNetworkStream:
        """The first that answers. Each gets its share of the time: one that is silent must not take it all."""
        now = asyncio.get_running_loop().time
        failed: Exception = httpcore.ConnectError("the name has no addresses")
        for left, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            until = limit.when()
            share = None if until is None else max(0.1, until - now()) / left
            try:
                return await self._network.connect_tcp(str(address), port, timeout=share, socket_options=options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.AsyncNetworkStream:
        raise OffLimits("leads to a socket of this machine")

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)
