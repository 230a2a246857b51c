"""Runs the console against the desk in memory, and waits for it without guessing how long."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from cairnloop.config import Console
from cairnloop.tui.app import ConsoleApp
from tests.tui.desk import Desk

WIDE, SMALL = (120, 36), (80, 24)


def console(desk: Desk, **settings: Any) -> ConsoleApp:
    readonly, keep_in = settings.pop("readonly", False), settings.pop("keep_in", None)
    keys = iter(f"key-{number}" for number in range(1000))
    given = Console(**{"theme": "dark", **settings})
    return ConsoleApp(
        desk,
        desk.connect,
        given,
        readonly=readonly,
        now=desk.now,
        new_key=lambda: next(keys),
        patience=0.0,
        keep_in=None if keep_in is None else lambda: keep_in,
    )


async def settle(pilot: Pilot[Any]) -> None:
    """Until nothing is being read, done or drawn any more. The socket and open questions go on waiting."""
    quiet = 0
    while quiet < 2:
        await pilot.pause()
        busy = [one for one in pilot.app.workers if one.is_running and one.name not in ("_listen", "_perform")]
        if busy:
            await pilot.app.workers.wait_for_complete(busy)
        quiet = 0 if busy else quiet + 1


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def write(pilot: Pilot[Any], text: str) -> None:
    """Pasted, which is typing all at once."""
    pilot.app.post_message(Paste(text))
    await settle(pilot)


@asynccontextmanager
async def running(
    desk: Desk, *, size: tuple[int, int] = WIDE, keys: Iterable[str] = (), **settings: Any
) -> AsyncIterator[Pilot[Any]]:
    async with console(desk, **settings).run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, *keys)
        yield pilot


def shown(pilot: Pilot[Any]) -> str:
    """All that is on the screen, as text."""
    app = pilot.app
    width, height = app.size
    lines = app.screen._compositor.render_strips()
    assert len(lines) == height
    return "\n".join(strip.text.ljust(width) for strip in lines)


def called(desk: Desk, name: str) -> list[tuple[Any, ...]]:
    """With what this call of the daemon was made, each time."""
    return [call[1:] for call in desk.calls if call[0] == name]


async def type_in(pilot: Pilot[Any], text: str) -> None:
    """Into the line of the dialog that is open, and Enter."""
    pilot.app.screen.query_one(Input).value = text
    await press(pilot, "enter")
