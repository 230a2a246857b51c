"""What is done with a conversation as a whole, and looking things up for it."""

from typing import TYPE_CHECKING

from cairnloop.tui.acting.actions import BY_ID
from cairnloop.tui.acting.grounds import why_not
from cairnloop.tui.performing.writing import insert_text
from cairnloop.tui.screens.dialog import Choice, Choose
from cairnloop.tui.screens.knowledge import KnowledgeScreen
from cairnloop.tui.state.desk import Desk

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

NOBODY = "nobody"


async def resolve(app: "ConsoleApp") -> None:
    await _move(app, "resolve", "Resolved. o reopens it.")


async def reopen(app: "ConsoleApp") -> None:
    await _move(app, "reopen", "Open again.")


async def archive(app: "ConsoleApp") -> None:
    await _move(app, "archive", "Archived. It comes back when the customer writes.")


async def _move(app: "ConsoleApp", move: str, done: str) -> None:
    if app.desk.target is not None:
        await app.deeds.move(app.desk.target, move, done)


async def assign(app: "ConsoleApp") -> None:
    conversation_id, row = app.desk.target, app.desk.row
    if conversation_id is None or row is None:
        return
    choices = assignees(app.desk)
    chosen = await app.ask(Choose(f"Who takes care of {row.customer}?", choices))
    if chosen is not None:
        user_id = None if chosen == NOBODY else int(chosen)
        title = next(one.title for one in choices if one.value == chosen).removesuffix(" (you)")
        await app.deeds.assign(conversation_id, user_id, title)


def assignees(desk: Desk) -> list[Choice]:
    """Who a conversation can be given to: oneself, the colleagues, nobody."""
    me = desk.me.user_id if desk.me else None
    others = [one for one in desk.colleagues if one.active and one.user_id != me]
    mine = [Choice(str(desk.me.user_id), f"{desk.me.name} (you)", "take it yourself")] if desk.me else []
    return [
        *mine,
        *(Choice(str(one.user_id), one.name, one.email) for one in others),
        Choice(NOBODY, "nobody", "give it back to all"),
    ]


async def knowledge(app: "ConsoleApp") -> None:
    """Search, and quote what was found into the composer of the conversation at hand."""
    quotable = app.desk.target is not None and why_not(BY_ID["reply"], app.desk) is None
    quote = await app.ask(KnowledgeScreen(app.look_up, quotable=quotable, patience=app.patience))
    if quote:
        await insert_text(app, quote)


PERFORM = {"resolve": resolve, "reopen": reopen, "archive": archive, "assign": assign, "knowledge": knowledge}
