"""`kb`: the knowledge base, from a folder of Markdown to search."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from cairnloop.cli import options, reading
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.completing import article_ids
from cairnloop.cli.exits import Exit, Usage
from cairnloop.cli.files import batches, markdown_files
from cairnloop.cli.output import Columns, fields, say
from cairnloop.cli.progress import progress
from cairnloop.cli.reading import Target, targets

app = options.group(
    "The knowledge that answers are drafted from.",
    "cairnloop kb import docs/ --publish",
    "cairnloop kb search 'maps without signal'",
)

OUTCOMES = ("added", "changed", "unchanged", "failed")
# How the daemon marks what matched in an excerpt.
MARKED = str.maketrans({"\ue000": "«", "\ue001": "»"})

Id = Annotated[str, typer.Argument(metavar="ID", autocompletion=article_ids, help="Of the article.")]
Ids = Annotated[
    list[str], typer.Argument(metavar="ID", autocompletion=article_ids, help="Articles; - reads them from stdin.")
]
Status = Literal["draft", "published", "archived"]
COLUMNS: Columns = {
    "id": lambda row: row["id"],
    "status": lambda row: row["status"],
    "updated": lambda row: row["updated_at"],
    "title": lambda row: row["title"],
    "path": lambda row: row["path"],
}
HITS: Columns = {
    "source": lambda row: row["article_id"] or row["conversation_id"],
    "score": lambda row: f"{row['score']:.3f}",
    "title": lambda row: f"{row['title']} › {row['heading']}" if row["heading"] else row["title"],
    "excerpt": lambda row: row["excerpt"].translate(MARKED),
    "why": lambda row: "; ".join(row["why"]),
}


@asks(
    app,
    "import",
    "cairnloop kb import docs/ --publish",
    "cairnloop kb import docs/ --json | jq -r '.files[] | select(.outcome == \"failed\") | .path'",
)
async def import_(
    it: Asking,
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of Markdown files, or one file.")],
    publish: Annotated[
        bool, typer.Option("--publish/--draft", help="Publish what is new, or leave it a draft.")
    ] = False,
) -> Exit:
    """Bring in Markdown files, with or without front matter.

    An article is known by its file's path below DIR: importing again updates it. Files that did not change are left
    alone, and what was published before stays readable.
    """
    told: dict[str, Any] = {**dict.fromkeys(OUTCOMES, 0), "files": []}
    found = markdown_files(directory)
    with progress("Importing", len(found)) as advance:
        for batch in batches(found):
            answer = await it.client.import_articles(batch, publish=publish)
            for outcome in OUTCOMES:
                told[outcome] += answer[outcome]
            told["files"] += answer["files"]
            advance(len(batch))
    for file in told["files"]:
        if file["outcome"] == "failed":
            say(f"cairnloop: {file['path']}: {file.get('reason') or 'could not be read'}")
    it.out.thing(told, fields({outcome: told[outcome] for outcome in OUTCOMES}))
    if not publish and told["added"] + told["changed"]:
        say("They are drafts; --publish makes them count.")
    return Exit.FAILED if told["failed"] else Exit.OK


@asks(app, "list", "cairnloop kb list", "cairnloop kb list --status draft | cairnloop kb publish -", listing=True)
async def list_(
    it: Asking,
    status: Annotated[
        Status | None, typer.Option("--status", metavar="S", help="draft, published or archived.")
    ] = None,
    limit: options.Limit = 50,
    after: options.After = None,
) -> None:
    """List articles, the latest change first."""

    async def fetch(most: int, cursor: str | None) -> Any:
        return await it.client.articles(status=status, after=cursor, limit=most)

    rows, more = await it.pages(fetch, limit, after)
    it.out.listing(COLUMNS, rows, empty="There are no such articles; `cairnloop kb import DIR` brings some.", next=more)


@asks(app, "show", "cairnloop kb show ID", "cairnloop kb show ID --json | jq -r .body > article.md")
async def show(it: Asking, id: Id) -> None:
    """Show an article: its newest words, and its versions."""
    article = await it.client.article(reading.uuid(id))
    head = {"title": article["title"], "status": article["status"], "path": article["path"]}
    versions = [
        f"version {one['version']}  {one['state']}  {one['published_at'] or one['created_at']}  {one['author']}"
        for one in article["revisions"]
    ]
    it.out.thing(article, [*fields(head), *versions, "", article["body"]])


@asks(app, "publish", "cairnloop kb publish ID", "cairnloop kb list --status draft --plain | cairnloop kb publish -")
async def publish(it: Asking, ids: Ids) -> Exit:
    """Make the newest words of articles what is searched and quoted."""

    async def act(target: Target) -> Any:
        return await it.client.publish(target.id)

    return await it.each(targets(ids), act, "published")


@asks(app, "search", "cairnloop kb search 'maps without signal'", "cairnloop kb search refund --json", listing=True)
async def search(
    it: Asking,
    query: Annotated[list[str], typer.Argument(metavar="QUERY", help="What to look for.")],
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=50, metavar="N", help="At most this many.")] = 8,
) -> None:
    """Find passages as drafting finds them, each with why it matched."""
    asked = " ".join(query).strip()
    if not asked:
        raise Usage("QUERY: say what to look for")
    hits = await it.client.search(asked, limit=limit)
    it.out.listing(HITS, hits, empty="Nothing matches.")
