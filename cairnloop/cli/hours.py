"""`hours`: when somebody is there, and on which days nobody is."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from cairnloop.cli import options
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.completing import inbox_ids
from cairnloop.cli.exits import Usage
from cairnloop.cli.inboxes import inbox_id, perhaps_inbox_id
from cairnloop.cli.output import fields
from cairnloop.cli.shifts import day, shifts, spans
from cairnloop.wire.shifts import lines, times

app = options.group(
    "When somebody is there, and on which days nobody is.",
    "cairnloop hours set 'mon-fri 09:00-12:00,13:00-17:00' --zone Europe/Berlin",
    "cairnloop hours holiday Christmas 2026-12-24 2026-12-26 --yearly",
)

Inbox = Annotated[
    str | None,
    typer.Option("--inbox", metavar="INBOX", autocompletion=inbox_ids, help="Of one inbox, not of the account."),
]


@asks(app, "show", "cairnloop hours show", "cairnloop hours show --inbox 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3 --json")
async def show(it: Asking, inbox: Inbox = None) -> None:
    """Show shifts and holidays, and whether somebody is there now."""
    _print(it, await it.client.hours(await perhaps_inbox_id(it, inbox)))


@asks(
    app,
    "set",
    "cairnloop hours set 'mon-fri 09:00-12:00,13:00-17:00' 'sat 10:00-14:00' --zone Europe/Berlin",
    "cairnloop hours set 'everyday 22:00-06:00' --inbox 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3",
    "cairnloop hours set --always",
)
async def set_(
    it: Asking,
    written: Annotated[
        list[str] | None,
        typer.Argument(metavar="SHIFTS", help="Days and times; times after midnight end the next day."),
    ] = None,
    zone: Annotated[
        str | None, typer.Option("--zone", metavar="ZONE", help="Their time zone, such as Europe/Berlin.")
    ] = None,
    always: Annotated[bool, typer.Option("--always", help="Somebody is always there, but on holidays.")] = False,
    inbox: Inbox = None,
) -> None:
    """Set the shifts of the week in place of those before; holidays stay. Of two shifts the closer named day counts."""
    if always and written:
        raise Usage("--always and shifts exclude each other")
    if not (always or written or zone):
        raise Usage("say the shifts, --always, or --zone")
    given: dict[str, Any] = {} if zone is None else {"time_zone": zone}
    if always or written:
        given["working_hours"] = shifts(written or [])
    _print(it, await it.client.set_hours(given, await perhaps_inbox_id(it, inbox)))


@asks(
    app,
    "holiday",
    "cairnloop hours holiday Christmas 2026-12-24 2026-12-26 --yearly",
    "cairnloop hours holiday 'New Year' 2027-01-01 --open 12:00-16:00",
)
async def holiday(
    it: Asking,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called.")],
    first: Annotated[str, typer.Argument(metavar="FROM", help="Its first day, such as 2026-12-24.")],
    last: Annotated[str | None, typer.Argument(metavar="TO", help="Its last day; else it lasts one day.")] = None,
    yearly: Annotated[bool, typer.Option("--yearly", help="It comes back every year.")] = False,
    open_: Annotated[
        str | None, typer.Option("--open", metavar="TIMES", help="Times in which somebody is there all the same.")
    ] = None,
    inbox: Inbox = None,
) -> None:
    """Add a holiday, or put it in place of the one with the same name."""
    there = await perhaps_inbox_id(it, inbox)
    known = await it.client.hours(there)
    added = {
        "name": name,
        "start_date": day(first),
        "end_date": day(last or first),
        "yearly": yearly,
        "hours": [] if open_ is None else spans(open_),
    }
    kept: list[Any] = [one for one in known["holidays"] if one["name"] != name]
    _print(it, await it.client.set_hours(_own(known, [*kept, added]), there))


@asks(app, "workday", "cairnloop hours workday Christmas")
async def workday(
    it: Asking,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the holiday is called.")],
    inbox: Inbox = None,
) -> None:
    """Take a holiday away."""
    there = await perhaps_inbox_id(it, inbox)
    known = await it.client.hours(there)
    kept: list[Any] = [one for one in known["holidays"] if one["name"] != name]
    if len(kept) == len(known["holidays"]):
        raise Usage(f"there is no holiday {name!r}; `cairnloop hours show` lists them")
    _print(it, await it.client.set_hours(_own(known, kept), there))


@asks(app, "inherit", "cairnloop hours inherit 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3")
async def inherit(
    it: Asking,
    inbox: Annotated[
        str, typer.Argument(metavar="INBOX", autocompletion=inbox_ids, help="Its id, slug or name, or primary.")
    ],
) -> None:
    """Let an inbox go by the account's hours again."""
    _print(it, await it.client.forget_hours(await inbox_id(it, inbox)))


def _own(known: Any, holidays: list[Any]) -> dict[str, Any]:
    """An inbox that went by the account's hours keeps them as its own when it gets another holiday."""
    own = {"working_hours": known["working_hours"]} if known["inherited"] else {}
    return {"holidays": holidays, "seen": known["version"], **own}


def _print(it: Asking, hours: Any) -> None:
    about = {
        "of": "the account" if hours["inbox_id"] is None else f"inbox {hours['inbox_id']}",
        "time zone": hours["time_zone"],
        "by": "the account's hours" if hours["inherited"] else None,
        "now": "open" if hours["open"] else "closed",
        "closes at": _by_its_clock(hours, "closes_at") if hours["open"] else None,
        "opens at": None if hours["open"] else _by_its_clock(hours, "opens_at") or "not within three years",
    }
    shown = fields(about)
    shown += [f"  {name:<10} {times_}" for name, times_ in lines(hours["working_hours"])] or ["  always"]
    shown += [f"  {_dates(one):<24} {one['name']}{_except(one)}" for one in hours["holidays"]]
    it.out.thing(hours, shown)


def _by_its_clock(hours: Any, moment: str) -> str | None:
    """As its shifts are written; programs are told the instant."""
    if hours[moment] is None:
        return None
    at = datetime.fromisoformat(hours[moment]).astimezone(ZoneInfo(hours["time_zone"] or "UTC"))
    return f"{at:%a %Y-%m-%d %H:%M}"


def _dates(one: Any) -> str:
    days = one["start_date"] if one["start_date"] == one["end_date"] else f"{one['start_date']}..{one['end_date']}"
    return f"{days} yearly" if one["yearly"] else str(days)


def _except(one: Any) -> str:
    return f" (open {times(one['hours'])})" if one["hours"] else ""
