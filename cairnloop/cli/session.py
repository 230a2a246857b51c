"""`login` and `logout`: a key of one's own for the commands on this machine."""

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
    me, key = asyncio.run(_sign_in(place.url, email, given_password(password)))
    file = credentials.place_of(place.config)
    credentials.write(file, credentials.Credentials(me["email"], key["value"], place.url))
    told = {"email": me["email"], "role": me["role"], "url": place.url, "key_id": key["id"], "credentials": str(file)}
    out.thing(told, fields(told))


async def _sign_in(url: str, email: str, password: str) -> tuple[Any, Any]:
    """Exchange the password for a session, the session for a key, and end the session. Raises NotLetIn."""
    from cairnloop.client import Client, Refused

    async with Client(url, "") as client:
        try:
            session = await client.sign_in(email, password)
        except Refused as error:
            if error.status == 401:
                raise NotLetIn from error
            raise
    async with Client(url, session["token"]) as client:
        key = await client.create_key(f"cairnloop login on {socket.gethostname()}")
        await client.call("DELETE", "/api/session")
    return session, key


@app.command(epilog=options.examples("cairnloop logout"))
def logout(config: options.Config = None, url: options.Url = None, json: options.Json = False) -> None:
    """Forget the key that `login` keeps. `cairnloop keys revoke` ends it everywhere."""
    out = Out(shape_of(json=json, plain=True))
    file = credentials.place_of(reach.find(config, url, None).config)
    there = file.exists()
    file.unlink(missing_ok=True)
    told = {"credentials": str(file), "removed": there}
    out.thing(told, [f"removed {file}" if there else f"there was no {file}"])
