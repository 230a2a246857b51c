"""`companies`: for whom customers write, and what is known of them."""

from typing import Annotated, Any

import typer

from cairnloop.cli import options, reading
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.completing import company_ids
from cairnloop.cli.customers import STEPS
from cairnloop.cli.exits import Exit, Usage
from cairnloop.cli.output import Columns, fields
from cairnloop.cli.reading import Target, targets
from cairnloop.cli.tags import unless_none

app = options.group(
    "For whom customers write.",
    "cairnloop companies add Northridge --website https://northridge.example",
    "cairnloop customers list --company ID",
)

Id = Annotated[str, typer.Argument(metavar="ID", autocompletion=company_ids, help="Of the company.")]
Ids = Annotated[
    list[str], typer.Argument(metavar="ID", autocompletion=company_ids, help="Companies; - reads them from stdin.")
]
Description = Annotated[str | None, typer.Option("--description", metavar="TEXT", help="What they do.")]
External = Annotated[str | None, typer.Option("--external-id", metavar="X", help="What your own system calls them.")]
Website = Annotated[str | None, typer.Option("--website", metavar="URL", help="Their page.")]
Industry = Annotated[str | None, typer.Option("--industry", metavar="WORD", help="Their trade.")]
Logo = Annotated[str | None, typer.Option("--logo", metavar="URL", help="The address of a picture.")]
COLUMNS: Columns = {
    "id": lambda row: row["id"],
    "name": lambda row: row["name"],
    "website": lambda row: row["website_url"],
    "industry": lambda row: row["industry"],
    "external id": lambda row: row["external_id"],
    "updated": lambda row: row["updated_at"],
}


def _described(company: Any) -> list[str]:
    return fields(
        {
            "company": company["id"],
            "name": company["name"],
            "about": company["description"],
            "website": company["website_url"],
            "industry": company["industry"],
            "external id": company["external_id"],
            "logo": company["logo_image_url"],
            "since": company["created_at"],
        }
    )


@asks(
    app,
    "list",
    "cairnloop companies list",
    "cairnloop companies list --limit 10000 --csv > companies.csv",
    listing=True,
)
async def list_(it: Asking, limit: options.Limit = 50, after: options.After = None) -> None:
    """List companies, newest first."""

    async def fetch(most: int, cursor: str | None) -> Any:
        return await it.client.companies(after=cursor, limit=most)

    rows, more = await it.pages(fetch, limit, after)
    it.out.listing(COLUMNS, rows, empty="There are no companies.", next=more)


@asks(app, "show", "cairnloop companies show 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3")
async def show(it: Asking, id: Id) -> None:
    """Show what is known of a company; `customers list --company` shows who belongs to it."""
    company = await it.client.company(reading.uuid(id))
    it.out.thing(company, _described(company))


@asks(app, "timeline", "cairnloop companies timeline 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3", listing=True)
async def timeline(it: Asking, id: Id, limit: options.Limit = 50, after: options.After = None) -> None:
    """Show what happened with a company's customers, newest first."""
    company = reading.uuid(id)

    async def fetch(most: int, cursor: str | None) -> Any:
        return await it.client.company_timeline(company, after=cursor, limit=most)

    rows, more = await it.pages(fetch, limit, after)
    it.out.listing(STEPS, rows, empty="Nothing has happened with them.", next=more)


@asks(app, "add", "cairnloop companies add Northridge --website https://northridge.example --industry Maps")
async def add(
    it: Asking,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called.")],
    description: Description = None,
    external_id: External = None,
    website: Website = None,
    industry: Industry = None,
    logo: Logo = None,
) -> None:
    """Add a company."""
    company = await it.client.add_company({"name": name, **_words(description, external_id, website, industry, logo)})
    it.out.thing(company, _described(company))


@asks(
    app,
    "edit",
    "cairnloop companies edit 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3 --name 'Northridge Maps' --industry none",
)
async def edit(
    it: Asking,
    id: Id,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="What it is called.")] = None,
    description: Description = None,
    external_id: External = None,
    website: Website = None,
    industry: Industry = None,
    logo: Logo = None,
) -> None:
    """Change what is known of a company; what is not given stays, and `none` empties it."""
    words = _words(description, external_id, website, industry, logo) | ({} if name is None else {"name": name})
    if not words:
        raise Usage("say what to change: --name, --description, --external-id, --website, --industry or --logo")
    company = await it.client.change_company(reading.uuid(id), words)
    it.out.thing(company, _described(company))


def _words(
    description: str | None, external_id: str | None, website: str | None, industry: str | None, logo: str | None
) -> dict[str, Any]:
    """What was given, under the names of the wire."""
    given = {
        "description": description,
        "external_id": external_id,
        "website_url": website,
        "industry": industry,
        "logo_image_url": logo,
    }
    return {name: unless_none(value) for name, value in given.items() if value is not None}


@asks(
    app,
    "delete",
    "cairnloop companies delete 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3",
    "cairnloop companies list --plain | grep Northridge | cairnloop companies delete -",
)
async def delete(it: Asking, ids: Ids) -> Exit:
    """Forget companies. Their customers stay, and belong to none."""

    async def act(target: Target) -> Any:
        await it.client.remove_company(target.id)
        return {"id": target.id, "deleted": True}

    return await it.each(targets(ids), act, "deleted")
