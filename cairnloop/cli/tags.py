"""`tags`: the words that conversations and customers are sorted by."""

from typing import Annotated, Any

import typer

from cairnloop.cli import options
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.bulk import move_all
from cairnloop.cli.completing import conversation_ids, tag_names
from cairnloop.cli.exits import Exit, Usage
from cairnloop.cli.output import Columns, fields
from cairnloop.cli.reading import Target, targets

app = options.group(
    "The words that conversations and customers are sorted by.",
    "cairnloop tags add refund --color red",
    "cairnloop tags put refund ID",
    "cairnloop conversations list --query tag:refund",
)

Name = Annotated[str, typer.Argument(metavar="TAG", autocompletion=tag_names, help="Its name, or its id.")]
Ids = Annotated[
    list[str],
    typer.Argument(metavar="ID", autocompletion=conversation_ids, help="Conversations; - reads them from stdin."),
]
OnCustomers = Annotated[bool, typer.Option("--customers", help="The ids are those of customers.")]
Color = Annotated[str | None, typer.Option("--color", metavar="C", help="#rrggbb, or a name such as red.")]
About = Annotated[str | None, typer.Option("--description", metavar="TEXT", help="When to use it.")]
COLUMNS: Columns = {
    "id": lambda row: row["id"],
    "name": lambda row: row["name"],
    "color": lambda row: row["color"],
    "description": lambda row: row["description"],
}


def same(name: str) -> str:
    """A name as names are compared."""
    return " ".join(name.split()).casefold()


def unless_none(text: str) -> str | None:
    """What an option says; `none`, or nothing at all, empties it."""
    return None if text in ("", "none") else text


async def tag_id(it: Asking, name: str) -> str:
    """The id of the tag of this name. Raises Usage when there is none."""
    for tag in await it.client.tags():
        if same(tag["name"]) == same(name) or tag["id"] == name.lower():
            return tag["id"]
    raise Usage(f"there is no tag {name[:60]!r}; `cairnloop tags list` shows them")


@asks(app, "list", "cairnloop tags list", listing=True)
async def list_(it: Asking) -> None:
    """List the account's tags, by name."""
    it.out.listing(COLUMNS, await it.client.tags(), empty="There are no tags.")


@asks(app, "add", "cairnloop tags add refund --color red --description 'money goes back'")
async def add(
    it: Asking,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Capitals make no other tag.")],
    color: Color = None,
    description: About = None,
) -> None:
    """Make a tag."""
    made = await it.client.add_tag({"name": name, "color": color, "description": description})
    it.out.thing(made, fields({"tag": made["id"], "name": made["name"], "color": made["color"]}))


@asks(app, "change", "cairnloop tags change refund --name refunds", "cairnloop tags change refund --color none")
async def change(
    it: Asking,
    tag: Name,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="What to call it.")] = None,
    color: Color = None,
    description: About = None,
) -> None:
    """Change a tag wherever it is. `none` empties its color or its description."""
    said = {"color": color, "description": description}
    words: dict[str, Any] = {key: unless_none(value) for key, value in said.items() if value is not None}
    words |= {} if name is None else {"name": name}
    if not words:
        raise Usage("say what to change: --name, --color or --description")
    changed = await it.client.change_tag(await tag_id(it, tag), words)
    it.out.thing(changed, fields({"tag": changed["id"], "name": changed["name"], "color": changed["color"]}))


@asks(app, "remove", "cairnloop tags remove refund")
async def remove(it: Asking, tag: Name) -> None:
    """Remove a tag from everything that carries it."""
    gone = await tag_id(it, tag)
    await it.client.remove_tag(gone)
    it.out.thing({"id": gone, "removed": True}, [f"{gone}\tremoved"])


@asks(
    app,
    "put",
    "cairnloop tags put refund ID",
    "cairnloop conversations list --assignee me | cairnloop tags put mine -",
    "cairnloop tags put VIP ID --customers",
)
async def put(it: Asking, tag: Name, ids: Ids, customers: OnCustomers = False) -> Exit:
    """Put a tag on conversations, or on customers."""
    chosen, wanted = targets(ids), await tag_id(it, tag)
    if not customers:
        return await move_all(it, chosen, "tag", f"tagged {tag}", tag_id=wanted)

    async def act(target: Target) -> Any:
        return await it.client.tag_customer(target.id, wanted)

    return await it.each(chosen, act, f"tagged {tag}")


@asks(app, "take", "cairnloop tags take refund ID", "cairnloop tags take VIP ID --customers")
async def take(it: Asking, tag: Name, ids: Ids, customers: OnCustomers = False) -> Exit:
    """Take a tag off conversations, or off customers."""
    chosen, wanted = targets(ids), await tag_id(it, tag)
    if not customers:
        return await move_all(it, chosen, "untag", f"not tagged {tag} any more", tag_id=wanted)

    async def act(target: Target) -> Any:
        return await it.client.untag_customer(target.id, wanted)

    return await it.each(chosen, act, f"not tagged {tag} any more")
