"""`identity`: who vouches for customers, and what an inbox asks of pages."""

from typing import Annotated, Any, Literal

import typer

from cairnloop.cli import options
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.completing import identity_key_ids, inbox_ids
from cairnloop.cli.exits import Exit
from cairnloop.cli.inboxes import inbox_id
from cairnloop.cli.output import Columns, fields, say
from cairnloop.cli.reading import Target, targets

app = options.group(
    "Who vouches for customers, and from which pages they come.",
    "cairnloop identity new-key",
    "cairnloop identity inbox INBOX --enforce on --origin https://shop.example",
)
COLUMNS: Columns = {
    "id": lambda row: row["id"],
    "begins with": lambda row: row["hint"],
    "created": lambda row: row["created_at"],
}


@asks(app, "keys", "cairnloop identity keys", listing=True)
async def keys(it: Asking) -> None:
    """List the live keys, the oldest first; the keys themselves are never shown again."""
    it.out.listing(COLUMNS, await it.client.identity_keys(), empty="There are no identity keys.")


@asks(app, "new-key", "cairnloop identity new-key", "cairnloop identity new-key --json | jq -r .value")
async def new_key(it: Asking) -> None:
    """Make a key with which your site signs who its customers are. It is shown this once.

    Two may be live, so that a new one can take over: make it, sign with it everywhere, delete the old one.
    """
    made = await it.client.make_identity_key()
    it.out.thing(made, fields({"id": made["id"], "key": made["value"]}))
    if not it.out.json:
        say("The key is shown this once. Keep it on your server; no page may have it.")


@asks(app, "delete-key", "cairnloop identity delete-key ID")
async def delete_key(
    it: Asking,
    ids: Annotated[
        list[str], typer.Argument(metavar="ID", autocompletion=identity_key_ids, help="Keys; - reads them from stdin.")
    ],
) -> Exit:
    """Make keys prove nothing any more, at once."""

    async def act(target: Target) -> Any:
        await it.client.delete_identity_key(target.id)
        return {"id": target.id, "deleted": True}

    return await it.each(targets(ids), act, "deleted")


@asks(
    app,
    "inbox",
    "cairnloop identity inbox INBOX",
    "cairnloop identity inbox INBOX --enforce on",
    "cairnloop identity inbox INBOX --origin https://shop.example --origin '*.acme.example'",
    "cairnloop identity inbox INBOX --any-origin",
)
async def inbox(
    it: Asking,
    inbox: Annotated[
        str, typer.Argument(metavar="INBOX", autocompletion=inbox_ids, help="Its id, slug or name, or primary.")
    ],
    enforce: Annotated[
        Literal["on", "off"] | None, typer.Option("--enforce", metavar="on|off", help="External ids must be proved.")
    ] = None,
    origins: Annotated[
        list[str] | None,
        typer.Option("--origin", metavar="ORIGIN", help="Pages that may come in, instead of those before; repeat it."),
    ] = None,
    any_origin: Annotated[bool, typer.Option("--any-origin", help="Pages of any origin may come in.")] = False,
) -> None:
    """Say or change what an inbox asks of the pages and customers that come in by it."""
    there = await inbox_id(it, inbox)
    if enforce is None and not origins and not any_origin:
        said = await it.client.entrance(there)
    else:
        listed = [] if any_origin else origins or None
        on = None if enforce is None else enforce == "on"
        said = await it.client.change_entrance(there, enforce_identity=on, allowed_origins=listed)
    shown = {"enforced": "on" if said["enforce_identity"] else "off"}
    it.out.thing(said, fields({**shown, "origins": " ".join(said["allowed_origins"]) or "any"}))
