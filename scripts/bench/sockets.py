"""What an idle socket, joined to its topics, costs the daemon in memory, beside an idle socket of a bare echo."""

import asyncio
import json
from typing import Any

from websockets.asyncio.client import ClientConnection

from scripts.bench.cli import resident_mb
from scripts.bench.houses import daemon, many_files, process
from scripts.bench.load import dial
from scripts.bench.messages import conversations

SOCKETS = 1_000
WARM = 100


async def _join(socket: ClientConnection, topic: str, customer_id: str) -> None:
    await socket.send(json.dumps(["1", "1", topic, "phx_join", {"customer_id": customer_id}]))
    while json.loads(await socket.recv())[3] != "presence_state":
        pass


async def _grown(address: str, pid: int, topics: list[tuple[str, str]]) -> float:
    """kB a socket, after some have warmed the process up."""
    sockets = await dial(address, WARM)
    await asyncio.gather(*(_join(socket, *topic) for socket, topic in zip(sockets, topics, strict=False)))
    before = resident_mb(pid)
    more = await dial(address, SOCKETS)
    await asyncio.gather(*(_join(socket, *topic) for socket, topic in zip(more, topics[WARM:], strict=False)))
    await asyncio.sleep(1)
    grown = (resident_mb(pid) - before) * 1024 / SOCKETS
    await asyncio.gather(*(socket.close() for socket in (*sockets, *more)))
    return round(grown, 1)


def measure() -> dict[str, Any]:
    many_files(8 * SOCKETS)
    with process("scripts.bench.echo") as (url, pid):
        floor = asyncio.run(_grown(url.replace("http", "ws") + "/", pid, []))
    with daemon() as (url, account):
        topics = asyncio.run(conversations(url, account["account_id"], SOCKETS + WARM))
        address = url.replace("http", "ws") + "/socket/websocket?vsn=2.0.0"
        ours = asyncio.run(_grown(address, account["pid"], topics))
    return {"sockets": SOCKETS, "kB a socket": ours, "bare echo kB a socket": floor}


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
