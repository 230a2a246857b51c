"""Listings as tables for people at a terminal: as wide as it is, with times as one reads them there."""

from collections.abc import Sequence
from datetime import UTC, datetime

from cairnloop.cli.output import Listing

GAP = 2
NARROWEST, COMFORTABLE = 8, 16
# The columns one misses least: in a narrow terminal they are left out in this order, then others from the right.
LEFT_OUT_FIRST = (
    *("read", "assignee", "version", "attempt", "updated", "created", "last used", "due", "draft", "about"),
    *("sure", "status", "state", "error", "kind", "waits for"),
)
# Columns that hold instants.
TIMES = frozenset({"at", "created", "disabled", "due", "last used", "revoked", "updated"})


def print_table(listing: Listing) -> None:
    if not listing.rows:
        return
    from rich.console import Console
    from rich.text import Text

    console = Console()
    heading, *lines = table_lines(listing, console.width, datetime.now().astimezone())
    console.print(Text(heading, style="bold"), soft_wrap=True)
    for line in lines:
        console.print(Text(line), soft_wrap=True)


def short_time(text: str, now: datetime) -> str:
    """An instant where `now` is: `18:05:58` today, `20 Nov 18:05` this year, else the day. What is none stays."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    here = (at if at.tzinfo is not None else at.replace(tzinfo=UTC)).astimezone(now.tzinfo)
    if here.date() == now.date():
        return f"{here:%H:%M:%S}"
    return f"{here:%d %b %H:%M}" if here.year == now.year else f"{here:%Y-%m-%d}"


def table_lines(listing: Listing, width: int, now: datetime) -> list[str]:
    """The headings and the rows below each other, each no wider than `width` where its id allows that.

    In a narrow terminal some columns are left out, which an ellipsis beside the headings says.
    """
    from rich.cells import cell_len, set_cell_size

    headings = list(listing.columns)
    lines = [headings, *listing.cells()]
    for number in (number for number, name in enumerate(headings) if name in TIMES):
        for line in lines[1:]:
            line[number] = short_time(line[number], now)
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    if len(some := placed(lines[0], widths, width)) < len(widths):
        lines = [[line[number] for number in some] for line in lines]
        lines[0][-1] += " …"
        widths = [max(widths[number], cell_len(head)) for number, head in zip(some, lines[0], strict=True)]
    widths = fitted(widths, width - GAP * (len(widths) - 1))

    def row(texts: Sequence[str]) -> str:
        cut = [
            text if cell_len(text) <= width else f"{set_cell_size(text, width - 1).rstrip()}…"
            for text, width in zip(texts, widths, strict=True)
        ]
        return (" " * GAP).join(set_cell_size(text, width) for text, width in zip(cut, widths, strict=True)).rstrip()

    return [row(texts) for texts in lines]


def placed(headings: Sequence[str], widths: Sequence[int], room: int) -> list[int]:
    """The columns there is room for; the id and one more at least.

    What one misses least makes room as soon as the others would be cramped, the rest only when they cannot be read.
    """
    kept = list(range(len(widths)))
    missed_least = [headings.index(name) for name in LEFT_OUT_FIRST if name in headings[1:]]
    for number, least in [*((one, COMFORTABLE) for one in missed_least), *((one, NARROWEST) for one in kept[:1:-1])]:
        needed = widths[0] + sum(GAP + min(widths[other], least) for other in kept[1:])
        if len(kept) <= 2:
            break
        if needed > room and number in kept:
            kept.remove(number)
    return kept


def fitted(widths: Sequence[int], room: int) -> list[int]:
    """Widths that fit into `room`: the widest column gives way first. The first one, an id, never does."""
    fit = list(widths)
    while sum(fit) > room and any(width > NARROWEST for width in fit[1:]):
        fit[fit.index(max(fit[1:]), 1)] -= 1
    return fit
