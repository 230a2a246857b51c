"""`conversations`: the inbox from the shell."""

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from cairnloop.cli import options, reading
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.bulk import move_all
from cairnloop.cli.colleagues import number_of
from cairnloop.cli.completing import assignees, conversation_ids, customer_ids, people
from cairnloop.cli.exits import Exit, Usage
from cairnloop.cli.output import Columns, fields
from cairnloop.cli.reading import targets
from cairnloop.cli.thread import thread_lines

app = options.group(
    "Read the inbox, answer, assign, resolve.",
    "cairnloop conversations list --section mine",
    "cairnloop conversations reply ID 'It is on its way.'",
    "cairnloop conversations list --assignee me | cairnloop conversations resolve -",
)

Id = Annotated[str, typer.Argument(metavar="ID", autocompletion=conversation_ids, help="Of the conversation.")]
Ids = Annotated[
    list[str],
    typer.Argument(metavar="ID", autocompletion=conversation_ids, help="Conversations; - reads them from stdin."),
]
Text = Annotated[
    str | None, typer.Argument(metavar="TEXT", help="What to say; - reads stdin; without it your editor opens.")
]
Attach = Annotated[
    list[Path] | None, typer.Option("--attach", metavar="FILE", help="Send this file along; may be given again.")
]
Section = Literal["decision", "mine", "unassigned", "open", "snoozed", "resolved", "archived"]
Status = Literal["open", "snoozed", "closed"]
COLUMNS: Columns = {
    "id": lambda row: row["id"],
    "status": lambda row: row["status"],
    "waits for": lambda row: "decision" if row["draft_id"] else row["awaiting"],
    "due": lambda row: row["deadline"] and row["deadline"]["due_at"],
    "assignee": lambda row: row["assignee"],
    "customer": lambda row: row["customer"]["title"],
    "preview": lambda row: row["subject"] or row["preview"],
    "read": lambda row: row["read"],
}


@asks(
    app,
    "list",
    "cairnloop conversations list --section decision",
    "cairnloop conversations list --assignee me --json",
    "cairnloop conversations list --query 'status:open awaiting:operator older:2d'",
    "cairnloop conversations list --section decision --watch",
    listing=True,
    watch=True,
)
async def list_(
    it: Asking,
    section: Annotated[
        Section | None,
        typer.Option("--section", metavar="S", help="decision, mine, unassigned, open, snoozed, resolved or archived."),
    ] = None,
    status: Annotated[Status | None, typer.Option("--status", metavar="S", help="open, snoozed or closed.")] = None,
    assignee: Annotated[
        str | None,
        typer.Option(
            "--assignee", metavar="WHO", autocompletion=assignees, help="me, nobody, or the number of a user."
        ),
    ] = None,
    customer: Annotated[
        str | None,
        typer.Option("--customer", metavar="ID", autocompletion=customer_ids, help="Only of this customer."),
    ] = None,
    query: Annotated[
        str | None,
        typer.Option("--query", metavar="Q", help="Words as in a saved section: status: assignee: source: older: …"),
    ] = None,
    limit: options.Limit = 50,
    after: options.After = None,
) -> None:
    """List conversations, newest activity first."""
    who = "" if assignee == "nobody" else assignee
    reading.query(query)
    customer = customer and reading.uuid(customer)

    async def fetch(most: int, cursor: str | None) -> Any:
        return await it.client.conversations(
            section=section,
            status=status,
            assignee_id=who,
            customer_id=customer,
            query=query,
            after=cursor,
            limit=most,
        )

    rows, more = await it.pages(fetch, limit, after)
    it.out.listing(COLUMNS, rows, empty="There are no such conversations.", next=more)


@asks(app, "show", "cairnloop conversations show 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3")
async def show(it: Asking, id: Id) -> None:
    """Show the customer, the messages, and what waits."""
    found = await it.client.conversation(reading.uuid(id))
    it.out.thing(found, thread_lines(found))


@asks(
    app,
    "reply",
    "cairnloop conversations reply ID 'It is on its way.'",
    "cairnloop conversations reply ID - < answer.md",
    "cairnloop conversations reply ID --undo-seconds 0 --attach invoice.pdf 'Here it is.'",
)
async def reply(
    it: Asking,
    id: Id,
    text: Text = None,
    undo_seconds: Annotated[
        float | None, typer.Option("--undo-seconds", min=0, max=300, metavar="S", help="Hold it back this long.")
    ] = None,
    seen: Annotated[
        str | None, typer.Option("--seen", metavar="MESSAGE", help="The newest message you read; refused if overtaken.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Send it also when a colleague has answered since.")] = False,
    attach: Attach = None,
) -> None:
    """Answer the customer. The answer is held for the undo window; `drafts undo` takes it back."""
    conversation = reading.uuid(id)
    last_seen = None if seen is None else reading.uuid(seen)
    if text is None and not attach and seen is None and not force and sys.stdin.isatty():
        # While it is written in the editor, a colleague may answer.
        messages = (await it.client.conversation(conversation))["messages"]
        last_seen = messages[-1]["id"] if messages else None
    body = "" if attach and text is None else reading.text(text, "TEXT")
    sent = await it.client.write(
        conversation,
        body,
        undo_seconds=undo_seconds,
        last_seen=last_seen,
        force=force,
        file_ids=await _uploaded(it, attach),
    )
    told = {"message": sent["id"], "delivery": sent["delivery"], "leaves": sent["release_at"]}
    it.out.thing(sent, fields(told))


@asks(app, "note", "cairnloop conversations note ID 'Called them; waits for the invoice.'")
async def note(it: Asking, id: Id, text: Text = None, attach: Attach = None) -> None:
    """Leave a private note. No customer ever sees it."""
    conversation = reading.uuid(id)
    body = "" if attach and text is None else reading.text(text, "TEXT")
    kept = await it.client.write(conversation, body, private=True, file_ids=await _uploaded(it, attach))
    it.out.thing(kept, fields({"note": kept["id"]}))


async def _uploaded(it: Asking, paths: list[Path] | None) -> list[str]:
    """The ids under which these files were uploaded. Raises Usage for one that cannot be read."""
    try:
        return [(await it.client.upload_file(path))["id"] for path in paths or ()]
    except OSError as error:
        raise Usage(f"--attach: {error.filename} cannot be read ({error.strerror})") from error


@asks(
    app,
    "assign",
    "cairnloop conversations assign ID --to me",
    "cairnloop conversations list --section unassigned | cairnloop conversations assign - --to sam@acme.example",
    "cairnloop conversations assign ID --to nobody",
)
async def assign(
    it: Asking,
    ids: Ids,
    to: Annotated[
        str,
        typer.Option(
            "--to", metavar="WHO", autocompletion=people, help="me, nobody, an e-mail, or the number of a user."
        ),
    ],
) -> Exit:
    """Give conversations to somebody."""
    chosen = targets(ids)
    user = await number_of(it.client, to, "--to")
    return await move_all(it, chosen, "assign", f"assigned to {to}", assignee_id=user)


Reason = Annotated[str | None, typer.Option("--reason", metavar="WHY", help="Kept in the trail.")]


@asks(
    app,
    "resolve",
    "cairnloop conversations resolve ID --reason 'answered on the phone'",
    "cairnloop conversations list --assignee me | cairnloop conversations resolve -",
)
async def resolve(it: Asking, ids: Ids, reason: Reason = None) -> Exit:
    """Nothing is owed any more."""
    return await move_all(it, targets(ids), "resolve", "resolved", reason=reason)


@asks(app, "reopen", "cairnloop conversations reopen ID")
async def reopen(it: Asking, ids: Ids) -> Exit:
    """Something is owed again."""
    return await move_all(it, targets(ids), "reopen", "reopened")


@asks(
    app,
    "archive",
    "cairnloop conversations archive ID",
    "cairnloop conversations list --query 'status:resolved older:4w' | cairnloop conversations archive -",
)
async def archive(it: Asking, ids: Ids) -> Exit:
    """Put resolved conversations out of sight. A new message of the customer brings one back."""
    return await move_all(it, targets(ids), "archive", "archived")


@asks(app, "read", "cairnloop conversations list --assignee me | cairnloop conversations read -")
async def read(it: Asking, ids: Ids) -> Exit:
    """Mark conversations as read, for everybody at the desk."""
    return await move_all(it, targets(ids), "read", "read")


@asks(app, "unread", "cairnloop conversations unread ID")
async def unread(it: Asking, ids: Ids) -> Exit:
    """Let conversations stand out again. It is as if nobody had looked at them yet."""
    return await move_all(it, targets(ids), "unread", "unread")
