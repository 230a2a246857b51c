"""What else belongs to a conversation: the customer's others, those about the same, and the one before."""

from typing import TYPE_CHECKING

from cairnloop.client import Refused, Unreachable
from cairnloop.tui.screens.choosing import Choice, Choose
from cairnloop.tui.state import events as e
from cairnloop.tui.state.rows import row_of
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.terminal.times import age
from cairnloop.tui.view.marks import brief_state

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp
    from cairnloop.wire.conversations import RelatedOut

MOST = 30
WHY = {"customer": "the same customer", "subject": "the same subject", "tag": "a tag in common"}


async def related(app: "ConsoleApp") -> None:
    conversation_id = app.desk.target
    if conversation_id is None:
        return
    try:
        found = await app.daemon.related(conversation_id, limit=MOST)
    except (Refused, Unreachable) as error:
        _unread(app, error, "B")
        return
    if not found:
        app.take(e.Told("Nothing else belongs to this conversation.", "refused"))
        return
    chosen = await app.ask(Choose("What else belongs here", [_choice(app, one) for one in found]))
    if chosen is not None:
        await _open(app, chosen)


async def previous(app: "ConsoleApp") -> None:
    conversation_id = app.desk.target
    if conversation_id is None:
        return
    try:
        found = await app.daemon.previous(conversation_id)
    except (Refused, Unreachable) as error:
        _unread(app, error, "b")
        return
    if found is None:
        app.take(e.Told("This customer had no conversation before.", "refused"))
    else:
        await _open(app, found["id"])


async def _open(app: "ConsoleApp", conversation_id: str) -> None:
    """Over what is open: going back comes back here."""
    await app.enter(conversation_id, over=app.desk.open is not None)
    app.conversation.leave_composer()
    app.redraw()


def _unread(app: "ConsoleApp", error: Refused | Unreachable, key: str) -> None:
    what = f"What belongs to it could not be read: {error.detail}"
    app.take(e.Failed(Trouble(what, "Nothing was changed.", f"{key} tries again.")))


def _choice(app: "ConsoleApp", wire: "RelatedOut") -> Choice:
    row, now = row_of(wire), app.desk.now
    how = brief_state(row, now).text
    return Choice(
        row.id, row.title, f"{WHY.get(wire['why'], wire['why'])} · {row.customer} · {how} · {age(row.active_at, now)}"
    )


PERFORM = {"related": related, "previous": previous}
