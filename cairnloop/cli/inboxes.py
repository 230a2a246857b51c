"""`inboxes`: where conversations come in, who works there, and what drafts may do by themselves."""

from typing import Annotated, Any, Literal
from uuid import UUID

import typer

from cairnloop.cli import options
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.colleagues import user, user_number
from cairnloop.cli.completing import inbox_ids, user_numbers
from cairnloop.cli.exits import Exit, Usage
from cairnloop.cli.output import Columns, fields
from cairnloop.cli.reading import Target, targets
from cairnloop.cli.tags import same

app = options.group(
    "Where conversations come in, who works there, and what drafts may do.",
    "cairnloop inboxes list",
    "cairnloop inboxes create Billing --private",
    "cairnloop inboxes policy INBOX require_approval",
)

Policy = Literal["allow", "require_approval", "draft_only", "deny"]
Inbox = Annotated[
    str, typer.Argument(metavar="INBOX", autocompletion=inbox_ids, help="Its id, slug or name, or primary.")
]
Users = Annotated[
    list[str],
    typer.Argument(metavar="USER", autocompletion=user_numbers, help="Numbers or e-mails; - reads them from stdin."),
]
Description = Annotated[str | None, typer.Option("--description", metavar="TEXT", help="What it is for.")]
Slug = Annotated[
    str | None, typer.Option("--slug", metavar="SLUG", help="Its short name: letters, digits and hyphens.")
]
COLUMNS: Columns = {
    "id": lambda row: row["id"],
    "name": lambda row: row["name"],
    "policy": lambda row: row["draft_policy"],
    "primary": lambda row: "yes" if row["is_primary"] else None,
    "private": lambda row: "yes" if row["is_private"] else None,
    "slug": lambda row: row["slug"],
}
MEMBERS: Columns = {
    "user": lambda row: row["user_id"],
    "email": lambda row: row["user"]["email"],
    "role": lambda row: row["role"],
    "since": lambda row: row["created_at"],
}


async def inbox_id(it: Asking, name: str) -> str:
    """The id of the inbox that is meant. Raises Usage when there is none, or not for these eyes."""
    try:
        return str(UUID(name))
    except ValueError:
        pass
    if name == "primary":
        return (await it.client.inbox("primary"))["id"]
    for inbox in await it.client.inboxes():
        if name.lower() == inbox["slug"] or same(inbox["name"]) == same(name):
            return inbox["id"]
    raise Usage(f"there is no inbox {name[:60]!r}; `cairnloop inboxes list` shows them")


async def perhaps_inbox_id(it: Asking, name: str | None) -> str | None:
    return None if name is None else await inbox_id(it, name)


def described(inbox: Any) -> list[str]:
    return fields(
        {
            "inbox": inbox["id"],
            "name": inbox["name"],
            "slug": inbox["slug"],
            "about": inbox["description"],
            "policy": inbox["draft_policy"],
            "primary": inbox["is_primary"],
            "private": inbox["is_private"],
        }
    )


@asks(app, "list", "cairnloop inboxes list", listing=True)
async def list_(it: Asking) -> None:
    """List the inboxes of the account; private ones you do not work in are not among them."""
    it.out.listing(COLUMNS, await it.client.inboxes(), empty="There are no inboxes.")


@asks(app, "show", "cairnloop inboxes show 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3", "cairnloop inboxes show primary")
async def show(it: Asking, inbox: Inbox) -> None:
    """Show one inbox; `primary` is the one in which everything lands that names none."""
    found = await it.client.inbox(await inbox_id(it, inbox))
    it.out.thing(found, described(found))


@asks(app, "create", "cairnloop inboxes create Billing --private --description 'Invoices and refunds'")
async def create(
    it: Asking,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called.")],
    description: Description = None,
    slug: Slug = None,
    policy: Annotated[
        Policy | None, typer.Option("--policy", metavar="POLICY", help="What drafts may do; else the house's own.")
    ] = None,
    primary: Annotated[bool, typer.Option("--primary", help="Let everything land here that names no inbox.")] = False,
    private: Annotated[bool, typer.Option("--private", help="Only members and admins see it.")] = False,
) -> None:
    """Open another inbox."""
    given = {"name": name, "description": description, "slug": slug, "draft_policy": policy}
    made = await it.client.create_inbox({**given, "is_primary": primary, "is_private": private})
    it.out.thing(made, described(made))


@asks(
    app,
    "update",
    "cairnloop inboxes update 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3 --name Support --primary",
    "cairnloop inboxes update 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3 --public",
)
async def update(
    it: Asking,
    inbox: Inbox,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="What it is called.")] = None,
    description: Description = None,
    slug: Slug = None,
    primary: Annotated[bool, typer.Option("--primary", help="Let everything land here that names no inbox.")] = False,
    private: Annotated[
        bool | None, typer.Option("--private/--public", help="Whether only members and admins see it.")
    ] = None,
) -> None:
    """Change an inbox; what is not given stays."""
    given = {"name": name, "description": description, "slug": slug, "is_private": private}
    wanted = {key: value for key, value in given.items() if value is not None} | (
        {"is_primary": True} if primary else {}
    )
    if not wanted:
        raise Usage("say what to change: --name, --description, --slug, --primary, --private or --public")
    changed = await it.client.change_inbox(await inbox_id(it, inbox), wanted)
    it.out.thing(changed, described(changed))


@asks(app, "policy", "cairnloop inboxes policy 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3 draft_only")
async def policy(
    it: Asking,
    inbox: Inbox,
    policy: Annotated[Policy, typer.Argument(metavar="POLICY", help="allow, require_approval, draft_only or deny.")],
) -> None:
    """Change what a draft may do by itself. Drafts made before keep the policy they saw."""
    changed = await it.client.change_inbox(await inbox_id(it, inbox), {"draft_policy": policy})
    it.out.thing(changed, fields({"inbox": changed["id"], "name": changed["name"], "policy": changed["draft_policy"]}))


@asks(
    app,
    "delete",
    "cairnloop inboxes delete 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3 --move-to 0c4ee6a2-6b3f-4d55-9d55-6a1c31d2b1aa",
)
async def delete(
    it: Asking,
    inbox: Inbox,
    move_to: Annotated[
        str | None,
        typer.Option("--move-to", metavar="INBOX", autocompletion=inbox_ids, help="Where its conversations go on."),
    ] = None,
) -> None:
    """Give up an inbox that is not primary and has no conversations, or whose conversations go elsewhere."""
    gone = await it.client.remove_inbox(await inbox_id(it, inbox), move_to=await perhaps_inbox_id(it, move_to))
    it.out.thing(gone, fields({"inbox": gone["id"], "name": gone["name"], "deleted": "yes", "moved to": move_to}))


@asks(app, "members", "cairnloop inboxes members 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3", listing=True)
async def members(it: Asking, inbox: Inbox) -> None:
    """List who works in an inbox."""
    it.out.listing(
        MEMBERS, await it.client.inbox_members(await inbox_id(it, inbox)), empty="Nobody in particular works here."
    )


@asks(app, "add-member", "cairnloop inboxes add-member 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3 3 5")
async def add_member(
    it: Asking,
    inbox: Inbox,
    users: Users,
    role: Annotated[
        Literal["member", "admin"], typer.Option("--role", metavar="ROLE", help="member or admin of this inbox.")
    ] = "member",
) -> Exit:
    """Let users work in an inbox; of a private one they see everything from then on."""
    there = await inbox_id(it, inbox)

    async def act(target: Target) -> Any:
        return await it.client.put_inbox_member(there, await user_number(it.client, target.id), role)

    return await it.each(targets(users, user), act, "added")


@asks(app, "remove-member", "cairnloop inboxes remove-member 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3 3")
async def remove_member(it: Asking, inbox: Inbox, users: Users) -> Exit:
    """Let users work in an inbox no more."""
    there = await inbox_id(it, inbox)

    async def act(target: Target) -> Any:
        return await it.client.remove_inbox_member(there, await user_number(it.client, target.id))

    return await it.each(targets(users, user), act, "removed")
