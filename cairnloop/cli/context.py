"""`context`: what drafts know of the business."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from cairnloop.cli import options
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.completing import inbox_ids
from cairnloop.cli.exits import Usage
from cairnloop.cli.inboxes import perhaps_inbox_id
from cairnloop.cli.output import fields
from cairnloop.cli.reading import STDIN, text

app = options.group(
    "What drafts know of the business: who it is, what it offers, what it asks of them.",
    "cairnloop context show",
    "cairnloop context set business.json",
)

Inbox = Annotated[
    str | None,
    typer.Option("--inbox", metavar="INBOX", autocompletion=inbox_ids, help="Of one inbox, not of the account."),
]


@asks(app, "show", "cairnloop context show", "cairnloop context show --json > business.json")
async def show(it: Asking, inbox: Inbox = None) -> None:
    """Show what was written of the business."""
    _print(it, await it.client.business_context(await perhaps_inbox_id(it, inbox)))


@asks(app, "set", "cairnloop context set business.json", 'echo \'{"business_name": "Acme"}\' | cairnloop context set -')
async def set_(
    it: Asking,
    file: Annotated[str, typer.Argument(metavar="FILE", help="JSON with the fields to change; - reads stdin.")],
    inbox: Inbox = None,
) -> None:
    """Write it, or change the fields that the JSON has: business_name, business_description, services, faqs, ..."""
    _print(it, await it.client.put_business_context(_read(file), await perhaps_inbox_id(it, inbox)))


def _read(file: str) -> dict[str, Any]:
    try:
        written = text(STDIN, "FILE") if file == STDIN else Path(file).read_text("utf-8")
        value = json.loads(written)
    except OSError as error:
        raise Usage(f"{file}: cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError):
        raise Usage(f"{file}: is not JSON") from None
    if not isinstance(value, dict):
        raise Usage(f"{file}: must hold one JSON object")
    return value


def _print(it: Asking, context: Any) -> None:
    about = {
        "of": "the account" if context["inbox_id"] is None else f"inbox {context['inbox_id']}",
        "business": context["business_name"],
        "about": context["business_description"],
        "asks": context["instructions"],
        "services": len(context["services"] or ()),
        "faqs": len(context["faqs"] or ()),
        "booking": context["scheduling_link"],
    }
    it.out.thing(context, fields(about))
