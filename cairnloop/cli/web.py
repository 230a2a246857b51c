"""`web`: the console in a browser."""

import socket
from typing import Annotated
from urllib.parse import urlsplit

import typer

from cairnloop.cli import options, reach
from cairnloop.cli.exits import Exit, Usage
from cairnloop.cli.output import say

app = options.group()
PORT = 4780


@app.command(
    epilog=options.examples(
        "cairnloop web",
        "cairnloop web --port 0 --readonly",
        "cairnloop web --public-url https://desk.example/console   behind a TLS proxy that asks who comes",
    )
)
def web(
    config: options.Config = None,
    url: options.Url = None,
    api_key: options.ApiKey = None,
    host: Annotated[str, typer.Option("--host", metavar="H", help="Listen here.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, metavar="N", help="Listen here; 0 lets the system choose.")
    ] = PORT,
    public_url: Annotated[
        str | None, typer.Option("--public-url", metavar="URL", help="The address that browsers use, if another.")
    ] = None,
    most: Annotated[
        int, typer.Option("--sessions", min=1, max=50, metavar="N", help="Consoles at the same time, at most.")
    ] = 4,
    readonly: Annotated[bool, typer.Option("--readonly", help="Look, but change nothing.")] = False,
) -> int:
    """Serve the console to a browser until Ctrl-C. Prints a link that lets one browser in, once.

    Whoever uses the link acts with your key. It listens on this machine only: reach it through `ssh -L`, or put a proxy
    before it that speaks TLS and asks who comes.
    """
    place = reach.find(config, url, api_key)
    if not place.api_key:
        raise Usage("--api-key is missing; `cairnloop init` and `cairnloop login` store one")
    public = None if public_url is None else _checked(public_url)
    with _bound(host, port) as bound:
        return _serve(bound, host, public, place, most=most, readonly=readonly)


def _serve(
    bound: socket.socket, host: str, public: str | None, place: reach.Place, *, most: int, readonly: bool
) -> int:
    import asyncio

    from cairnloop.tui.web.door import LOOPBACK, Door
    from cairnloop.tui.web.seats import Seats
    from cairnloop.tui.web.site import Site, serve

    config = None if place.config is None else str(place.config.resolve())
    given = {"url": place.url, "api_key": place.api_key, "config": config, "readonly": readonly}
    door = Door.of(host, bound.getsockname()[1], public)
    site = Site(door, Seats(given, most), lambda link: say(f"A browser was let in. For another one: {link}"))

    def ready() -> None:
        if host not in LOOPBACK and not door.secure:
            say("Everybody on the way can read along: put a proxy before it that speaks TLS, and name --public-url.")
        typer.echo(f"open {door.link}")

    asyncio.run(serve(bound, site, ready))
    return Exit.OK


def _checked(url: str) -> str:
    """Raises Usage for what is no address, or one that would have to be encoded."""
    parts = urlsplit(url)
    if parts.query or parts.fragment or parts.username is not None:
        raise Usage("--public-url: write it like https://desk.example or https://desk.example/console")
    try:
        return reach.checked_url(url)
    except Usage:
        raise Usage("--public-url: write it like https://desk.example or https://desk.example/console") from None


def _bound(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises Usage where it cannot."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        return socket.create_server((host, port), family=family)
    except (OSError, UnicodeError) as error:
        raise Usage(f"cannot listen on {host}:{port} ({error}); choose others with --host and --port") from error
