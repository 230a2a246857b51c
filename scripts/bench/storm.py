"""1,000 sockets connect and join the same topic at once, each shown to all the others: when is everybody told?"""

import asyncio
import json
import time
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from scripts.bench.cli import resident_mb
from scripts.bench.houses import daemon, many_files, process
from scripts.bench.load import Measured

SOCKETS = 1_000
PATIENCE_SECONDS = 300


async def _storm(address: str, topic: str | None) -> dict[str, Any]:
    """Milliseconds from the connection to the presence state; the time until all are in, and until all know of all."""
    times: list[float] = []
    opened: list[ClientConnection] = []
    quiet = asyncio.Semaphore(200)  # browsers do not all shake hands in the same millisecond

    async def one() -> None:
        began = time.perf_counter()
        async with quiet:
            socket = await connect(address, compression=None, max_size=2**24, ping_interval=None, open_timeout=120)
        opened.append(socket)
        await socket.send(json.dumps(["1", "1", topic or "echo", "phx_join", {}]))
        while (frame := await socket.recv()) and topic is not None and '"presence_state"' not in str(frame)[:80]:
            pass
        times.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(SOCKETS)))
    all_in = time.perf_counter() - began
    measured = Measured.of(all_in, times)
    if topic is not None:
        await asyncio.gather(*(_answered(socket) for socket in opened))
    settled = time.perf_counter() - began
    await asyncio.gather(*(socket.close() for socket in opened))
    return {"p99_ms": round(measured.p99, 1), "all_in_s": round(all_in, 2), "settled_s": round(settled, 2)}


async def _answered(socket: ClientConnection) -> None:
    """What was said before has been heard once this is answered."""
    await socket.send(json.dumps([None, "beat", "phoenix", "heartbeat", {}]))
    while '"beat"' not in str(await socket.recv())[:40]:
        pass


def measure() -> dict[str, Any]:
    many_files(8 * SOCKETS)
    with process("scripts.bench.echo") as (url, _):
        floor = asyncio.run(_storm(url.replace("http", "ws") + "/", None))
    with daemon() as (url, account):
        before = resident_mb(account["pid"])
        address = f"{url.replace('http', 'ws')}/socket/websocket?vsn=2.0.0&token={account['api_key']}"
        storm = _storm(address, f"notification:{account['account_id']}")
        ours = asyncio.run(asyncio.wait_for(storm, PATIENCE_SECONDS))
        grown = round(resident_mb(account["pid"]) - before, 1)
    return {"sockets": SOCKETS, "joined and present": {**ours, "daemon_grew_mb": grown}, "bare echo": floor}


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
