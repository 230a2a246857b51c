"""Marking conversations, and acting on all that are marked: each act asks first, and its safe answer is no."""

from typing import TYPE_CHECKING, Any

from cairnloop.tui.performing.conversing import NOBODY, assignees, loads
from cairnloop.tui.screens.choosing import Choose
from cairnloop.tui.screens.weighing import Count
from cairnloop.tui.state import looking as look

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp


def mark(app: "ConsoleApp") -> None:
    app.take(look.MarkToggled())


def mark_range(app: "ConsoleApp") -> None:
    app.take(look.MarksStretched())


async def mark_read(app: "ConsoleApp") -> None:
    """Without any mark it is about the row under the cursor, and needs no question."""
    rows = app.desk.marked
    if rows:
        await sure(app, "Mark as read", "read", "read")
    elif app.desk.row is not None:
        await app.bulk.move([app.desk.row], "read", "read")


async def resolve(app: "ConsoleApp") -> None:
    await sure(app, "Resolve", "resolve", "resolved")


async def reopen(app: "ConsoleApp") -> None:
    await sure(app, "Reopen", "reopen", "reopened")


async def archive(app: "ConsoleApp") -> None:
    await sure(app, "Archive", "archive", "archived")


async def assign(app: "ConsoleApp") -> None:
    number = len(app.desk.marked)
    choices = assignees(app.desk, await loads(app))
    chosen = await app.ask(Choose(f"Who takes care of these {number}?", choices))
    if chosen is not None:
        name = next(one.title for one in choices if one.value == chosen).removesuffix(" (you)")
        user_id = None if chosen == NOBODY else int(chosen)
        await sure(app, f"Assign to {name}:", "assign", f"assigned to {name}", assignee_id=user_id)


async def sure(app: "ConsoleApp", verb: str, move: str, done: str, **given: Any) -> None:
    """What was marked when the question was asked is what it is about. `given` is what the move needs besides."""
    rows = app.desk.marked
    words = "1 conversation" if len(rows) == 1 else f"{len(rows)} conversations"
    things = [(row.customer, row.title) for row in rows]
    if rows and await app.ask(Count(f"{verb} {words}", things)) is not None:
        await app.bulk.move(rows, move, done, **given)


PERFORM = {"mark": mark, "mark-range": mark_range, "mark-read": mark_read}
# What these do instead while conversations are marked.
ON_MARKED = {"resolve": resolve, "reopen": reopen, "archive": archive, "assign": assign}
