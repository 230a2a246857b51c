"""To sleep and awake, before others or not, mine or nobody's: one conversation, or all that are marked."""

from datetime import datetime
from typing import TYPE_CHECKING

from cairnloop.tui.performing.bulk import sure
from cairnloop.tui.screens.asking_time import ON_WORD, AskTime
from cairnloop.tui.terminal.times import when

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp


async def snooze(app: "ConsoleApp") -> None:
    conversation_id, row = app.desk.target, app.desk.row
    if conversation_id is None or row is None:
        return
    chosen = await app.ask(AskTime(f"Until when does {row.customer}'s conversation sleep?", app.now))
    if chosen is not None:
        await app.moves.snooze(conversation_id, _until(chosen))


def _until(chosen: str) -> datetime | None:
    return None if chosen == ON_WORD else datetime.fromisoformat(chosen)


async def wake(app: "ConsoleApp") -> None:
    if app.desk.target is not None:
        await app.deeds.move(app.desk.target, "unsnooze", "Awake: it is among the open ones again.")


async def priority(app: "ConsoleApp") -> None:
    """Pressed again it is as it was."""
    row = app.desk.row
    if row is not None:
        await app.moves.weigh(row.id, urgent=not row.urgent)


async def take(app: "ConsoleApp") -> None:
    conversation_id, me = app.desk.target, app.desk.me
    if conversation_id is not None and me is not None:
        await app.deeds.assign(conversation_id, me.user_id, "you")


async def give_back(app: "ConsoleApp") -> None:
    if app.desk.target is not None:
        await app.deeds.assign(app.desk.target, None, "nobody")


async def mark_unread(app: "ConsoleApp") -> None:
    """An open conversation is left for it: what is looked at is read."""
    conversation_id = app.desk.target
    if conversation_id is None:
        return
    if app.desk.open is not None:
        await app.leave()
    await app.deeds.move(conversation_id, "unread", "It stands out again, as if nobody had looked.")


async def snooze_marked(app: "ConsoleApp") -> None:
    number = len(app.desk.marked)
    chosen = await app.ask(AskTime(f"Until when do these {number} sleep?", app.now))
    if chosen is None:
        return
    until = _until(chosen)
    how = "until the customer writes" if until is None else when(until, app.now())
    await sure(app, f"Snooze {how}:", "snooze", f"asleep {how}", until=None if until is None else until.isoformat())


async def wake_marked(app: "ConsoleApp") -> None:
    await sure(app, "Wake", "unsnooze", "awake")


async def priority_marked(app: "ConsoleApp") -> None:
    """All go before others; where all do already, none does any more."""
    urgent = not all(row.urgent for row in app.desk.marked)
    verb, done = ("Put first", "first") if urgent else ("Put back in line", "back in line")
    await sure(app, verb, "priority", done, priority="priority" if urgent else "not_priority")


async def take_marked(app: "ConsoleApp") -> None:
    me = app.desk.me
    if me is not None:
        await sure(app, "Take", "assign", "yours", assignee_id=me.user_id)


async def give_back_marked(app: "ConsoleApp") -> None:
    await sure(app, "Give back to all", "assign", "nobody's", assignee_id=None)


async def unread_marked(app: "ConsoleApp") -> None:
    await sure(app, "Mark as unread", "unread", "unread")


PERFORM = {
    "snooze": snooze,
    "wake": wake,
    "priority": priority,
    "take": take,
    "give-back": give_back,
    "mark-unread": mark_unread,
}
ON_MARKED = {
    "snooze": snooze_marked,
    "wake": wake_marked,
    "priority": priority_marked,
    "take": take_marked,
    "give-back": give_back_marked,
    "mark-unread": unread_marked,
}
