"""`inboxes`: where conversations come in, and what drafts may do there by themselves."""

from typing import Annotated, Literal

import typer

from cairnloop.cli import options
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.completing import inbox_ids
from cairnloop.cli.output import Columns, fields
from cairnloop.cli.reading import uuid

app = options.group(
    "Where conversations come in, and what drafts may do there.",
    "cairnloop inboxes list",
    "cairnloop inboxes policy INBOX require_approval",
)

Policy = Literal["allow", "require_approval", "draft_only", "deny"]
COLUMNS: Columns = {
    "id": lambda row: row["id"],
    "name": lambda row: row["name"],
    "policy": lambda row: row["draft_policy"],
    "primary": lambda row: "yes" if row["is_primary"] else None,
}


@asks(app, "list", "cairnloop inboxes list", listing=True)
async def list_(it: Asking) -> None:
    """List the inboxes of the account."""
    it.out.listing(COLUMNS, await it.client.inboxes(), empty="There are no inboxes.")


@asks(app, "policy", "cairnloop inboxes policy 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3 draft_only")
async def policy(
    it: Asking,
    inbox: Annotated[str, typer.Argument(metavar="INBOX", autocompletion=inbox_ids, help="The id of the inbox.")],
    policy: Annotated[Policy, typer.Argument(metavar="POLICY", help="allow, require_approval, draft_only or deny.")],
) -> None:
    """Change what a draft may do by itself. Drafts made before keep the policy they saw."""
    changed = await it.client.change_inbox(uuid(inbox), name=None, draft_policy=policy)
    it.out.thing(changed, fields({"inbox": changed["id"], "name": changed["name"], "policy": changed["draft_policy"]}))
