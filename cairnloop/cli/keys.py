"""`keys`: one's own API keys."""

from typing import Annotated, Any

import typer

from cairnloop.cli import options
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.completing import key_ids
from cairnloop.cli.exits import Exit
from cairnloop.cli.output import Columns, fields, say
from cairnloop.cli.reading import Target, targets

app = options.group(
    "Your own API keys.",
    "cairnloop keys create 'nightly report'",
    "cairnloop keys revoke ID",
)

COLUMNS: Columns = {
    "id": lambda row: row["id"],
    "label": lambda row: row["label"],
    "begins with": lambda row: row["hint"],
    "created": lambda row: row["created_at"],
    "last used": lambda row: row["last_used_at"],
    "revoked": lambda row: row["revoked_at"],
}


@asks(app, "list", "cairnloop keys list", listing=True)
async def list_(it: Asking) -> None:
    """List your keys; the keys themselves are never shown again."""
    it.out.listing(COLUMNS, await it.client.keys(), empty="You have no keys.")


@asks(app, "create", "cairnloop keys create 'nightly report'", "cairnloop keys create ci --json | jq -r .value")
async def create(it: Asking, label: Annotated[str, typer.Argument(metavar="LABEL", help="What it is for.")]) -> None:
    """Make a key that acts with your own role. It is shown this once."""
    key = await it.client.create_key(label)
    it.out.thing(key, fields({"id": key["id"], "label": key["label"], "key": key["value"]}))
    if not it.out.json:
        say("The key is shown this once.")


@asks(app, "revoke", "cairnloop keys revoke ID")
async def revoke(
    it: Asking,
    ids: Annotated[
        list[str], typer.Argument(metavar="ID", autocompletion=key_ids, help="Keys; - reads them from stdin.")
    ],
) -> Exit:
    """Make keys stop working at once."""

    async def act(target: Target) -> Any:
        return await it.client.revoke_key(target.id)

    return await it.each(targets(ids), act, "revoked")
