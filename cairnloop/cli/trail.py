"""`audit`: who did what, when and why."""

from typing import Annotated, Any

import typer

from cairnloop.cli import options
from cairnloop.cli.asking import PAGE, Asking, asks
from cairnloop.cli.output import Columns

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
    "cairnloop audit --limit 20",
    "cairnloop audit --conversation ID --json",
    "cairnloop audit --action draft.approved --csv > approvals.csv",
    listing=True,
)
async def audit(
    it: Asking,
    conversation: Annotated[str | None, typer.Option("--conversation", metavar="ID", help="Only of this one.")] = None,
    action: Annotated[str | None, typer.Option("--action", metavar="A", help="Only this, like draft.approved.")] = None,
    limit: options.Limit = 50,
    after: options.After = None,
) -> None:
    """Show who did what, when and why; the newest first."""
    rows: list[Any] = []
    before: Any = after
    while True:
        page = await it.client.audit(
            conversation_id=conversation, action=action, before=before, limit=min(PAGE, limit - len(rows))
        )
        rows += page.rows
        before = page.next
        if before is None or len(rows) >= limit:
            break
    it.out.listing(COLUMNS, rows, empty="The trail holds nothing of that.", next=before)
