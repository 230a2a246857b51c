"""`password`: one's own, changed or set anew."""

import sys
from typing import Annotated, Any

import typer

from cairnloop.cli import options, reach, reading
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.exits import Usage
from cairnloop.cli.house import given_password
from cairnloop.cli.output import fields

app = options.group()


@asks(
    app,
    "password",
    "cairnloop password",
    "cairnloop password --link 'https://desk.acme.example/reset#TOKEN'",
)
async def password(
    it: Asking,
    link: Annotated[
        str | None, typer.Option("--link", metavar="LINK", help="Of the mail you asked for; instead of the old one.")
    ] = None,
    current: Annotated[
        str | None, typer.Option("--current", metavar="P", help="The one you have; - reads a line of stdin.")
    ] = None,
    new: Annotated[
        str | None, typer.Option("--new", metavar="P", help="At least 8 characters; - reads a line of stdin.")
    ] = None,
) -> None:
    """Set a password of your own. You are signed out elsewhere; API keys go on working.

    With a link you need neither the old one nor a key. A link is asked for at POST /api/reset_password, or made by an
    admin with `users reset-password`.
    """
    if link is not None:
        done = await _by_link(it.place.config, link, new)
        it.out.thing(done, fields({"email": done["email"], "password": "set"}))
        return
    if current is None and not sys.stdin.isatty():
        raise Usage("--current is missing; - reads it from stdin")
    old = given_password(current) if current is not None else reading.asked_unseen("Present password", twice=False)
    changed = await it.client.change_password(old, given_password(new, twice=True))
    it.out.thing(changed, fields({"password": "changed"}))


async def _by_link(config: Any, link: str, new: str | None) -> dict[str, Any]:
    from cairnloop.client import Client

    address, _, token = link.partition("#")
    if not token:
        raise Usage("--link: the part after # is missing; quote the link")
    place = reach.find(config, reach.checked_url(address.removesuffix("/reset"), "--link"), None)
    async with Client(place.url, "") as client:
        return await client.reset_password(token, given_password(new, twice=True))
