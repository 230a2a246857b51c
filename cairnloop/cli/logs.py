"""`logs`: what the daemon said last, and what it says from now on."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cairnloop.cli import options, reach
from cairnloop.cli.exits import Exit, Usage, line_for
from cairnloop.cli.log_lines import COLOURS, Wanted, shown
from cairnloop.cli.output import as_json, require_reader, say
from cairnloop.errors import CairnloopError, Invalid

if TYPE_CHECKING:
    from cairnloop.client import Client
    from cairnloop.wire.status import LogLineOut

app = options.group()

# As many as the daemon keeps; which of them are wanted is found out here.
MOST = 1000
LOOK_SECONDS = 1.0
Level = Literal["debug", "info", "warning", "error"]
Show = Callable[["LogLineOut"], None]


@app.command(
    epilog=options.examples(
        "cairnloop logs",
        "cairnloop logs --follow --level warning",
        "cairnloop logs --since 2h --json 'job failed'",
        "cairnloop logs --file daemon.log               for a daemon that is down",
    )
)
def logs(
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="Only lines that contain this.")] = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Stay, and show what comes until Ctrl-C.")] = False,
    level: Annotated[
        Level, typer.Option("--level", metavar="L", help="debug, info, warning or error: this and worse.")
    ] = "debug",
    since: Annotated[str | None, typer.Option("--since", metavar="T", help="10m, 2h, today, 2026-03-02T09:30.")] = None,
    limit: options.Limit = 100,
    file: Annotated[Path | None, typer.Option("--file", metavar="PATH", help="Read a log file instead.")] = None,
    json: options.Json = False,
    config: options.Config = None,
    url: options.Url = None,
    api_key: options.ApiKey = None,
) -> Exit:
    """Show the daemon's last log lines; admins only. It keeps the last thousand in memory."""
    import asyncio

    wanted, show = _wanted(level, since, text), _as_json if json else _as_text
    if file is not None:
        asyncio.run(_from_file(file, wanted, show, limit, follow=follow))
    else:
        place = reach.find(config, url, api_key)
        asyncio.run(_from_daemon(place, wanted, show, limit, follow=follow))
    return Exit.OK


def _wanted(level: str, since: str | None, text: str | None) -> Wanted:
    """Raises Usage for a value that cannot be."""
    from cairnloop.wire.trail import moment

    try:
        at = None if since is None else moment(since.strip(), datetime.now().astimezone(), "since")
    except Invalid as error:
        raise Usage(f"--{error.detail}") from None
    return Wanted(level, at, text or "")


def _as_json(line: "LogLineOut") -> None:
    typer.echo(as_json(line))


def _as_text(line: "LogLineOut") -> None:
    head, *trace = shown(line)
    colour = None if os.environ.get("NO_COLOR") else COLOURS.get(line["level"])
    typer.echo(typer.style(head, fg=colour) if colour else head)
    for one in trace:
        typer.echo(one)


async def _from_file(path: Path, wanted: Wanted, show: Show, limit: int, *, follow: bool) -> None:
    from cairnloop.cli.interrupts import until_interrupted
    from cairnloop.cli.log_file import LogFile

    file = LogFile(path)

    async def go_on() -> None:
        async for line in file.follow():
            if wanted.fits(line):
                show(line)

    try:
        for line in [line for line in file.read(to_end=not follow) if wanted.fits(line)][-limit:]:
            show(line)
        if follow:
            await until_interrupted(go_on())
    finally:
        file.close()


async def _from_daemon(place: reach.Place, wanted: Wanted, show: Show, limit: int, *, follow: bool) -> None:
    from cairnloop.cli.interrupts import until_interrupted
    from cairnloop.client import Client

    async with Client(place.url, place.api_key) as client:
        answers = Answers(client, wanted)
        lines = await answers.first()
        for line in lines[-limit:]:
            show(line)
        if not lines and not follow:
            say("The daemon remembers no such line; what is older stands in its log file.")
        if follow:
            await until_interrupted(answers.go_on(show))


class Answers:
    """What daemons answer: behind a load balancer it need not always be the same one, and nothing is shown twice."""

    def __init__(self, client: "Client", wanted: Wanted) -> None:
        self._client = client
        self._wanted = wanted
        self._cursor: str | None = None
        self._node: str | None = None
        self._seen: dict[str, int] = {}
        self._newest = ""

    async def first(self) -> list["LogLineOut"]:
        """The last lines there are. Raises what any call raises."""
        return self._taken(await self._client.logs(level=self._wanted.level, limit=MOST))

    async def go_on(self, show: Show) -> None:
        """Whatever comes, for ever; a daemon that is away is tried again."""
        import asyncio

        trouble = ""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            require_reader()
            try:
                said = await self._client.logs(after=self._cursor, level=self._wanted.level, limit=MOST)
            except CairnloopError as error:
                if error.status in (401, 403):
                    raise
                if not trouble:
                    trouble = line_for(error)
                    say(f"cairnloop: {trouble}; it is tried again")
                continue
            if trouble:
                trouble = ""
                say("cairnloop: the daemon answers again")
            if said["missed"]:
                say(f"cairnloop: {said['missed']} lines came and went unread; the log file has them")
            for line in self._taken(said):
                show(line)

    def _taken(self, said: dict[str, Any]) -> list["LogLineOut"]:
        node = str(said["daemon"]["node"])
        if node != self._node:
            if self._node is not None or said["daemons"] > 1:
                others = f"; {said['daemons']} daemons share the database" if said["daemons"] > 1 else ""
                since = "from here on this" if self._node is not None else "this"
                say(f"cairnloop: {since} is the log of {_name(said['daemon'])}{others}")
            self._node = node
        known = self._seen.get(node)
        fresh = [line for line in said["data"] if self._is_new(line, known)]
        self._cursor = str(said["next"])
        self._seen[node] = _number(self._cursor)
        self._newest = max((self._newest, *(line["at"] for line in fresh)))
        return [line for line in fresh if self._wanted.fits(line)]

    def _is_new(self, line: "LogLineOut", known: int | None) -> bool:
        if known is not None:
            return _number(line["cursor"]) > known
        return line["at"] > self._newest


def _number(cursor: str) -> int:
    return int(cursor.rpartition(".")[2])


def _name(daemon: dict[str, Any]) -> str:
    return f"{daemon['host']} (process {daemon['pid']}, {daemon['node'][-8:]})"
