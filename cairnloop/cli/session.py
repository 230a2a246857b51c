"""`login`, `join` and `logout`: a key of one's own for the commands on this machine."""

import socket
import sys
from typing import Annotated, Any

import typer

from cairnloop.cli import credentials, options, reach, reading
from cairnloop.cli.asking import shape_of
from cairnloop.cli.exits import NotLetIn, Usage
from cairnloop.cli.house import given_password
from cairnloop.cli.output import Out, fields

app = options.group()


@app.command(
    epilog=options.examples(
        "cairnloop login --email you@acme.example",
        "cairnloop login --url https://desk.acme.example --email you@acme.example",
    )
)
def login(
    email: Annotated[str | None, typer.Option("--email", metavar="E", help="Who you are.")] = None,
    password: Annotated[
        str | None, typer.Option("--password", metavar="P", help="- reads a line of stdin; else you are asked.")
    ] = None,
    code: Annotated[
        str | None, typer.Option("--code", metavar="C", help="Of your authenticator, when you use one; else asked.")
    ] = None,
    config: options.Config = None,
    url: options.Url = None,
    json: options.Json = False,
) -> None:
    """Sign in once, for all commands on this machine.

    Makes an API key of your own. It stands in credentials.toml beside the configuration, readable by you alone.
    """
    import asyncio

    out = Out(shape_of(json=json, plain=True))
    place = reach.find(config, url, None)
    if email is None:
        if not sys.stdin.isatty():
            raise Usage("--email is missing")
        email = reading.asked("E-mail:")
    me, key = asyncio.run(_sign_in(place.url, email, given_password(password), code))
    _keep(out, place, me, key)


@app.command(
    epilog=options.examples("cairnloop join https://desk.acme.example/join#TOKEN --email you@acme.example"),
)
def join(
    link: Annotated[str, typer.Argument(metavar="LINK", help="The link of your invitation.")],
    email: Annotated[str | None, typer.Option("--email", metavar="E", help="How you will sign in.")] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="What colleagues call you.")] = None,
    password: Annotated[
        str | None, typer.Option("--password", metavar="P", help="At least 8 characters; - reads a line of stdin.")
    ] = None,
    config: options.Config = None,
    json: options.Json = False,
) -> None:
    """Take the seat you were invited to, and sign in on this machine.

    Makes an API key of your own, as `login` does.
    """
    import asyncio

    out = Out(shape_of(json=json, plain=True))
    address, _, token = link.partition("#")
    if not token:
        raise Usage("LINK: the part after # is missing; quote the link")
    place = reach.find(config, reach.checked_url(address.removesuffix("/join"), "LINK"), None)
    if email is None:
        if not sys.stdin.isatty():
            raise Usage("--email is missing")
        email = reading.asked("E-mail:")
    me, key = asyncio.run(_join(place.url, email, given_password(password, twice=True), token, name))
    _keep(out, place, me, key)


def _keep(out: Out, place: reach.Place, me: Any, key: Any) -> None:
    file = credentials.place_of(place.config)
    credentials.write(file, credentials.Credentials(me["email"], key["value"], place.url))
    told = {"email": me["email"], "role": me["role"], "url": place.url, "key_id": key["id"], "credentials": str(file)}
    out.thing(told, fields(told))


async def _sign_in(url: str, email: str, password: str, code: str | None) -> tuple[Any, Any]:
    """Exchange the password for a session, the session for a key, and end the session. Raises NotLetIn."""
    from cairnloop.client import Client, Refused

    async with Client(url, "") as client:
        try:
            session = await client.sign_in(email, password, code)
        except Refused as error:
            if error.reason == "totp_required" and code is None and sys.stdin.isatty():
                return await _sign_in(url, email, password, reading.asked("Code of your authenticator:"))
            if error.reason.startswith("totp_"):
                raise NotLetIn(f"{error.detail.rstrip('.')}; give it with --code") from error
            if error.status == 401:
                raise NotLetIn from error
            raise
    return session, await _key(url, session["token"])


async def _join(url: str, email: str, password: str, token: str, name: str | None) -> tuple[Any, Any]:
    from cairnloop.client import Client

    async with Client(url, "") as client:
        session = await client.register(email, password, token, name)
    return session, await _key(url, session["token"])


async def _key(url: str, token: str) -> Any:
    """A key in place of the session."""
    from cairnloop.client import Client

    async with Client(url, token) as client:
        key = await client.create_key(f"cairnloop login on {socket.gethostname()}")
        await client.call("DELETE", "/api/session")
    return key


@app.command(epilog=options.examples("cairnloop logout"))
def logout(config: options.Config = None, url: options.Url = None, json: options.Json = False) -> None:
    """Forget the key that `login` keeps. `cairnloop keys revoke` ends it everywhere."""
    out = Out(shape_of(json=json, plain=True))
    file = credentials.place_of(reach.find(config, url, None).config)
    there = file.exists()
    file.unlink(missing_ok=True)
    told = {"credentials": str(file), "removed": there}
    out.thing(told, [f"removed {file}" if there else f"there was no {file}"])
