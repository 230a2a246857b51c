"""A console for each browser: a process of its own, which ends with its connection, and no more than are allowed."""

import asyncio
import json
import shlex
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMessage, WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from cairnloop.tui.web.inside import VARIABLE

COMMAND = shlex.join([sys.executable, "-m", "cairnloop.tui.web.inside"])
# How long a console may take to leave before it is left to itself.
LEAVES_IN_SECONDS = 5.0
# A pasted text at most; a key is a few bytes.
MOST_BYTES = 1_000_000
WIDEST, TALLEST = 1000, 500
FULL, UNREADABLE = 4429, 1003


class Console(AppService):
    """The process behind one browser. What it is told beside its size stands in one variable, and in no list of
    processes.
    """

    def __init__(self, given: Mapping[str, Any], websocket: web.WebSocketResponse) -> None:
        async def close() -> None:
            await websocket.close()

        super().__init__(
            COMMAND,
            write_bytes=websocket.send_bytes,
            write_str=websocket.send_str,
            close=close,
            download_manager=DownloadManager(),
        )
        self._given = given

    async def run(self) -> None:
        """A console that has ended, however it did, lets its browser know."""
        await super().run()
        await self.remote_close()

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        return {**super()._build_environment(width, height), VARIABLE: json.dumps(dict(self._given))}


@dataclass
class Seats:
    """`given` is what each console has to know: the daemon, the key, and whether it only looks."""

    given: Mapping[str, Any]
    most: int
    taken: set[web.WebSocketResponse] = field(default_factory=set)

    async def sit(self, request: web.Request) -> web.WebSocketResponse:
        """One browser, until it leaves or its console does."""
        websocket = web.WebSocketResponse(heartbeat=15, max_msg_size=MOST_BYTES)
        await websocket.prepare(request)
        if len(self.taken) >= self.most:
            await websocket.close(code=FULL, message=b"too many")
            return websocket
        self.taken.add(websocket)
        console = Console(self.given, websocket)
        try:
            await console.start(
                _cells(request.query.get("width"), 80, WIDEST), _cells(request.query.get("height"), 24, TALLEST)
            )
            async for message in websocket:
                if not await _obey(console, message):
                    await websocket.close(code=UNREADABLE)
        finally:
            self.taken.discard(websocket)
            await _end(console)
        return websocket

    async def clear(self) -> None:
        """Everybody is sent away."""
        for websocket in tuple(self.taken):
            await websocket.close(code=1001, message=b"the console's server stops")


async def _end(console: Console) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(LEAVES_IN_SECONDS):
            await console.stop()
            return
    process = console._process
    if process is not None and process.returncode is None:
        process.kill()


async def _obey(console: Console, message: WSMessage) -> bool:
    """What the page says: keys, its size, whether it is looked at. False for what no page of ours says."""
    if message.type is not WSMsgType.TEXT:
        return False
    try:
        match json.loads(message.data):
            case ["stdin", str(keys)]:
                await console.send_bytes(keys.encode("utf-8", "replace"))
            case ["resize", {"width": int(width), "height": int(height)}]:
                await console.set_terminal_size(max(1, min(width, WIDEST)), max(1, min(height, TALLEST)))
            case ["ping", data]:
                await console.remote_write_str(json.dumps(["pong", data]))
            case ["blur", *_]:
                await console.blur()
            case ["focus", *_]:
                await console.focus()
            case _:
                return False
    except (ValueError, RecursionError):
        return False
    return True


def _cells(text: str | None, usual: int, most: int) -> int:
    """No terminal has a size of more digits, and reading thousands of them fails."""
    return max(1, min(int(text), most)) if text and len(text) <= 9 and text.isascii() and text.isdigit() else usual
