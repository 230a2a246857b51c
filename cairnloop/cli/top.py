"""`top`: how the house is doing, as it changes."""

import sys
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from cairnloop.cli import options
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.exits import Exit, line_for
from cairnloop.cli.output import Out, say
from cairnloop.cli.top_lines import Said, folded, top_lines
from cairnloop.cli.views import fitting, screen_is_possible
from cairnloop.errors import CairnloopError

if TYPE_CHECKING:
    from rich.live import Live

    from cairnloop.wire.status import StatusOut

app = options.group()

# So many readings stand in the small picture of the pace.
READINGS = 20


class View(Protocol):
    def show(self, status: "StatusOut") -> None: ...

    def trouble(self, said: str) -> None: ...


@asks(
    app,
    "top",
    "cairnloop top",
    "cairnloop top --once",
    "cairnloop top --json --interval 10 >> house.jsonl",
)
async def top(
    it: Asking,
    once: Annotated[bool, typer.Option("--once", help="Show it once and end: with 1 when a part is blocked.")] = False,
    interval: Annotated[
        float, typer.Option("--interval", min=0.2, max=3600, metavar="S", help="Look this often.")
    ] = 2.0,
) -> Exit:
    """Watch how the house is doing.

    Sockets, messages, jobs, model calls, and in words what is wrong, what is safe all the same, and what to do. Without
    a terminal, or on one that cannot be drawn on, it is shown once; --json goes on, one object a line.
    """
    status = await it.client.status()
    if once or not (it.out.json or (sys.stdout.isatty() and screen_is_possible())):
        Printed(it.out).show(status)
        return Exit.FAILED if status["state"] == "blocked" else Exit.OK
    from cairnloop.cli.interrupts import until_interrupted

    if it.out.json:
        await until_interrupted(_stay(it, Printed(it.out), status, interval))
        return Exit.OK
    with Screen(interval) as screen:
        await until_interrupted(_stay(it, screen, status, interval))
    return Exit.OK


async def _stay(it: Asking, view: View, status: "StatusOut", interval: float) -> None:
    """Look again and again. A daemon that is away is tried again; a key that is not good any more ends it."""
    import asyncio

    view.show(status)
    while True:
        await asyncio.sleep(interval)
        try:
            view.show(await it.client.status())
        except CairnloopError as error:
            if error.status in (401, 403):
                raise
            view.trouble(line_for(error))


class Printed:
    """One reading after the other: objects for programs, lines for people."""

    def __init__(self, out: Out) -> None:
        self._out = out

    def show(self, status: "StatusOut") -> None:
        self._out.thing(status, [line.text for line in top_lines(status)])

    def trouble(self, said: str) -> None:
        say(f"cairnloop: {said}; it is tried again")


class Screen:
    """The whole terminal, drawn anew in place; when it ends the terminal is as before, with the last state below."""

    def __init__(self, interval: float) -> None:
        self._every = f"{interval:g}"
        self._paces: deque[float] = deque(maxlen=READINGS)
        self._lines: Sequence[Said] = ()
        self._read_at = ""
        self._live: Live | None = None

    def __enter__(self) -> "Screen":
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self._live is not None:
            self._live.stop()
        for line in self._lines:
            typer.echo(line.text)

    def show(self, status: "StatusOut") -> None:
        messages = next((part["facts"] for part in status["parts"] if part["name"] == "messages"), {})
        self._paces.append(float(messages.get("per_second") or 0.0))
        self._lines = top_lines(status, self._paces)
        self._read_at = datetime.now().astimezone().strftime("%H:%M:%S")
        self._draw(Said(f"read at {self._read_at}, every {self._every} s", "dim"))

    def trouble(self, said: str) -> None:
        """The last reading stays, and is called what it is."""
        self._draw(Said(f"✕ not read since {self._read_at}: {said}; it is tried again", "red"))

    def _draw(self, how: Said) -> None:
        from rich.console import Console, Group
        from rich.live import Live
        from rich.text import Text

        if self._live is None:
            self._live = Live(
                console=Console(), screen=True, auto_refresh=False, redirect_stdout=False, redirect_stderr=False
            )
            self._live.start()
        width, height = self._live.console.size
        below = [Said(""), *folded([how], width), Said("Ctrl-C ends", "dim")]
        lines = [*fitting(folded(self._lines, width), height - len(below), Said), *below]
        texts = [Text(line.text, style=line.style, no_wrap=True, overflow="ellipsis") for line in lines]
        self._live.update(Group(*texts), refresh=True)
