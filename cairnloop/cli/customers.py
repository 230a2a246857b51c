"""`customers`: who writes to us, what is known of them, and how that is handed out or forgotten."""

import sys
from typing import Annotated, Any

import typer

from cairnloop.cli import options, reading
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.completing import company_ids, customer_ids, tag_names
from cairnloop.cli.exits import Exit, Usage
from cairnloop.cli.output import Columns, cell, fields
from cairnloop.cli.reading import Target, targets
from cairnloop.cli.tags import tag_id

app = options.group(
    "Who writes to us, and what is known of them.",
    "cairnloop customers list --q ada",
    "cairnloop customers merge ID --into ID",
    "cairnloop customers export ID > ada.json",
)

Id = Annotated[str, typer.Argument(metavar="ID", autocompletion=customer_ids, help="Of the customer.")]
Ids = Annotated[
    list[str], typer.Argument(metavar="ID", autocompletion=customer_ids, help="Customers; - reads them from stdin.")
]
Tag = Annotated[
    str | None, typer.Option("--tag", metavar="NAME", autocompletion=tag_names, help="Only those who carry this tag.")
]
COLUMNS: Columns = {
    "id": lambda row: row["id"],
    "name": lambda row: row["name"],
    "email": lambda row: row["email"],
    "phone": lambda row: row["phone"],
    "external id": lambda row: row["external_id"],
    "updated": lambda row: row["updated_at"],
}
STEPS: Columns = {
    "at": lambda row: row["at"],
    "what": lambda row: row["kind"],
    "by": lambda row: row["actor"],
    "about": lambda row: row["about"],
    "conversation": lambda row: row["conversation_id"],
}
SAME: Columns = {**COLUMNS, "same": lambda row: " ".join(row["same"])}


@asks(
    app,
    "list",
    "cairnloop customers list",
    "cairnloop customers list --q ada@example.com --json",
    "cairnloop customers list --tag VIP --limit 10000 --csv > vip.csv",
    listing=True,
)
async def list_(
    it: Asking,
    q: Annotated[
        str | None, typer.Option("--q", metavar="TEXT", help="How a name or an address begins, or an id.")
    ] = None,
    tag: Tag = None,
    company: Annotated[
        str | None, typer.Option("--company", metavar="ID", autocompletion=company_ids, help="Only of this company.")
    ] = None,
    limit: options.Limit = 50,
    after: options.After = None,
) -> None:
    """List customers, last changed first."""
    company = company and reading.uuid(company)
    tagged = None if tag is None else await tag_id(it, tag)

    async def fetch(most: int, cursor: str | None) -> Any:
        return await it.client.customers(q=q, company_id=company, tag_id=tagged, after=cursor, limit=most)

    rows, more = await it.pages(fetch, limit, after)
    it.out.listing(COLUMNS, rows, empty="There are no such customers.", next=more)


@asks(app, "show", "cairnloop customers show 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3")
async def show(it: Asking, id: Id) -> None:
    """Show what is known of a customer, with tags, notes and the newest conversations."""
    found = await it.client.customer(reading.uuid(id), "tags", "notes", "company", "conversations")
    company = found["company"]
    known = {
        "customer": found["id"],
        **{name: found[name] for name in ("name", "email", "phone", "external_id", "time_zone", "current_url")},
        "company": None if company is None else company["name"],
        "tags": ", ".join(tag["name"] for tag in found["tags"]),
        "first seen": found["first_seen"],
        "last seen": found["last_seen_at"],
    }
    lines = fields(known)
    lines += [f"note  {cell(note['created_at'])}  {cell(note['body'])}" for note in found["notes"]]
    lines += [
        f"conversation  {one['id']}  {one['status']}  {cell(one['subject'] or one['preview'])}"
        for one in found["conversations"]
    ]
    it.out.thing(found, lines)


@asks(app, "timeline", "cairnloop customers timeline ID", listing=True)
async def timeline(it: Asking, id: Id, limit: options.Limit = 50, after: options.After = None) -> None:
    """Show what happened with a customer, newest first."""
    customer = reading.uuid(id)

    async def fetch(most: int, cursor: str | None) -> Any:
        return await it.client.timeline(customer, after=cursor, limit=most)

    rows, more = await it.pages(fetch, limit, after)
    it.out.listing(STEPS, rows, empty="Nothing has happened with them.", next=more)


@asks(app, "duplicates", "cairnloop customers duplicates ID", listing=True)
async def duplicates(it: Asking, id: Id) -> None:
    """List who might be the same: same address, or same id of the host's own."""
    found = await it.client.duplicates(reading.uuid(id))
    rows = [{**one["customer"], "same": one["same"]} for one in found]
    it.out.listing(SAME, rows, empty="Nobody shares the address or the external id.")


@asks(
    app,
    "merge",
    "cairnloop customers merge 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3 --into 0d6bb8f2-5a3e-4c58-8a05-3f2f1c9be1aa",
    "cairnloop customers duplicates ID | cairnloop customers merge - --into ID",
)
async def merge(
    it: Asking,
    ids: Ids,
    into: Annotated[str, typer.Option("--into", metavar="ID", autocompletion=customer_ids, help="The one who stays.")],
) -> Exit:
    """Make customers one. What is known of the one who stays wins; the old ids go on working."""
    stays = reading.uuid(into)

    async def act(target: Target) -> Any:
        return await it.client.merge_customer(target.id, stays)

    return await it.each(targets(ids), act, f"merged into {stays}")


@asks(app, "export", "cairnloop customers export ID > ada.json", "cairnloop customers export ID --private")
async def export(
    it: Asking,
    id: Id,
    private: Annotated[bool, typer.Option("--private", help="Also colleagues' notes among the messages.")] = False,
) -> None:
    """Print all that is held about a customer, as one JSON document."""
    it.out.value(await it.client.export_customer(reading.uuid(id), private=private))


@asks(app, "erase", "cairnloop customers erase ID", "cairnloop customers erase ID --yes")
async def erase(
    it: Asking,
    ids: Ids,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> Exit:
    """Forget customers with everything they wrote. It cannot be taken back."""
    chosen = targets(ids)
    if not yes:
        who = "1 customer" if len(chosen) == 1 else f"{len(chosen)} customers"
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise Usage("erase: nobody is there to be asked; say --yes")
        if not reading.sure(f"Forget {who} and everything they wrote, for good?"):
            raise Usage("erase: nothing was done")

    async def act(target: Target) -> Any:
        return await it.client.erase_customer(target.id)

    return await it.each(chosen, act, "is being erased")
