"""Who is said to be here when everybody has gone home?"""

import asyncio
from contextlib import suppress
from typing import Any

from cairnloop.client import Refused, Unreachable
from cairnloop.client.channel import Channel
from tests.journey.daemons import ended

# A daemon that was killed takes its people with it, once the others have missed it for a while.
SECONDS = 60


async def ghosts(url: str, key: str, account_id: str) -> list[str]:
    """Customers who left and are still shown as present by the daemon at `url`."""
    for _ in range(SECONDS):
        present = await _present(url, key, f"notification:{account_id}")
        left = [who for who in present if who.startswith("customer:")]
        if not left:
            return []
        await asyncio.sleep(1)
    return [f"{url} shows {who}, who has gone" for who in left]


async def _present(url: str, key: str, topic: str) -> dict[str, Any]:
    told: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()

    def hear(_topic: str, event: str, payload: dict[str, Any]) -> None:
        if event == "presence_state" and not told.done():
            told.set_result(payload)

    channel = Channel(url, key, on_event=hear)
    running = asyncio.create_task(channel.run())
    try:
        async with asyncio.timeout(SECONDS):
            while not told.done():
                with suppress(Unreachable, Refused):
                    await channel.join(topic, {"present": False})
                    return await told
                await asyncio.sleep(0.1)
            return await told
    finally:
        await ended(running)
