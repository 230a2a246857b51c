"""`canned`: replies kept at hand."""

from typing import Annotated, Any

import typer

from cairnloop.cli import options, reading
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.completing import canned_names, conversation_ids, inbox_ids
from cairnloop.cli.exits import Usage
from cairnloop.cli.inboxes import perhaps_inbox_id
from cairnloop.cli.output import Columns, fields, say
from cairnloop.cli.tags import same, unless_none

app = options.group(
    "Replies kept at hand.",
    "cairnloop canned add greeting 'Hi {{customer.first_name|there}}!'",
    "cairnloop canned render greeting CONVERSATION",
)

Name = Annotated[
    str, typer.Argument(metavar="REPLY", autocompletion=canned_names, help="Its name, its shortcut, or its id.")
]
Shortcut = Annotated[str | None, typer.Option("--shortcut", metavar="WORD", help="By which it is found quickly.")]
Inbox = Annotated[
    str | None,
    typer.Option(
        "--inbox", metavar="INBOX", autocompletion=inbox_ids, help="Only for this inbox: its id, slug or name."
    ),
]
COLUMNS: Columns = {
    "id": lambda row: row["id"],
    "name": lambda row: row["name"],
    "shortcut": lambda row: row["shortcut"],
    "inbox": lambda row: row["inbox_id"],
    "content": lambda row: row["content"],
}


async def _id(it: Asking, name: str) -> str:
    for canned in await it.client.canned():
        if name.lower() in (canned["id"], canned["shortcut"]) or same(canned["name"]) == same(name):
            return canned["id"]
    raise Usage(f"there is no canned reply {name[:60]!r}; `cairnloop canned list` shows them")


@asks(app, "list", "cairnloop canned list", listing=True)
async def list_(it: Asking, inbox: Inbox = None) -> None:
    """List canned replies, by name; with an inbox those that may be used there."""
    rows = await it.client.canned(inbox_id=await perhaps_inbox_id(it, inbox))
    it.out.listing(COLUMNS, rows, empty="There are no canned replies.")


@asks(
    app,
    "add",
    "cairnloop canned add greeting 'Hi {{customer.first_name|there}}!' --shortcut hi",
    "cairnloop canned add farewell - < farewell.txt",
)
async def add(
    it: Asking,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What colleagues find it by.")],
    text: Annotated[
        str | None, typer.Argument(metavar="TEXT", help="What it says; - reads stdin; without it your editor opens.")
    ] = None,
    shortcut: Shortcut = None,
    inbox: Inbox = None,
) -> None:
    """Keep a reply at hand. Variables such as {{customer.name}} are filled in when it is used."""
    words = {"name": name, "content": reading.text(text, "TEXT"), "shortcut": shortcut}
    words["inbox_id"] = await perhaps_inbox_id(it, inbox)
    made = await it.client.add_canned(words)
    it.out.thing(made, fields({"canned reply": made["id"], "name": made["name"], "shortcut": made["shortcut"]}))


@asks(
    app,
    "change",
    "cairnloop canned change greeting --text - < greeting.txt",
    "cairnloop canned change greeting --name hello --shortcut none",
)
async def change(
    it: Asking,
    reply: Name,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="What to call it.")] = None,
    text: Annotated[str | None, typer.Option("--text", metavar="TEXT", help="What it says; - reads stdin.")] = None,
    shortcut: Shortcut = None,
    inbox: Inbox = None,
) -> None:
    """Change a canned reply. `none` takes away its shortcut, or lets all inboxes have it."""
    words: dict[str, Any] = {} if name is None else {"name": name}
    if text is not None:
        words["content"] = reading.text(text, "--text")
    if shortcut is not None:
        words["shortcut"] = unless_none(shortcut)
    if inbox is not None:
        words["inbox_id"] = await perhaps_inbox_id(it, unless_none(inbox))
    if not words:
        raise Usage("say what to change: --name, --text, --shortcut or --inbox")
    changed = await it.client.change_canned(await _id(it, reply), words)
    it.out.thing(changed, fields({"canned reply": changed["id"], "name": changed["name"]}))


@asks(app, "remove", "cairnloop canned remove greeting")
async def remove(it: Asking, reply: Name) -> None:
    """Remove a canned reply."""
    gone = await _id(it, reply)
    await it.client.remove_canned(gone)
    it.out.thing({"id": gone, "removed": True}, [f"{gone}\tremoved"])


@asks(
    app,
    "render",
    "cairnloop canned render greeting CONVERSATION",
    "cairnloop canned render greeting ID | cairnloop conversations reply ID -",
)
async def render(
    it: Asking,
    reply: Name,
    conversation: Annotated[
        str, typer.Argument(metavar="CONVERSATION", autocompletion=conversation_ids, help="For which it is filled in.")
    ],
) -> None:
    """Print a reply as it would be said in one conversation. Nothing is sent."""
    filled = await it.client.render_canned(await _id(it, reply), reading.uuid(conversation))
    it.out.thing(filled, filled["text"].splitlines())
    if filled["missing"]:
        say(f"Nothing is known of {', '.join(filled['missing'])}.")
