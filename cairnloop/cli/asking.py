"""Commands that ask the daemon: the options they share, the connection, and bulk over many ids."""

import inspect
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import typer

from cairnloop.cli import options, reach
from cairnloop.cli.exits import Exit, exit_for, line_for
from cairnloop.cli.output import Out, Shape, say
from cairnloop.cli.reading import Target
from cairnloop.errors import CairnloopError

if TYPE_CHECKING:
    from cairnloop.client import Client

P = ParamSpec("P")
Ask = Callable[Concatenate["Asking", P], Awaitable[Exit | None]]
PAGE = 200


@dataclass(frozen=True, slots=True)
class Asking:
    """What a command that asks the daemon has at hand."""

    client: "Client"
    out: Out
    place: reach.Place

    async def pages(
        self, fetch: Callable[[int, str | None], Awaitable[Any]], limit: int, after: str | None
    ) -> tuple[list[Any], str | None]:
        """Rows over as many pages as it takes, and the cursor of what comes after them."""
        rows: list[Any] = []
        while True:
            page = await fetch(min(PAGE, limit - len(rows)), after)
            rows += page.rows
            after = page.next
            if after is None or len(rows) >= limit:
                return rows, after

    async def each(self, targets: Sequence[Target], act: Callable[[Target], Awaitable[Any]], done: str) -> Exit:
        """Do one thing to many; a refusal of one stops nobody else. One JSON line or one plain line each."""
        ends: list[Exit] = []
        for target in targets:
            try:
                result = await act(target)
            except CairnloopError as error:
                ends.append(exit_for(error))
                say(f"cairnloop: {target.id}: {line_for(error)}")
                if ends[-1] is Exit.UNREACHABLE:
                    break
                continue
            if self.out.json:
                self.out.value(result)
            else:
                self.out.lines([f"{target.id}\t{done}"])
        if not ends:
            return Exit.OK
        return ends[0] if len(set(ends)) == 1 else Exit.FAILED


def shape_of(*, json: bool, csv: bool = False, plain: bool = False) -> Shape:
    """What was asked for; a table for a person, plain lines for a pipe."""
    if json:
        return Shape.JSON
    if csv:
        return Shape.CSV
    return Shape.PLAIN if plain or not sys.stdout.isatty() else Shape.TABLE


def asks(app: typer.Typer, name: str, *examples: str, listing: bool = False) -> Callable[[Ask[P]], Ask[P]]:
    """Make a command of an async function whose first argument is `Asking`; its other arguments are its options."""

    def register(ask: Ask[P]) -> Ask[P]:
        async def run(place: reach.Place, out: Out, given: dict[str, Any]) -> Exit | None:
            from cairnloop.client import Client

            async with Client(place.url, place.api_key) as client:
                return await ask(Asking(client, out, place), **given)  # type: ignore[call-arg]

        def command(**given: Any) -> Exit | None:
            import asyncio  # help must not wait for it

            place = reach.find(given.pop("config"), given.pop("url"), given.pop("api_key"))
            shape = shape_of(json=given.pop("json"), csv=given.pop("csv", False), plain=given.pop("plain", False))
            return asyncio.run(run(place, Out(shape), given))

        _dress(command, ask, listing=listing)
        app.command(name, epilog=options.examples(*examples))(command)
        return ask

    return register


def _dress(command: Callable[..., Any], ask: Callable[..., Any], *, listing: bool) -> None:
    """Give the command the arguments of `ask` but its first, and the options that all of them have."""
    shared: list[tuple[str, Any, Any]] = [("json", options.Json, False)]
    if listing:
        shared += [("csv", options.Csv, False), ("plain", options.Plain, False)]
    shared += [("config", options.Config, None), ("url", options.Url, None), ("api_key", options.ApiKey, None)]
    own = list(inspect.signature(ask, eval_str=True).parameters.values())[1:]
    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for name, annotation, default in shared
    ]
    parameters = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own] + added
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in parameters}
    command.__doc__, command.__name__ = ask.__doc__, ask.__name__
