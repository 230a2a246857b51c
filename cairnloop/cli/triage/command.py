"""`triage`: decide what waits, line by line for people and from a script."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from cairnloop.cli import options, reach, reading
from cairnloop.cli.exits import Exit, Usage
from cairnloop.cli.output import as_json, say
from cairnloop.cli.panels import OUTPUT
from cairnloop.cli.running import open_console
from cairnloop.cli.views import screen_is_possible
from cairnloop.wire.terminal import harmless_block

if TYPE_CHECKING:
    import asyncio

    from cairnloop.cli.triage.sitting import Sitting
    from cairnloop.client import Client

app = options.group()

Plain = Annotated[
    bool,
    typer.Option(
        "--plain",
        help="One draft at a time as plain lines: for screen readers, dumb terminals and pipes.",
        rich_help_panel=OUTPUT,
    ),
]
Json = Annotated[
    bool,
    typer.Option("--json", help="Read one decision a line on stdin, write one result a line.", rich_help_panel=OUTPUT),
]
List = Annotated[
    bool, typer.Option("--list", help="With --json: print what waits, one draft a line.", rich_help_panel=OUTPUT)
]
Undo = Annotated[
    float | None, typer.Option("--undo-seconds", min=0, max=300, metavar="S", help="Hold answers back this long.")
]


@app.command(
    epilog=options.examples(
        "cairnloop triage --plain                      without --plain: the console",
        "cairnloop triage --json --list | jq -c 'select(.confidence > 0.9)'",
        """echo '{"draft_id": "ID", "version": 1, "action": "approve"}' | cairnloop triage --json""",
    )
)
def triage(
    plain: Plain = False,
    json: Json = False,
    list_: List = False,
    undo_seconds: Undo = None,
    config: options.Config = None,
    url: options.Url = None,
    api_key: options.ApiKey = None,
) -> int:
    """Decide what waits: on a screen, line by line, or by script.

    At a terminal the console opens with its decision queue; with --plain, and where TERM is dumb, each draft is told in
    plain lines and `help` lists what can be said. With --json a decision is an object with draft_id, version and action
    (approve, edit with body, discard with reason, regenerate with instruction). A malformed line is answered by an
    error that names the line and the field, and stops nothing; only a daemon that does not answer, or does not know the
    key, ends it early. The exit code is 0 when all were done.
    """
    if plain and json:
        raise Usage("--plain and --json exclude each other")
    if list_ and not json:
        raise Usage("--list goes with --json; `cairnloop drafts list` shows people what waits")
    place = reach.find(config, url, api_key)
    at_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if not (plain or json or at_terminal):
        raise Usage("without a terminal say how: --plain works line by line, --json reads decisions from a script")
    if not (plain or json) and screen_is_possible():
        if undo_seconds is not None:
            raise Usage("--undo-seconds goes with --plain and --json; the console holds answers as the daemon is set")
        return open_console(place, in_queue=True)
    import asyncio

    from cairnloop.client import Client

    # The loop runs only while the daemon is asked: in between Ctrl-C is Python's own, and ends a waiting read at once.
    with asyncio.Runner() as runner:
        client = Client(place.url, place.api_key)
        try:
            if not json:
                return _sit(runner, client, undo_seconds)
            return runner.run(_list(client)) if list_ else _script(runner, client, undo_seconds)
        finally:
            runner.run(client.close())


def _sit(runner: "asyncio.Runner", client: "Client", undo_seconds: float | None) -> Exit:
    from os import environ
    from time import monotonic
    from uuid import uuid4

    from cairnloop.cli.triage.sitting import Sitting

    at_terminal = sys.stdin.isatty()
    has_editor = at_terminal and bool(environ.get("VISUAL") or environ.get("EDITOR"))
    sitting = Sitting(
        client,
        _tell,
        now=monotonic,
        new_key=lambda: str(uuid4()),
        edited=reading.edited if has_editor else None,
        undo_seconds=undo_seconds,
    )
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")
    asking = False
    try:
        runner.run(sitting.begin())
        for said in _answers(sitting):
            if not at_terminal:
                _tell(said)  # so that what was kept of it reads like a conversation
            asking = True
            runner.run(sitting.take(said))
            asking = False
    except KeyboardInterrupt:
        typer.echo()
        if asking:
            _tell("What you said last may or may not have been done.")
    for line in (*sitting.unsent(), *sitting.tally.lines(monotonic())):
        _tell(line)
    return Exit.OK


def _answers(sitting: "Sitting") -> Iterator[str]:
    """What the person answers to each question, until they leave or the input ends."""
    while not sitting.over:
        typer.echo(f"{sitting.question} ", nl=False)
        if not (said := sys.stdin.readline()):
            typer.echo()
            return
        yield said.rstrip("\n")


def _tell(line: str) -> None:
    typer.echo(harmless_block(line))


def _script(runner: "asyncio.Runner", client: "Client", undo_seconds: float | None) -> Exit:
    from cairnloop.cli.triage.script import answer, lines_of

    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="surrogateescape")  # one line that is no UTF-8 must not stop the others
    if sys.stdin.isatty():
        say("Reading decisions, one JSON object a line; Ctrl-D ends.")
    ends: set[Exit] = set()
    number = 0
    try:
        for number, text in _written(lines_of(sys.stdin)):
            said = runner.run(answer(client, number, text, undo_seconds=undo_seconds))
            typer.echo(as_json(said.value))
            ends.add(said.exit)
            if said.ends is not None:
                say(f"cairnloop: {said.ends}")
                break
    except KeyboardInterrupt:
        say(f"cairnloop: interrupted after line {number}; whatever has no result may or may not have been done")
        return Exit.FAILED
    failed = ends - {Exit.OK}
    if not failed:
        return Exit.OK
    return failed.pop() if len(failed) == 1 else Exit.FAILED


def _written(lines: Iterator[str | None]) -> Iterator[tuple[int, str | None]]:
    """Lines with their numbers, but those that hold nothing."""
    return ((number, text) for number, text in enumerate(lines, 1) if text is None or text.strip())


async def _list(client: "Client") -> Exit:
    from cairnloop.cli.triage.script import listed

    async for row in listed(client):
        typer.echo(as_json(row))
    return Exit.OK
