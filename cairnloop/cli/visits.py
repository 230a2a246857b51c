"""`visits`: who was on the website, and what was recorded of it."""

from typing import Annotated, Any

import typer

from cairnloop.cli import options, reading
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.completing import customer_ids, visit_ids
from cairnloop.cli.exits import Exit
from cairnloop.cli.output import Columns, cell, fields
from cairnloop.cli.reading import Target, targets

app = options.group(
    "Who was on the website, and what was recorded of it.",
    "cairnloop visits list --active",
    "cairnloop visits show ID",
)

Ids = Annotated[
    list[str], typer.Argument(metavar="ID", autocompletion=visit_ids, help="Visits; - reads them from stdin.")
]
COLUMNS: Columns = {
    "id": lambda row: row["id"],
    "customer": lambda row: None if row["customer"] is None else row["customer"]["title"],
    "started": lambda row: row["started_at"],
    "last seen": lambda row: row["last_seen_at"],
    "finished": lambda row: row["finished_at"],
    "pages": lambda row: len(row["pages"]),
    "events": lambda row: row["events"],
    "page": lambda row: row["pages"][-1] if row["pages"] else row["metadata"].get("current_url"),
}


@asks(
    app,
    "list",
    "cairnloop visits list --active",
    "cairnloop visits list --customer 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3",
    "cairnloop visits list --over --limit 10000 --csv > visits.csv",
    listing=True,
)
async def list_(
    it: Asking,
    customer: Annotated[
        str | None,
        typer.Option("--customer", metavar="ID", autocompletion=customer_ids, help="Only this customer's."),
    ] = None,
    active: Annotated[
        bool | None, typer.Option("--active/--over", help="Only those that go on, or only those that are over.")
    ] = None,
    limit: options.Limit = 50,
    after: options.After = None,
) -> None:
    """List visits, newest first."""
    whose = customer and reading.uuid(customer)

    async def fetch(most: int, cursor: str | None) -> Any:
        return await it.client.visits(customer_id=whose, active=active, after=cursor, limit=most)

    rows, more = await it.pages(fetch, limit, after)
    it.out.listing(COLUMNS, rows, empty="There are no such visits.", next=more)


@asks(
    app,
    "show",
    "cairnloop visits show 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3",
    "cairnloop visits show ID --json | jq '[.browser_replay_events[].event]' > replay.json",
)
async def show(
    it: Asking, id: Annotated[str, typer.Argument(metavar="ID", autocompletion=visit_ids, help="Of the visit.")]
) -> None:
    """Show a visit with the pages it saw; in JSON also everything that was recorded, for a player of rrweb."""
    visit_id = reading.uuid(id)
    found, more = await it.client.visit(visit_id, limit=500 if it.out.json else 1)
    while it.out.json and more is not None:
        rest, more = await it.client.visit(visit_id, after=more)
        found["browser_replay_events"] += rest["browser_replay_events"]
    known = {
        "visit": found["id"],
        "customer": None if found["customer"] is None else found["customer"]["title"],
        "customer id": found["customer_id"],
        "started": found["started_at"],
        "last seen": found["last_seen_at"],
        "finished": found["finished_at"],
        **{name.replace("_", " "): value for name, value in found["metadata"].items()},
        "recorded": f"{found['events']} events, {found['bytes']} bytes",
    }
    it.out.thing(found, [*fields(known), *(f"page  {cell(page)}" for page in found["pages"])])


@asks(
    app,
    "delete",
    "cairnloop visits delete 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3",
    "cairnloop visits list --customer ID --plain | cairnloop visits delete -",
)
async def delete(it: Asking, ids: Ids) -> Exit:
    """Remove visits with everything that was recorded of them. It cannot be taken back."""

    async def act(target: Target) -> Any:
        await it.client.remove_visit(target.id)
        return {"id": target.id, "removed": True}

    return await it.each(targets(ids), act, "removed")
