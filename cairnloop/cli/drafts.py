"""`drafts`: what waits for a decision, and deciding it."""

import sys
from typing import Annotated, Any, Literal

import typer

from cairnloop.cli import options, reading
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.completing import draft_ids
from cairnloop.cli.exits import Declined, Exit
from cairnloop.cli.output import Columns, fields, say
from cairnloop.cli.reading import Target, targets
from cairnloop.cli.thread import draft_lines, review_lines

app = options.group(
    "Read what is proposed and decide it.",
    "cairnloop drafts list",
    "cairnloop drafts show ID       with its evidence",
    "cairnloop drafts approve ID    shows it, asks, and sends it after the undo window",
)

Id = Annotated[str, typer.Argument(metavar="ID", autocompletion=draft_ids, help="Of the draft.")]
Ids = Annotated[
    list[str], typer.Argument(metavar="ID", autocompletion=draft_ids, help="Drafts; - reads them from stdin.")
]
Version = Annotated[
    int | None,
    typer.Option("--version", min=1, metavar="N", help="Decide only if the draft is still the one you saw."),
]
Undo = Annotated[
    float | None, typer.Option("--undo-seconds", min=0, max=300, metavar="S", help="Hold the answer back this long.")
]
Seen = Annotated[
    str | None, typer.Option("--seen", metavar="MESSAGE", help="The newest message you read; refused if overtaken.")
]
Force = Annotated[bool, typer.Option("--force", help="Send it also when a colleague has answered since.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not show and ask first.")]
Status = Literal["pending", "approved", "edited", "discarded", "superseded", "failed"]
COLUMNS: Columns = {
    "id": lambda row: row["id"],
    "version": lambda row: row["version"],
    "kind": lambda row: row["kind"],
    "sure": lambda row: f"{row['confidence']:.0%}",
    "customer": lambda row: row["customer"],
    "question": lambda row: row["question"],
    "draft": lambda row: row["body"],
}


@asks(
    app,
    "list",
    "cairnloop drafts list",
    "cairnloop drafts list --status discarded --csv > discarded.csv",
    "cairnloop drafts list --watch",
    listing=True,
    watch=True,
)
async def list_(
    it: Asking,
    status: Annotated[
        Status,
        typer.Option("--status", metavar="S", help="pending, approved, edited, discarded, superseded or failed."),
    ] = "pending",
    limit: options.Limit = 50,
    after: options.After = None,
) -> None:
    """List drafts, the one that has waited longest first."""

    async def fetch(most: int, cursor: str | None) -> Any:
        return await it.client.drafts(status=status, after=cursor, limit=most)

    rows, more = await it.pages(fetch, limit, after)
    it.out.listing(COLUMNS, rows, empty=f"No drafts are {status}.", next=more)


@asks(app, "show", "cairnloop drafts show ID", "cairnloop drafts show ID --json")
async def show(it: Asking, id: Id) -> None:
    """Show a draft with its evidence, as it stood when it was made."""
    draft = await it.client.draft(reading.uuid(id))
    it.out.thing(draft, draft_lines(draft))


@asks(
    app,
    "approve",
    "cairnloop drafts approve ID",
    "cairnloop drafts approve ID --version 1 --json",
    "cairnloop drafts list --plain | grep refund | cairnloop drafts approve -",
    "cairnloop drafts approve ID --force   # also over a colleague's newer answer",
)
async def approve(
    it: Asking,
    ids: Ids,
    version: Version = None,
    undo_seconds: Undo = None,
    seen: Seen = None,
    force: Force = False,
    yes: Yes = False,
) -> Exit:
    """Send drafts as they are, after the undo window.

    At a terminal each is shown first, and refused when a colleague answers while you read. Lines of `drafts list` on
    stdin carry the version you saw: a draft that has changed since is refused.
    """
    named = None if seen is None else reading.uuid(seen)

    async def act(target: Target) -> Any:
        number, newest = await _looked_at(it, target, version, ask="" if yes else "Send this?")
        last_seen = named or newest
        return await it.client.approve(target.id, number, undo_seconds=undo_seconds, last_seen=last_seen, force=force)

    return await it.each(targets(ids), act, "approved")


async def _seen(it: Asking, target: Target, version: int | None) -> int:
    return (await _looked_at(it, target, version))[0]


async def _looked_at(it: Asking, target: Target, version: int | None, *, ask: str = "") -> tuple[int, str | None]:
    """The version that is decided on: the one named, the one on stdin, or the one there is now; and the newest message
    where the conversation was shown.
    """
    number = version if version is not None else target.version
    if number is not None:
        return number, None
    draft = await it.client.draft(target.id)
    if not (ask and sys.stdin.isatty() and sys.stderr.isatty()):
        return draft["version"], None
    conversation = await it.client.conversation(draft["conversation_id"])
    say("\n".join(review_lines(draft, conversation)))
    if not reading.sure(ask):
        raise Declined
    return draft["version"], _newest(conversation)


def _newest(conversation: dict[str, Any]) -> str | None:
    return conversation["messages"][-1]["id"] if conversation["messages"] else None


@asks(
    app,
    "edit",
    "cairnloop drafts edit ID",
    "cairnloop drafts edit ID --body - < better.md",
    "cairnloop drafts edit ID --body - --force < better.md",
)
async def edit(
    it: Asking,
    id: Id,
    body: Annotated[
        str | None, typer.Option("--body", metavar="TEXT", help="What to send; - reads stdin; else your editor opens.")
    ] = None,
    version: Version = None,
    undo_seconds: Undo = None,
    seen: Seen = None,
    force: Force = False,
) -> None:
    """Change a draft and send it, after the undo window."""
    draft = await it.client.draft(reading.uuid(id))
    last_seen = None if seen is None else reading.uuid(seen)
    if body is None and last_seen is None and not force:
        # While it is changed in the editor, a colleague may answer.
        last_seen = _newest(await it.client.conversation(draft["conversation_id"]))
    text = reading.text(body, "--body", start=draft["body"])
    sent = await it.client.approve(
        draft["id"],
        version or draft["version"],
        body=text,
        undo_seconds=undo_seconds,
        last_seen=last_seen,
        force=force,
    )
    it.out.thing(sent, fields({"message": sent["id"], "delivery": sent["delivery"], "leaves": sent["release_at"]}))


@asks(app, "discard", "cairnloop drafts discard ID --reason 'we do not ship there'")
async def discard(
    it: Asking,
    ids: Ids,
    reason: Annotated[str | None, typer.Option("--reason", metavar="WHY", help="Kept with the draft.")] = None,
    version: Version = None,
) -> Exit:
    """Send nothing; the conversation goes on waiting for an answer."""

    async def act(target: Target) -> Any:
        return await it.client.discard(target.id, await _seen(it, target, version), reason)

    return await it.each(targets(ids), act, "discarded")


@asks(app, "regenerate", "cairnloop drafts regenerate ID --instruction 'shorter, and mention the trial'")
async def regenerate(
    it: Asking,
    ids: Ids,
    instruction: Annotated[
        str | None, typer.Option("--instruction", metavar="TEXT", help="What to do differently.")
    ] = None,
    version: Version = None,
) -> Exit:
    """Ask for another draft in the place of this one."""

    async def act(target: Target) -> Any:
        return await it.client.regenerate(target.id, await _seen(it, target, version), instruction)

    return await it.each(targets(ids), act, "superseded; another one is being made")


@asks(app, "undo", "cairnloop drafts undo MESSAGE")
async def undo(
    it: Asking, message: Annotated[str, typer.Argument(metavar="MESSAGE", help="The id that approving printed.")]
) -> None:
    """Take an answer back before it leaves."""
    taken = await it.client.undo(reading.uuid(message))
    it.out.thing(taken, fields({"message": taken["id"], "delivery": taken["delivery"]}))
