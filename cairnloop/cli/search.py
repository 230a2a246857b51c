"""`search`: conversations by what was written in them, by whom, and how they stand."""

from typing import Annotated, Any

import typer

from cairnloop.cli import options
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.exits import Usage
from cairnloop.cli.output import Columns
from cairnloop.errors import Invalid

app = typer.Typer()

# How the daemon marks what matched in an excerpt.
MARKED = str.maketrans({"\ue000": "«", "\ue001": "»"})
COLUMNS: Columns = {
    "id": lambda row: row["conversation"]["id"],
    "status": lambda row: row["conversation"]["status"],
    "written": lambda row: row["message"]["created_at"],
    "customer": lambda row: row["conversation"]["customer"]["title"],
    "subject": lambda row: row["subject"] and row["subject"].translate(MARKED),
    "excerpt": lambda row: row["message"]["excerpt"].translate(MARKED),
    "matches": lambda row: row["messages"],
}


@asks(
    app,
    "search",
    "cairnloop search refund",
    "cairnloop search 'refund from:ada status:open before:7d'",
    "cairnloop search '\"not working\" -spam tag:vip' --json",
    "cairnloop search 'to:me has:note invoice' --plain | cut -f1 | cairnloop conversations read -",
    listing=True,
)
async def search(
    it: Asking,
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS", help='Words, "phrases", word*, -word, from: to: tag: status: …')
    ],
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=500, metavar="N", help="At most this many.")] = 20,
    after: options.After = None,
) -> None:
    """Find conversations by the words in messages, subjects, and customers' names and e-mails.

    All words must be in one message or about it. Put the whole search into single quotes, so that the shell leaves
    quotation marks, stars and minus signs alone. Operators: from: to: assignee: tag: inbox: status: is: has: source:
    awaiting: customer: older: before: after: on:.
    """
    asked = " ".join(words)
    _require_search(asked)

    async def fetch(most: int, cursor: str | None) -> Any:
        return await it.client.find(asked, after=cursor, limit=min(most, 50))

    rows, more = await it.pages(fetch, limit, after)
    it.out.listing(COLUMNS, rows, empty="Nothing matches.", next=more)


def _require_search(asked: str) -> None:
    """Raises Usage for a search that nobody could answer, without asking."""
    from cairnloop.wire.search import parse

    try:
        parse(asked)
    except Invalid as error:
        raise Usage(f"WORDS: {'; '.join(error.errors['query'])}") from None
