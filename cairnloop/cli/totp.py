"""`totp`: your second factor."""

import sys
from typing import Annotated

import typer

from cairnloop.cli import options, reading
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.exits import Usage
from cairnloop.cli.house import given_password
from cairnloop.cli.output import fields, say

app = options.group(
    "Your second factor: a code of your authenticator beside the password.",
    "cairnloop totp on",
    "cairnloop totp off",
)
Password = Annotated[
    str | None, typer.Option("--password", metavar="P", help="- reads a line of stdin; else you are asked.")
]


@asks(app, "status", "cairnloop totp status")
async def status(it: Asking) -> None:
    """Say whether it is on, and how many recovery codes are left."""
    found = await it.client.totp()
    on = "on" if found["on"] else "off"
    it.out.thing(found, fields({"second factor": on, "recovery codes": found["recovery_codes"]}))


@asks(app, "on", "cairnloop totp on")
async def on(it: Asking, password: Password = None) -> None:
    """Turn it on: put the secret into your authenticator, and type the code it shows.

    The recovery codes are the result, and are shown this once. Each works once in place of a code.
    """
    if not sys.stdin.isatty():
        raise Usage("somebody has to type the code that the authenticator shows; run this at a terminal")
    begun = await it.client.begin_totp(given_password(password))
    say(f"Put this into your authenticator:\n\n  {begun['secret']}\n\nor open {begun['uri']}\n")
    confirmed = await it.client.confirm_totp(reading.asked("The code it shows:"))
    it.out.thing(confirmed, confirmed["recovery_codes"])
    say("It is on. Keep the recovery codes where your authenticator is not.")


@asks(app, "off", "cairnloop totp off")
async def off(it: Asking, password: Password = None) -> None:
    """Turn it off."""
    found = await it.client.end_totp(given_password(password))
    it.out.thing(found, fields({"second factor": "off"}))
