"""A bounded load over many sockets: each sends, waits for its answer, and sends again."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

Exchange = Callable[[ClientConnection, int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a load run saw; times in milliseconds."""

    per_second: float
    p50: float
    p99: float

    @classmethod
    def of(cls, seconds: float, times: Sequence[float]) -> "Measured":
        cuts = statistics.quantiles(times, n=100)
        return cls(len(times) / seconds, cuts[49] * 1000, cuts[98] * 1000)

    def row(self) -> dict[str, Any]:
        return {"per_second": round(self.per_second), "p50_ms": round(self.p50, 2), "p99_ms": round(self.p99, 2)}


async def dial(address: str, count: int) -> list[ClientConnection]:
    return [await connect(address, compression=None, max_size=2**22, ping_interval=None) for _ in range(count)]


async def flat_out(sockets: Sequence[ClientConnection], exchange: Exchange, each: int) -> Measured:
    """Every socket makes `each` exchanges as fast as it gets answers."""
    times: list[float] = []

    async def one(socket: ClientConnection) -> None:
        for number in range(each):
            began = time.perf_counter()
            await exchange(socket, number)
            times.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(one(socket) for socket in sockets))
    return Measured.of(time.perf_counter() - began, times)


async def paced(sockets: Sequence[ClientConnection], exchange: Exchange, each: int, per_second: float) -> Measured:
    """The same at a given total rate, for what an answer takes when the house is not full."""
    times: list[float] = []
    pause = len(sockets) / per_second

    async def one(socket: ClientConnection, offset: float) -> None:
        await asyncio.sleep(offset)
        due = time.perf_counter()
        for number in range(each):
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            began = time.perf_counter()
            await exchange(socket, 1_000_000 + number)
            times.append(time.perf_counter() - began)
            due += pause

    began = time.perf_counter()
    await asyncio.gather(*(one(socket, pause * at / len(sockets)) for at, socket in enumerate(sockets)))
    return Measured.of(time.perf_counter() - began, times)
