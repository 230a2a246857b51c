"""Ctrl-C as the ordinary end of what goes on until somebody has seen enough."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any


async def until_interrupted(work: Coroutine[Any, Any, None]) -> None:
    """Do `work` until Ctrl-C, which is no failure. Raises what the work itself raises."""
    loop, working = asyncio.get_running_loop(), asyncio.create_task(work)
    loop.add_signal_handler(signal.SIGINT, working.cancel)
    try:
        await asyncio.wait([working])
    finally:
        loop.remove_signal_handler(signal.SIGINT)
    if not working.cancelled():
        working.result()
