"""A living desk for the console: customers keep writing while somebody works."""

import asyncio
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from cairnloop.demo.home import KNOWLEDGE, Home
from cairnloop.demo.steps import Steps
from cairnloop.demo.visitor import Visitor

# Who writes what; the first few are there when the console opens, the others come while one works.
CROWD: list[tuple[str, str | None, list[str]]] = [
    (
        "Ada Park",
        "ada@hikers.example",
        ["Hi! How do I download an area so that our members can use the map without signal?"],
    ),
    (
        "Lin Osei",
        "lin@ridge.example",
        ["The invoice has the wrong company name on it", "can you fix last month's too?"],
    ),
    ("Bo Reyes", None, ["Can I get my money back for the annual plan? we bought it twice by mistake"]),
    ("Mara Lindqvist", "mara@fjell.example", ["my track import fails", "it is a gpx from an old garmin"]),
    ("Tom Achebe", "tom@clubs.example", ["do you rent out mountain huts?"]),
    ("Yuki Tanaka", "yuki@alps.example", ["How do I invite the other guides to our club?"]),
    ("Priya Nair", None, ["we cancelled but were charged again"]),
    ("Jonas Weber", "jonas@wander.example", ["Ich kann mich nicht anmelden, the reset mail never comes"]),
    ("Eva Novak", "eva@tatra.example", ["how can I share a trail with people who have no account"]),
    ("Sol Marin", None, ["is there an api?"]),
]
AT_FIRST = 4
PAUSE_SECONDS = (12.0, 30.0)


def live(home: Home, steps: Steps) -> int:
    """Seed the company, let customers in, and open the console until it is closed."""
    with steps.step("Open the account and start the daemon"):
        home.open_account()
        home.start()
    with steps.step("Import the knowledge base") as step:
        told = home.command("kb", "import", str(KNOWLEDGE), "--publish")
        step.told = f"{told['added']} articles"
    steps.line(f"\nWrite as a customer yourself: {home.demo_page}\n")
    with _guests(home):
        return _console(home)


@contextmanager
def _guests(home: Home) -> Iterator[None]:
    """Let the crowd in, on a thread and a loop of its own; the console has the main ones."""
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(_crowd(home, stop),), daemon=True)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=5)
        loop.close()


def _console(home: Home) -> int:
    from cairnloop.config import Console
    from cairnloop.tui.running import run_console

    return run_console(home.url, home.account["api_key"], Console(), readonly=False, mouse=True)


async def _crowd(home: Home, stop: asyncio.Event) -> None:
    visits: set[asyncio.Task[None]] = set()
    for number, (name, email, lines) in enumerate(CROWD):
        if number >= AT_FIRST:
            await _unless(stop, random.uniform(*PAUSE_SECONDS))  # noqa: S311 - a crowd, not a secret
        if stop.is_set():
            break
        visits.add(asyncio.create_task(_visit(home, stop, name, email, lines)))
    await stop.wait()
    for visit in visits:
        visit.cancel()
    await asyncio.gather(*visits, return_exceptions=True)


async def _visit(home: Home, stop: asyncio.Event, name: str, email: str | None, lines: list[str]) -> None:
    async with Visitor(home.url, home.account["account_id"], name, email, os="Android", browser="Firefox") as visitor:
        for line in lines:
            await visitor.write(line)
            await _unless(stop, 1.0)
        await stop.wait()


async def _unless(stop: asyncio.Event, seconds: float) -> None:
    """Wait, but not longer than the console is open."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()
