"""`daemon`, `tui` and `demo`: the things that run."""

import gc
import sys
from pathlib import Path
from typing import Annotated

import typer

from cairnloop.cli import options, reach
from cairnloop.cli.exits import Usage

app = options.group()


@app.command(
    epilog=options.examples(
        "cairnloop daemon --config desk/config.toml",
        "cairnloop daemon --port 0",
        "cairnloop daemon --migrate",
    )
)
def daemon(
    config: options.Config = None,
    host: Annotated[str | None, typer.Option("--host", metavar="H", help="Listen here instead of server.host.")] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", min=0, max=65535, metavar="N", help="Instead of server.port; 0 lets the system choose."),
    ] = None,
    migrate: Annotated[bool, typer.Option("--migrate", help="Bring the tables up to date first.")] = False,
) -> None:
    """Run the daemon until SIGTERM or Ctrl-C. Prints `listening on URL` once everything runs."""
    settings, _ = reach.settings_from(config)
    gc.disable()  # a quarter of the start would go into looking for garbage; the daemon enables it
    from cairnloop.daemon import founding, process

    if migrate:
        founding.migrate(settings)
    process.run(
        settings,
        host=settings.server.host if host is None else host,
        port=settings.server.port if port is None else port,
        ready=lambda url: typer.echo(f"listening on {url}"),
    )


@app.command(epilog=options.examples("cairnloop tui", "cairnloop tui --readonly --url http://127.0.0.1:4700"))
def tui(
    config: options.Config = None,
    url: options.Url = None,
    api_key: options.ApiKey = None,
    readonly: Annotated[bool, typer.Option("--readonly", help="Look, but change nothing.")] = False,
    no_mouse: Annotated[bool, typer.Option("--no-mouse", help="Leave the mouse to the terminal.")] = False,
) -> int:
    """Open the console: read, decide, answer."""
    return open_console(reach.find(config, url, api_key), readonly=readonly, no_mouse=no_mouse)


def open_console(place: reach.Place, *, readonly: bool = False, no_mouse: bool = False, in_queue: bool = False) -> int:
    """Raises Usage where it cannot be: without a terminal, or without a key."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Usage("the console needs a terminal; `cairnloop drafts list` and its neighbours work without one")
    if not place.api_key:
        raise Usage("--api-key is missing; `cairnloop init` and `cairnloop login` store one")
    gc.disable()  # a third of the start would go into looking for garbage where there is none; the console enables it
    from cairnloop.config import load
    from cairnloop.tui.running import run_console

    console = load(place.config).console
    return run_console(
        place.url,
        place.api_key,
        console,
        readonly=readonly,
        mouse=console.mouse and not no_mouse,
        in_queue=in_queue,
    )


@app.command(
    epilog=options.examples("cairnloop demo", "cairnloop demo --no-console --json", "cairnloop demo --keep desk")
)
def demo(
    console: Annotated[
        bool | None,
        typer.Option("--console/--no-console", help="Open the console, or play the loop; else as the terminal allows."),
    ] = None,
    keep: Annotated[Path | None, typer.Option("--keep", metavar="DIR", help="Live in DIR and leave it behind.")] = None,
    json: options.Json = False,
) -> int:
    """Try it: a small company and its customers.

    They live in a home that is thrown away afterwards. In a terminal the console opens; without one the whole loop is
    played and checked, step by step.
    """
    from cairnloop import demo

    if console is None:
        console = not json and sys.stdin.isatty() and sys.stdout.isatty()
    return demo.run(console=console, keep=keep, as_json=json)
