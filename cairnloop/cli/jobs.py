"""`jobs`: work in the background, and what became of it."""

from typing import Annotated, Any, Literal

import typer

from cairnloop.cli import options
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.completing import dead_job_ids
from cairnloop.cli.exits import Exit
from cairnloop.cli.output import Columns, as_json
from cairnloop.cli.reading import Target, targets

app = options.group(
    "Work in the background.",
    "cairnloop jobs dead                 what was given up, and why",
    "cairnloop jobs dead | cairnloop jobs retry -",
)

State = Literal["waiting", "running", "dead"]
COLUMNS: Columns = {
    "id": lambda row: row["id"],
    "kind": lambda row: row["kind"],
    "state": lambda row: row["state"],
    "attempt": lambda row: f"{row['attempt']}/{row['max_attempts']}",
    "due": lambda row: row["run_at"],
    "error": lambda row: row["error"],
    "about": lambda row: as_json({name: value for name, value in row["args"].items() if name != "account_id"}),
}
COUNTS: Columns = {"state": lambda row: row["state"], "jobs": lambda row: row["jobs"]}
Ids = Annotated[
    list[str],
    typer.Argument(metavar="ID", autocompletion=dead_job_ids, help="Dead jobs; - reads them from stdin."),
]


@asks(
    app,
    "list",
    "cairnloop jobs list",
    "cairnloop jobs list --state waiting --json",
    "cairnloop jobs list --watch --interval 2",
    listing=True,
    watch=True,
)
async def list_(
    it: Asking,
    state: Annotated[State | None, typer.Option("--state", metavar="S", help="waiting, running or dead.")] = None,
    limit: options.Limit = 50,
    after: options.After = None,
) -> None:
    """List jobs that are not finished, the next due first."""
    await _list(it, state, limit, after, "Nothing waits.")


@asks(
    app,
    "dead",
    "cairnloop jobs dead",
    "cairnloop jobs dead --plain | cairnloop jobs retry -",
    listing=True,
)
async def dead(it: Asking, limit: options.Limit = 50, after: options.After = None) -> None:
    """List jobs that were given up, with the reason."""
    await _list(it, "dead", limit, after, "No job was given up.")


async def _list(it: Asking, state: str | None, limit: int, after: str | None, empty: str) -> None:
    from cairnloop.client.road import Page

    counts: dict[str, int] = {}

    async def fetch(most: int, cursor: str | None) -> Any:
        said = await it.client.jobs(state=state, after=cursor, limit=most)
        counts.update(said["counts"])
        return Page(said["data"], said["next"])

    rows, more = await it.pages(fetch, limit, after)
    it.out.listing(COLUMNS, rows, empty=empty, counts=counts, next=more)


@asks(
    app,
    "counts",
    "cairnloop jobs counts",
    "cairnloop jobs counts --watch --interval 1",
    "cairnloop jobs counts --json | jq -r '.data[] | select(.state == \"dead\") | .jobs'",
    listing=True,
    watch=True,
)
async def counts(it: Asking) -> None:
    """Count the jobs in each state. `due` are those of the waiting that could run now."""
    found = (await it.client.jobs(limit=1))["counts"]
    rows = [{"state": state, "jobs": number} for state, number in found.items()]
    it.out.listing(COUNTS, rows, empty="There are no jobs.")


@asks(app, "retry", "cairnloop jobs retry ID", "cairnloop jobs dead | cairnloop jobs retry -")
async def retry(it: Asking, ids: Ids) -> Exit:
    """Bring dead jobs back to life with fresh attempts."""

    async def act(target: Target) -> Any:
        return await it.client.retry_job(target.id)

    return await it.each(targets(ids), act, "will run again")


@asks(app, "discard", "cairnloop jobs discard ID")
async def discard(it: Asking, ids: Ids) -> Exit:
    """Remove dead jobs for good."""

    async def act(target: Target) -> Any:
        return await it.client.discard_job(target.id)

    return await it.each(targets(ids), act, "removed")
