"""`keys`: one's own API keys."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from cairnloop.cli import options
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.completing import key_ids
from cairnloop.cli.exits import Exit, Usage
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
    "scopes": lambda row: " ".join(row["scopes"]),
    "expires": lambda row: row["expires_at"],
}


@asks(app, "list", "cairnloop keys list", listing=True)
async def list_(it: Asking) -> None:
    """List your keys; the keys themselves are never shown again."""
    it.out.listing(COLUMNS, await it.client.keys(), empty="You have no keys.")


@asks(
    app,
    "create",
    "cairnloop keys create 'nightly report' --scope read --expires 90d",
    "cairnloop keys create ci --json | jq -r .value",
)
async def create(
    it: Asking,
    label: Annotated[str, typer.Argument(metavar="LABEL", help="What it is for.")],
    scopes: Annotated[
        list[str] | None,
        typer.Option("--scope", metavar="SCOPE", help="read, write, all, or a permission; may be repeated."),
    ] = None,
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="WHEN", help="In 12h, 90d, 8w, or on a day like 2027-01-31.")
    ] = None,
) -> None:
    """Make a key that acts with your own role, as far as its scopes go. It is shown this once."""
    key = await it.client.create_key(label, scopes=scopes or ("all",), expires_at=_moment(expires))
    shown = {"id": key["id"], "label": key["label"], "scopes": " ".join(key["scopes"]), "expires": key["expires_at"]}
    it.out.thing(key, fields({**shown, "key": key["value"]}))
    if not it.out.json:
        say("The key is shown this once.")


def _moment(text: str | None) -> str | None:
    """When something ends, as the wire has it. Raises Usage."""
    from cairnloop.wire.query import age

    if text is None:
        return None
    try:
        if (length := age(text)) is not None:
            return (datetime.now(UTC) + length).isoformat()
        at = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise Usage(f"--expires: {text[:40]!r} is no time; write it like 12h, 90d or 2027-01-31") from None
    return (at if at.tzinfo else at.astimezone()).isoformat()


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
