"""`users`: who works the desk."""

from typing import Annotated, Any, Literal

import typer

from cairnloop.cli import options
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.colleagues import colleagues
from cairnloop.cli.completing import user_numbers
from cairnloop.cli.exits import Exit
from cairnloop.cli.house import given_password
from cairnloop.cli.output import Columns, fields
from cairnloop.cli.reading import Target, number, targets

app = options.group(
    "Who works the desk, and what they may do.",
    "cairnloop users add lin@acme.example --name 'Lin Osei'",
    "cairnloop users role 3 viewer",
)

Number = Annotated[str, typer.Argument(metavar="USER", autocompletion=user_numbers, help="The number of the user.")]
Numbers = Annotated[
    list[str],
    typer.Argument(metavar="USER", autocompletion=user_numbers, help="Numbers of users; - reads them from stdin."),
]
Role = Literal["admin", "member", "viewer"]
COLUMNS: Columns = {
    "id": lambda row: row["id"],
    "email": lambda row: row["email"],
    "role": lambda row: row["role"],
    "name": lambda row: row["display_name"] or row["full_name"],
    "disabled": lambda row: row["disabled_at"],
}


@asks(app, "list", "cairnloop users list", listing=True)
async def list_(it: Asking) -> None:
    """List the users of the account."""
    rows = [user async for user in colleagues(it.client)]
    it.out.listing(COLUMNS, rows, empty="There are no users.")


@asks(
    app,
    "add",
    "cairnloop users add lin@acme.example --name 'Lin Osei'",
    "echo $SECRET | cairnloop users add bot@acme.example --role viewer --password -",
)
async def add(
    it: Asking,
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="How they sign in.")],
    role: Annotated[Role, typer.Option("--role", metavar="ROLE", help="admin, member or viewer.")] = "member",
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="What colleagues call them.")] = None,
    password: Annotated[
        str | None, typer.Option("--password", metavar="P", help="At least 8 characters; - reads a line of stdin.")
    ] = None,
) -> None:
    """Give somebody a seat at the desk."""
    user = await it.client.add_user(email, given_password(password, twice=True), role, name)
    it.out.thing(user, fields({"user": user["id"], "email": user["email"], "role": user["role"]}))


@asks(app, "role", "cairnloop users role 3 viewer")
async def role(
    it: Asking,
    user: Number,
    role: Annotated[Role, typer.Argument(metavar="ROLE", help="admin, member or viewer.")],
) -> None:
    """Change what somebody may do."""
    changed = await it.client.change_role(int(number(user)), role)
    it.out.thing(changed, fields({"user": changed["id"], "email": changed["email"], "role": changed["role"]}))


@asks(app, "disable", "cairnloop users disable 3")
async def disable(it: Asking, users: Numbers) -> Exit:
    """Lock somebody out at once: sessions end, keys stop working."""
    return await _set(it, users, True)


@asks(app, "enable", "cairnloop users enable 3")
async def enable(it: Asking, users: Numbers) -> Exit:
    """Let somebody in again."""
    return await _set(it, users, False)


async def _set(it: Asking, users: list[str], disabled: bool) -> Exit:
    async def act(target: Target) -> Any:
        return await it.client.set_user_disabled(int(target.id), disabled)

    return await it.each(targets(users, number), act, "disabled" if disabled else "enabled")
