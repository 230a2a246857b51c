"""One message to 1,000 sockets on one topic, from its sending to each arrival, beside a raw broadcast of the server."""

import asyncio
import json
import time
import uuid
from collections.abc import Callable
from typing import Any

from websockets.asyncio.client import ClientConnection

from scripts.bench.houses import daemon, many_files, process
from scripts.bench.load import Measured, dial
from scripts.bench.messages import conversations
from tests.databases import postgres_server

SOCKETS = 1_000
WARM, TIMED = 5, 30
PATIENCE_SECONDS = 300

Say = Callable[[str], str]
Heard = Callable[[str], str | None]


async def _measure(sockets: list[ClientConnection], say: Say, heard: Heard) -> Measured:
    """One after the other, each as soon as everybody has heard the one before; `heard` names what a frame brings."""
    arrived: list[float] = []
    waiting: dict[str, list[float]] = {}
    everybody = asyncio.Event()

    async def listen(socket: ClientConnection) -> None:
        async for frame in socket:
            key = heard(str(frame))
            if key in waiting:
                waiting[key].append(time.perf_counter())
                if len(waiting[key]) == len(sockets):
                    everybody.set()

    ears = [asyncio.create_task(listen(socket)) for socket in sockets]
    began = time.perf_counter()
    for number in range(WARM + TIMED):
        if number == WARM:
            began = time.perf_counter()
        key = str(uuid.uuid4())
        waiting[key], sent = [], time.perf_counter()
        everybody.clear()
        await sockets[0].send(say(key))
        await everybody.wait()
        if number >= WARM:
            arrived += [at - sent for at in waiting[key]]
    measured = Measured.of(time.perf_counter() - began, arrived)
    for ear in ears:
        ear.cancel()
    await asyncio.gather(*(socket.close() for socket in sockets))
    return measured


def _key(frame: str) -> str | None:
    """What was sent as its client id: read without taking the frame apart, which would be most of the work."""
    at = frame.find('"client_id":"')
    return frame[at + 13 : at + 49] if at > 0 and '"shout"' in frame else None


async def _floor(url: str, size: int) -> Measured:
    sockets = await dial(url.replace("http", "ws") + "/", SOCKETS)
    filling = "x" * max(0, size - 70)
    return await _measure(sockets, lambda key: f'["shout",{{"client_id":"{key}","body":"{filling}"}}]', _key)


async def _ours(url: str, account_id: str) -> tuple[Measured, int]:
    """Also: of how many characters a message is when it arrives."""
    [(topic, _)] = await conversations(url, account_id, 1)
    sockets = await dial(url.replace("http", "ws") + "/socket/websocket?vsn=2.0.0", SOCKETS)
    await asyncio.gather(*(_join(socket, topic) for socket in sockets))
    sizes: list[int] = []

    def heard(frame: str) -> str | None:
        sizes[:] = [len(frame)] if '"shout"' in frame else sizes
        return _key(frame)

    def say(key: str) -> str:
        return json.dumps(["1", key, topic, "shout", {"body": "How do I move it? " * 4, "client_id": key}])

    measured = await _measure(sockets, say, heard)
    return measured, sizes[0]


async def _join(socket: ClientConnection, topic: str) -> None:
    await socket.send(json.dumps(["1", "1", topic, "phx_join", {}]))
    while json.loads(await socket.recv())[3] != "presence_state":
        pass


def measure() -> dict[str, Any]:
    many_files(8 * SOCKETS)
    found: dict[str, Any] = {"sockets": SOCKETS}
    size = 0
    for name, address in {"sqlite": None, "postgresql": postgres_server()}.items():
        with daemon(address) as (url, account):
            ours = _ours(url, account["account_id"])
            measured, size = asyncio.run(asyncio.wait_for(ours, PATIENCE_SECONDS))
            found[name] = {"p50_ms": round(measured.p50, 2), "p99_ms": round(measured.p99, 2)}
    with process("scripts.bench.broadcast") as (url, _):
        floor = asyncio.run(_floor(url, size))
    found["raw broadcast"] = {"p50_ms": round(floor.p50, 2), "p99_ms": round(floor.p99, 2)}
    for name in ("sqlite", "postgresql"):
        found[name]["p99 of raw"] = round(found[name]["p99_ms"] / floor.p99, 2)
    return found


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
