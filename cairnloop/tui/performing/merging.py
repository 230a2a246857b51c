"""Merging a conversation into another one of its customer, after a look at what comes of it."""

from typing import TYPE_CHECKING

from cairnloop.client import Refused, Unreachable
from cairnloop.tui.screens.choosing import Choice, Choose
from cairnloop.tui.screens.weighing import Weigh
from cairnloop.tui.state import events as e
from cairnloop.tui.state.rows import Row, row_of
from cairnloop.tui.state.thread import Thread, thread_of
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.terminal.times import age
from cairnloop.tui.view.joining import merge_lines
from cairnloop.tui.view.marks import brief_state

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

MOST = 100
NO_OTHER = "This customer has had no other conversation. Where they are known twice, merge the customers first."


async def merge(app: "ConsoleApp") -> None:
    row, thread = app.desk.row, app.desk.thread
    if row is None or thread is None:
        return
    try:
        page = await app.daemon.conversations(customer_id=row.customer_id, limit=MOST)
        others = [one for one in map(row_of, page.rows) if one.id != row.id and one.merged_into is None]
        if not others:
            app.take(e.Told(NO_OTHER, "refused"))
            return
        chosen = await app.ask(
            Choose(f"Into which conversation of {row.customer}?", [_choice(app, one) for one in others])
        )
        if chosen is None:
            return
        target = thread_of(await app.daemon.conversation(chosen))
    except (Refused, Unreachable) as error:
        app.take(e.Failed(Trouble(f"It could not be read: {error.detail}", "Nothing was merged.", "M tries again.")))
        return
    if await _wanted(app, thread, target):
        await app.moves.merge(row.id, target.row.id)


async def _wanted(app: "ConsoleApp", source: Thread, target: Thread) -> bool:
    weighed = Weigh(
        f"Merge into “{target.title}”?", lambda width: merge_lines(app.desk, source, target, width), yes="merges them"
    )
    return await app.ask(weighed) is not None


def _choice(app: "ConsoleApp", row: Row) -> Choice:
    how = brief_state(row, app.desk.now).text
    since = age(row.active_at, app.desk.now)
    last = "just now" if since == "now" else f"{since} ago"
    return Choice(row.id, row.title, f"{how} · last word {last} · {row.id[-8:]}")


PERFORM = {"merge": merge}
