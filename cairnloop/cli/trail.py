"""`audit`: who did what, when and why."""

from datetime import datetime
from typing import Annotated, Any

import typer

from cairnloop.cli import options
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.completing import conversation_ids
from cairnloop.cli.exits import Usage
from cairnloop.cli.output import Columns
from cairnloop.errors import Invalid
from cairnloop.wire.trail import TrailQuery, checked, with_filter

app = options.group()

COLUMNS: Columns = {
    "seq": lambda row: row["seq"],
    "at": lambda row: row["at"],
    "who": lambda row: f"{row['actor']} ({row['actor_kind']})",
    "action": lambda row: row["action"],
    "on": lambda row: f"{row['subject_kind']} {row['subject_id']}",
    "why": lambda row: row["reason"],
}


@asks(
    app,
    "audit",
    "cairnloop audit --conversation ID --json",
    "cairnloop audit --action draft.approved --csv > approvals.csv",
    "cairnloop audit --actor sam --action draft. --since 2d",
    listing=True,
)
async def audit(
    it: Asking,
    actor: Annotated[
        str | None, typer.Option("--actor", metavar="WHO", help="A name, an address, an id, me, customer or policy.")
    ] = None,
    conversation: Annotated[
        str | None,
        typer.Option("--conversation", metavar="ID", autocompletion=conversation_ids, help="Only of this one."),
    ] = None,
    action: Annotated[
        str | None, typer.Option("--action", metavar="A", help="draft.approved; or draft. for all that begin so.")
    ] = None,
    subject: Annotated[str | None, typer.Option("--subject", metavar="ID", help="What was acted on.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="T", help="12h, 2d, yesterday, 2026-03-02.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="T", help="The same; a day is included.")] = None,
    limit: options.Limit = 50,
    after: options.After = None,
) -> None:
    """Show who did what, when and why; the newest first."""
    asked = _asked(
        actor=actor, action=action, subject=subject, conversation=conversation, since=since, until=until
    ).params()

    async def fetch(most: int, cursor: Any) -> Any:
        return await it.client.audit(**asked, before=cursor, limit=most)

    rows, more = await it.pages(fetch, limit, after)
    it.out.listing(COLUMNS, rows, empty="The trail holds nothing of that.", next=more)


def _asked(**filters: str | None) -> TrailQuery:
    """Raises Usage for a value that cannot be."""
    query, now = TrailQuery(), datetime.now().astimezone()
    try:
        for name, value in filters.items():
            if value is not None:
                query = with_filter(query, name, value.strip(), now)
        return checked(query)
    except Invalid as error:
        raise Usage(f"--{error.detail}") from None
