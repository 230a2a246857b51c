"""What is done with a conversation as a whole, and looking things up for it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from cairnloop.client import Refused, Unreachable
from cairnloop.tui.acting.actions import BY_ID
from cairnloop.tui.acting.grounds import why_not
from cairnloop.tui.performing.writing import insert_text
from cairnloop.tui.screens.choosing import Choice, Choose
from cairnloop.tui.screens.knowledge import KnowledgeScreen
from cairnloop.tui.state.desk import Desk

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

NOBODY = "nobody"
NOT_COUNTED: Mapping[int, str] = MappingProxyType({})
MOST_COUNTED = 20


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
    choices = assignees(app.desk, await loads(app))
    chosen = await app.ask(Choose(f"Who takes care of {row.customer}?", choices))
    if chosen is not None:
        user_id = None if chosen == NOBODY else int(chosen)
        title = next(one.title for one in choices if one.value == chosen).removesuffix(" (you)")
        await app.deeds.assign(conversation_id, user_id, title)


def assignees(desk: Desk, loads: Mapping[int, str] = NOT_COUNTED) -> list[Choice]:
    """Who a conversation can be given to: oneself, the colleagues, nobody; who is here, and how much each has."""
    me = desk.me.user_id if desk.me else None
    others = [one for one in desk.colleagues if one.can_decide and one.user_id != me]
    others.sort(key=lambda one: not desk.presence.is_here(one.user_id))
    mine = (
        [Choice(str(desk.me.user_id), f"{desk.me.name} (you)", _standing(desk, desk.me.user_id, "", loads))]
        if desk.me
        else []
    )
    return [
        *mine,
        *(Choice(str(one.user_id), one.name, _standing(desk, one.user_id, one.email, loads)) for one in others),
        Choice(NOBODY, "nobody", "give it back to all"),
    ]


def _standing(desk: Desk, user_id: int, email: str, loads: Mapping[int, str]) -> str:
    here = "● here" if desk.presence.is_here(user_id) else "○ away"
    return " · ".join(part for part in (here, loads.get(user_id, ""), email) if part)


async def loads(app: "ConsoleApp") -> Mapping[int, str]:
    """How many open conversations each has, of as many colleagues as one question counts; a courtesy, not a ground."""
    users = [one.user_id for one in app.desk.colleagues if one.can_decide][:MOST_COUNTED]
    try:
        _, found = await app.daemon.counts_of([f"status:open assignee:{one}" for one in users])
    except (Refused, Unreachable):
        return NOT_COUNTED
    return {
        user_id: f"{one['count']:,}{'+' if one['more'] else ''} open" for user_id, one in zip(users, found, strict=True)
    }


async def knowledge(app: "ConsoleApp") -> None:
    """Search, and quote what was found into the composer of the conversation at hand."""
    quotable = app.desk.target is not None and why_not(BY_ID["reply"], app.desk) is None
    quote = await app.ask(KnowledgeScreen(app.look_up, quotable=quotable, patience=app.patience))
    if quote:
        await insert_text(app, quote)


PERFORM = {"resolve": resolve, "reopen": reopen, "archive": archive, "assign": assign, "knowledge": knowledge}
