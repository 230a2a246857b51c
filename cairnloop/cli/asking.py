"""Commands that ask the daemon: the options they share, the connection, and bulk over many ids."""

import inspect
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import typer

from cairnloop.cli import options, reach
from cairnloop.cli.exits import Exit, Usage, exit_for, line_for
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
                if ends[-1] is Exit.UNREACHABLE or error.status == 401:
                    break  # it would be the same with all the others
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


def asks(
    app: typer.Typer, name: str, *examples: str, listing: bool = False, watch: bool = False
) -> Callable[[Ask[P]], Ask[P]]:
    """Make a command of an async function whose first argument is `Asking`; its other arguments are its options.

    One with `watch` prints a single listing; --watch runs it again and again.
    """

    def register(ask: Ask[P]) -> Ask[P]:
        async def run(
            place: reach.Place, shape: Shape, watched: "Watched | None", given: dict[str, Any]
        ) -> Exit | None:
            from cairnloop.client import Client

            async with Client(place.url, place.api_key) as client:
                if watched is None:
                    return await ask(Asking(client, Out(shape), place), **given)  # type: ignore[call-arg]
                from cairnloop.cli.watching import watch

                def read(out: Out) -> Awaitable[object]:
                    return ask(Asking(client, out, place), **given)  # type: ignore[call-arg]

                return await watch(client, shape, watched.title, watched.interval, read)

        def command(**given: Any) -> Exit | None:
            import asyncio  # help must not wait for it

            place = reach.find(given.pop("config"), given.pop("url"), given.pop("api_key"))
            shapes = {name: given.pop(name, False) for name in ("json", "csv", "plain")}
            if len(chosen := [f"--{name}" for name, is_chosen in shapes.items() if is_chosen]) > 1:
                raise Usage(f"{' and '.join(chosen)} exclude each other")
            shape = shape_of(**shapes)
            watched = _watched(given, shape) if watch else None
            return asyncio.run(run(place, shape if watched is None else watched.shape, watched, given))

        _dress(command, ask, listing=listing, watch=watch)
        app.command(name, epilog=options.examples(*examples))(command)
        return ask

    return register


@dataclass(frozen=True, slots=True)
class Watched:
    """That a listing shall stay, how often it is read at least, and in which shape it can be shown then."""

    title: str
    interval: float
    shape: Shape


def _watched(given: dict[str, Any], shape: Shape) -> Watched | None:
    """None without --watch. Raises Usage for shapes that cannot go on."""
    context, wanted, interval = given.pop("context"), given.pop("watch"), given.pop("interval")
    if not wanted:
        return None
    if shape is Shape.CSV:
        raise Usage("--watch goes with --json and --plain, not with --csv: a table that goes on has no end")
    from cairnloop.cli.views import screen_is_possible

    if shape is Shape.TABLE and not screen_is_possible():
        shape = Shape.PLAIN
    return Watched(context.command_path, interval, shape)


def _dress(command: Callable[..., Any], ask: Callable[..., Any], *, listing: bool, watch: bool) -> None:
    """Give the command the arguments of `ask` but its first, and the options that all of them have."""
    shared: list[tuple[str, Any, Any]] = [("json", options.Json, False)]
    if listing:
        shared += [("csv", options.Csv, False), ("plain", options.Plain, False)]
    if watch:
        shared += [("watch", options.Watch, False), ("interval", options.Interval, 5.0)]
        shared += [("context", typer.Context, inspect.Parameter.empty)]
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
