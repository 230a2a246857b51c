"""`conversations`, the part that moves them: snoozed, put first, merged, shown to others."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from cairnloop.cli import reading
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.bulk import move_all
from cairnloop.cli.completing import conversation_ids
from cairnloop.cli.conversations import COLUMNS, Id, Ids, app
from cairnloop.cli.exits import Exit, Usage
from cairnloop.cli.output import Columns, fields
from cairnloop.cli.reading import targets

__all__ = ["app"]

Other = Annotated[
    str, typer.Option("--into", metavar="ID", autocompletion=conversation_ids, help="The one that stays.")
]


@asks(
    app,
    "snooze",
    "cairnloop conversations snooze ID --for 3h",
    "cairnloop conversations snooze ID --until 2026-12-01T09:00:00+01:00",
    "cairnloop conversations snooze ID   # until the customer writes",
)
async def snooze(
    it: Asking,
    ids: Ids,
    for_: Annotated[str | None, typer.Option("--for", metavar="T", help="So long: 30m, 3h, 2d or 1w.")] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="TIME", help="Until this time, as 2026-12-01T09:00:00+01:00.")
    ] = None,
) -> Exit:
    """Put conversations out of sight for a while. A message of the customer always brings one back."""
    at = _moment(for_, until)
    told = "snoozed until the customer writes" if at is None else f"snoozed until {at:%Y-%m-%d %H:%M} UTC"
    return await move_all(it, targets(ids), "snooze", told, until=None if at is None else at.isoformat())


def _moment(length: str | None, until: str | None) -> datetime | None:
    """Raises Usage for what is no time, and for two."""
    from cairnloop.wire.query import age

    if length is not None and until is not None:
        raise Usage("--for and --until exclude each other")
    if length is not None:
        found = age(length)
        if found is None:
            raise Usage(f"--for: {length[:30]!r} is no length of time; write 30m, 3h, 2d or 1w")
        return datetime.now(UTC) + found
    if until is None:
        return None
    try:
        at = datetime.fromisoformat(until)
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Usage(f"--until: {until[:40]!r} is no time; write it as 2026-12-01T09:00:00+01:00") from None


@asks(
    app,
    "unsnooze",
    "cairnloop conversations unsnooze ID",
    "cairnloop conversations list --section snoozed | cairnloop conversations unsnooze -",
)
async def unsnooze(it: Asking, ids: Ids) -> Exit:
    """Bring snoozed conversations back before their time."""
    return await move_all(it, targets(ids), "unsnooze", "open")


@asks(
    app,
    "priority",
    "cairnloop conversations priority ID",
    "cairnloop conversations priority ID --off",
    "cairnloop conversations list --query 'priority:yes' | cairnloop conversations priority - --off",
)
async def priority(
    it: Asking, ids: Ids, off: Annotated[bool, typer.Option("--off", help="They go before others no more.")] = False
) -> Exit:
    """Let conversations go before others."""
    value = "not_priority" if off else "priority"
    return await move_all(it, targets(ids), "priority", value.replace("_", " "), priority=value)


@asks(app, "merge", "cairnloop conversations merge ID --into OTHER")
async def merge(it: Asking, id: Id, into: Other) -> None:
    """Take a conversation up into another of the same customer. `unmerge` takes it out again, for some minutes."""
    merged = await it.client.merge(reading.uuid(id), reading.uuid(into))
    it.out.thing(merged, fields({"conversation": merged["id"], "can be undone until": merged["undo_until"]}))


@asks(app, "unmerge", "cairnloop conversations unmerge ID")
async def unmerge(it: Asking, id: Id) -> None:
    """Take a conversation out of the one it was merged into."""
    back = await it.client.unmerge(reading.uuid(id))
    it.out.thing(back, fields({"conversation": back["id"], "status": back["status"]}))


@asks(
    app,
    "share",
    "cairnloop conversations share ID --hours 48",
    "cairnloop conversations share ID --revoke",
)
async def share(
    it: Asking,
    id: Id,
    hours: Annotated[int, typer.Option("--hours", min=1, max=720, metavar="N", help="How long the link works.")] = 24,
    revoke: Annotated[bool, typer.Option("--revoke", help="End all links to it instead.")] = False,
) -> None:
    """Make a link that shows what the customer sees: no notes, no drafts. It is shown this once."""
    conversation = reading.uuid(id)
    if revoke:
        ended = await it.client.revoke_shares(conversation)
        it.out.thing({"revoked": ended}, fields({"links ended": ended}))
        return
    made = await it.client.share(conversation, hours)
    told = {"link": f"{it.place.url.rstrip('/')}{made['page']}", "works until": made["expires_at"]}
    it.out.thing(made, fields(told))


RELATED: Columns = {"id": COLUMNS["id"], "why": lambda row: row["why"], **COLUMNS}


@asks(
    app,
    "related",
    "cairnloop conversations related ID",
    "cairnloop conversations related ID --limit 10 --json",
    listing=True,
)
async def related(
    it: Asking,
    id: Id,
    limit: Annotated[int, typer.Option("--limit", min=1, max=50, metavar="N", help="So many at most.")] = 3,
) -> None:
    """List the customer's other conversations, and those of others about the same."""
    rows: list[Any] = list(await it.client.related(reading.uuid(id), limit=limit))
    it.out.listing(RELATED, rows, empty="Nothing else belongs to this conversation.", next=None)
