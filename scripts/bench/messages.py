"""Customer messages accepted over 100 sockets (sent, committed, acknowledged, broadcast) beside a raw echo."""

import asyncio
import json
import uuid
from typing import Any

import httpx
import orjson
from websockets.asyncio.client import ClientConnection

from scripts.bench.houses import daemon, process
from scripts.bench.load import Measured, dial, flat_out, paced

SOCKETS = 100
EACH = 60
PATIENCE_SECONDS = 120


async def echo_rate(url: str) -> Measured:
    sockets = await dial(url.replace("http", "ws") + "/", SOCKETS)
    frame = json.dumps(["1", "2", "conversation:" + str(uuid.uuid4()), "shout", {"body": "x" * 80}])

    async def exchange(socket: ClientConnection, number: int) -> None:
        await socket.send(frame)
        await socket.recv()

    await flat_out(sockets, exchange, 10)
    measured = await flat_out(sockets, exchange, EACH * 3)
    await asyncio.gather(*(socket.close() for socket in sockets))
    return measured


async def accepted(url: str, account_id: str) -> tuple[Measured, Measured]:
    """Flat out, and at a third of that rate."""
    topics = [topic for topic, _ in await conversations(url, account_id, SOCKETS)]
    sockets = await dial(url.replace("http", "ws") + "/socket/websocket?vsn=2.0.0", SOCKETS)
    of = dict(zip(sockets, topics, strict=True))
    await asyncio.gather(*(_join(socket, topic) for socket, topic in of.items()))

    async def exchange(socket: ClientConnection, number: int) -> None:
        # The client runs beside what it measures: it had better be light.
        ref, said = str(number + 10), {"body": "How do I move it? " * 4, "client_id": str(uuid.uuid4())}
        await socket.send(orjson.dumps(["1", ref, of[socket], "shout", said]).decode())
        acknowledged = heard = False
        while not (acknowledged and heard):
            frame = orjson.loads(await socket.recv(decode=False))
            acknowledged = acknowledged or (frame[3] == "phx_reply" and frame[1] == ref)
            heard = heard or (frame[3] == "shout" and frame[4]["client_id"] == said["client_id"])

    await flat_out(sockets, exchange, 5)
    full = await flat_out(sockets, exchange, EACH)
    third = await paced(sockets, exchange, EACH // 2, full.per_second / 3)
    await asyncio.gather(*(socket.close() for socket in sockets))
    return full, third


async def conversations(url: str, account_id: str, count: int) -> list[tuple[str, str]]:
    """So many new customers with a conversation each: its topic, and the customer's id."""
    async with httpx.AsyncClient(base_url=url) as http:
        topics = []
        for number in range(count):
            about = {"account_id": account_id, "name": f"Customer {number}"}
            customer = (await http.post("/api/customers", json={"customer": about})).json()["data"]["id"]
            asked = {"account_id": account_id, "customer_id": customer}
            opened = await http.post("/api/conversations", json={"conversation": asked})
            topics.append((f"conversation:{opened.json()['data']['id']}", customer))
    return topics


async def _join(socket: ClientConnection, topic: str) -> None:
    await socket.send(json.dumps(["1", "1", topic, "phx_join", {}]))
    while json.loads(await socket.recv())[3] != "presence_state":
        pass


def measure(databases: dict[str, str | None]) -> dict[str, Any]:
    """`databases` maps a name to an address; None means the embedded default."""
    with process("scripts.bench.echo") as (url, _):
        floor = asyncio.run(echo_rate(url))
    found: dict[str, Any] = {"echo": floor.row()}
    for name, address in databases.items():
        with daemon(address) as (url, account):
            full, third = asyncio.run(asyncio.wait_for(accepted(url, account["account_id"]), PATIENCE_SECONDS))
        ratio = full.per_second / floor.per_second
        found[name] = {**full.row(), "of_echo": round(ratio, 3), "p99_ms_at_a_third": round(third.p99, 2)}
    return found


if __name__ == "__main__":
    print(json.dumps(measure({"sqlite": None}), indent=2))
