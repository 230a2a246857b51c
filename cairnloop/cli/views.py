"""How a listing that is watched is shown: a screen for people, new lines for a pipe, documents for programs."""

import os
from collections.abc import Callable, Sequence
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, TypeVar

import typer

from cairnloop.cli.output import Listing, Out, Shape, as_json, say
from cairnloop.cli.tables import table_lines

if TYPE_CHECKING:
    from rich.live import Live

Line = TypeVar("Line")


class View(Protocol):
    """Shows listings as they come. `trouble` says why the daemon could not be read; `listing` is then the last one."""

    def show(self, listing: Listing, *, live: bool, trouble: str) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def rows(listing: Listing) -> list[str]:
    return ["\t".join(cells) for cells in listing.cells()]


def document(listing: Listing) -> list[str]:
    return [as_json(listing.document())]


class Printed:
    """Line after line for pipes and programs: those that the listing before did not have."""

    def __init__(self, lines: Callable[[Listing], list[str]]) -> None:
        self._lines = lines
        self._before: frozenset[str] = frozenset()
        self._trouble = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def show(self, listing: Listing, *, live: bool, trouble: str) -> None:
        if trouble != self._trouble:
            say(f"cairnloop: {trouble}; it is tried again" if trouble else "cairnloop: the daemon answers again")
            self._trouble = trouble
        lines = self._lines(listing)
        for line in lines:
            if line not in self._before:
                typer.echo(line)
        self._before = frozenset(lines)


class Screen:
    """The whole terminal, drawn anew in place; when it ends the terminal is as before, with the last state below."""

    def __init__(self, title: str, interval: float) -> None:
        self._title, self._every = title, f"{interval:g}"
        self._last: Listing | None = None
        self._live: Live | None = None
        self._read_at = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()
        if error is None and self._last is not None:
            Out(Shape.TABLE).show(self._last)

    def show(self, listing: Listing, *, live: bool, trouble: str) -> None:
        self._last = listing
        if not trouble:
            self._read_at = datetime.now().astimezone().strftime("%H:%M:%S")
        state = "✕ not read since" if trouble else "● live" if live else f"○ read every {self._every} s"
        self._draw(listing, f"{self._title}  {state}  {self._read_at}", trouble and f"{trouble}; it is tried again")

    def _draw(self, listing: Listing, head: str, trouble: str) -> None:
        from rich.console import Console, Group
        from rich.live import Live
        from rich.text import Text

        if self._live is None:
            self._live = Live(
                console=Console(), screen=True, auto_refresh=False, redirect_stdout=False, redirect_stderr=False
            )
            self._live.start()
        width, height = self._live.console.size
        heading, *below = table_lines(listing, width, datetime.now().astimezone()) if listing.rows else [listing.empty]
        lines = [Text(heading, style="bold" if below else ""), *map(Text, fitting(below, height - 4, str))]
        for line in lines:
            line.no_wrap, line.overflow = True, "crop"
        above = [Text(line, no_wrap=True, overflow="ellipsis") for line in (head, trouble)]
        self._live.update(Group(*above, *lines, Text("Ctrl-C ends", style="dim")), refresh=True)


def fitting(lines: Sequence[Line], room: int, line: Callable[[str], Line]) -> list[Line]:
    """As many as there is room for; the last one says how many more there are."""
    if len(lines) <= room:
        return list(lines)
    shown = max(room - 1, 0)
    return [*lines[:shown], line(f"… and {len(lines) - shown} more")]


def screen_is_possible() -> bool:
    """Whether the terminal can be drawn on at all."""
    return os.environ.get("TERM", "") not in ("", "dumb", "unknown")
