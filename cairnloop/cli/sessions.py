"""`sessions`: where you are signed in."""

from typing import Annotated, Any

import typer

from cairnloop.cli import options
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.completing import session_ids
from cairnloop.cli.exits import Exit
from cairnloop.cli.output import Columns
from cairnloop.cli.reading import Target, targets

app = options.group("Where you are signed in.", "cairnloop sessions list", "cairnloop sessions revoke ID")

COLUMNS: Columns = {
    "id": lambda row: row["id"],
    "since": lambda row: row["created_at"],
    "last used": lambda row: row["last_used_at"],
    "address": lambda row: row["ip"],
    "with": lambda row: row["user_agent"],
}


@asks(app, "list", "cairnloop sessions list", listing=True)
async def list_(it: Asking) -> None:
    """List your sessions, the last used first. Commands use a key and have none."""
    it.out.listing(COLUMNS, await it.client.sessions(), empty="You are signed in nowhere.")


@asks(app, "revoke", "cairnloop sessions revoke ID", "cairnloop sessions list | cairnloop sessions revoke -")
async def revoke(
    it: Asking,
    ids: Annotated[
        list[str], typer.Argument(metavar="ID", autocompletion=session_ids, help="Sessions; - reads them from stdin.")
    ],
) -> Exit:
    """Sign yourself out there, at once."""

    async def act(target: Target) -> Any:
        await it.client.revoke_session(target.id)
        return {"id": target.id, "revoked": True}

    return await it.each(targets(ids), act, "revoked")
