"""Putting tags on conversations and taking them off: one, or all that are marked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cairnloop.client import Refused, Unreachable
from cairnloop.tui.performing.bulk import sure
from cairnloop.tui.screens.choosing import Choice, Choose
from cairnloop.tui.screens.tagging import NEW, ChooseTag
from cairnloop.tui.state import events as e
from cairnloop.tui.state.belongings import Tag, tag_of
from cairnloop.tui.state.rows import Row
from cairnloop.tui.state.trouble import Trouble

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp


async def tag(app: "ConsoleApp") -> None:
    row = app.desk.row
    if row is None:
        return
    chosen = await _chosen(app, f"Which tag for {row.customer}?", row.tags)
    if chosen is not None:
        await app.moves.tag(row.id, chosen)


async def tag_marked(app: "ConsoleApp") -> None:
    chosen = await _chosen(app, f"Which tag for these {len(app.desk.marked)}?", ())
    if chosen is not None:
        await sure(app, f"Tag {chosen.name}:", "tag", f"tagged {chosen.name}", tag_id=chosen.id)


async def untag(app: "ConsoleApp") -> None:
    row = app.desk.row
    if row is None:
        return
    found = await _of(app, row.tags, f"Which tag comes off {row.customer}?")
    if found is not None:
        await app.moves.untag(row.id, found)


async def untag_marked(app: "ConsoleApp") -> None:
    found = await _of(app, carried(app.desk.marked), "Which tag comes off all that are marked?")
    if found is not None:
        await sure(app, f"Take {found.name} off:", "untag", f"without {found.name}", tag_id=found.id)


def carried(rows: Sequence[Row]) -> tuple[Tag, ...]:
    """Every tag that any of these has, once."""
    return tuple({one.id: one for row in rows for one in row.tags}.values())


async def _of(app: "ConsoleApp", tags: Sequence[Tag], title: str) -> Tag | None:
    chosen = await app.ask(Choose(title, [Choice(one.id, one.name) for one in tags]))
    return next((one for one in tags if one.id == chosen), None)


async def _chosen(app: "ConsoleApp", title: str, carries: Sequence[Tag]) -> Tag | None:
    """One of the account's, or a new one that is made for it; None when none was chosen, or it could not be had."""
    try:
        tags = [tag_of(one) for one in await app.daemon.tags()]
        chosen = await app.ask(ChooseTag(title, tags, carries))
        if chosen is not None and chosen.startswith(NEW):
            return await app.moves.new_tag(chosen.removeprefix(NEW))
    except (Refused, Unreachable) as error:
        trouble = Trouble(f"No tag could be had: {error.detail}", "Nothing was tagged.", "t tries again.")
        app.take(e.Failed(trouble))
        return None
    return next((one for one in tags if one.id == chosen), None)


PERFORM = {"tag": tag, "untag": untag}
ON_MARKED = {"tag": tag_marked, "untag": untag_marked}
