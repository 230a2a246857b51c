"""`report`: what the desk did in a period, as a table, for programs, and as a picture."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from cairnloop.cli import options
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.completing import inbox_ids, tag_names
from cairnloop.cli.exits import Usage
from cairnloop.cli.inboxes import perhaps_inbox_id
from cairnloop.cli.output import say
from cairnloop.cli.tags import tag_id

app = options.group()

NAMES = ("volumes", "replies", "resolution", "people", "tags", "drafts")
DAYS = re.compile(r"([1-9][0-9]{0,3})d")


def _names(incomplete: str) -> list[str]:
    return [name for name in NAMES if name.startswith(incomplete)]


Name = Annotated[str, typer.Argument(metavar="NAME", autocompletion=_names, help=f"One of: {', '.join(NAMES)}.")]
First = Annotated[str | None, typer.Option("--from", metavar="DAY", help="2026-03-01; or 90d: the last 90 days.")]
Last = Annotated[str | None, typer.Option("--to", metavar="DAY", help="The last day; else today.")]
Inbox = Annotated[
    str | None,
    typer.Option("--inbox", metavar="I", autocompletion=inbox_ids, help="Only of this inbox: its id, slug or name."),
]
Tag = Annotated[
    str | None, typer.Option("--tag", metavar="T", autocompletion=tag_names, help="Only with this tag: its name or id.")
]
Svg = Annotated[Path | None, typer.Option("--svg", metavar="FILE", help="Draw it into this file as well.")]
Rebuild = Annotated[bool, typer.Option("--rebuild", help="Count the account anew from nothing; admins only.")]


@asks(
    app,
    "report",
    "cairnloop report",
    "cairnloop report replies --from 2026-03-01 --to 2026-03-31",
    "cairnloop report people --from 90d --inbox sales --csv > people.csv",
    "cairnloop report drafts --svg drafts.svg",
    listing=True,
)
async def report(
    it: Asking,
    name: Name = "volumes",
    first: First = None,
    last: Last = None,
    inbox: Inbox = None,
    tag: Tag = None,
    svg: Svg = None,
    rebuild: Rebuild = False,
) -> None:
    """Report what the desk did: volumes, replies, resolution, people, tags or drafts.

    Without days it is the last thirty, today included; 366 at most. Days are those of the account's time zone.
    """
    from cairnloop.cli.report_lines import print_report

    if name not in NAMES:
        raise Usage(f"there is no report {name[:60]!r}; choose one of {', '.join(NAMES)}")
    if rebuild:
        begun = await it.client.rebuild_reports()
        it.out.thing(begun, ["Counting anew. Reports say that they are not complete until that is done."])
        return
    found = await it.client.report(
        name,
        from_date=day(first, "--from", today=date.today()),  # noqa: DTZ011 - the person's own day is meant
        to_date=day(last, "--to", today=date.today()),  # noqa: DTZ011
        inbox_id=await perhaps_inbox_id(it, inbox),
        tag_id=None if tag is None else await tag_id(it, tag),
    )
    if svg is not None:
        _draw(svg, name, found)
    print_report(it.out, name, found)


def _draw(path: Path, name: str, found: dict[str, Any]) -> None:
    """Raises Usage for a file that cannot be written."""
    from cairnloop.cli.chart import chart_of, svg

    try:
        path.write_text(svg(chart_of(name, found)), "utf-8")
    except OSError as error:
        raise Usage(f"--svg: {path} cannot be written ({error.strerror})") from None
    say(f"Drawn into {path}.")


def day(text: str | None, option: str, *, today: date) -> str | None:
    """A day as people write it. Raises Usage for what is none."""
    if text is None:
        return None
    if text in ("today", "yesterday"):
        return str(today - timedelta(days=text == "yesterday"))
    try:
        if ago := DAYS.fullmatch(text):
            return str(today - timedelta(days=int(ago[1]) - 1))
        return str(date.fromisoformat(text))
    except ValueError:
        raise Usage(f"{option}: {text[:60]!r} is no day; write 2026-03-01, today, yesterday, or 90d") from None
