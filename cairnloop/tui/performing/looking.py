"""Looking closer: every line of the trail, the customer's history, and taking a copy of what is on screen."""

from typing import TYPE_CHECKING

from cairnloop.tui.screens.choosing import Choice, Choose
from cairnloop.tui.state import events as e
from cairnloop.tui.state import looking as look
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.thread import Voice

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp


def trail_lines(app: "ConsoleApp") -> None:
    """All of the trail among the messages, or only the turns."""
    on = not app.desk.trail_shown
    app.take(look.TrailShown(on))
    app.take(e.Told("Every line of the trail is shown." if on else "Only turns are shown.", "hint"))
    if on and app.desk.open is not None:
        app.run_aside(app.reader.trail(app.desk.open))


async def customer(app: "ConsoleApp") -> None:
    """To the panel; from the inbox the conversation is opened there. The second time it goes back."""
    if app.desk.open is None and app.desk.target is not None:
        await app.enter(app.desk.target)
        app.conversation.show_customer(True)
    else:
        app.conversation.show_customer(not app.conversation.customer_has_focus)
    app.redraw()


async def open_earlier(app: "ConsoleApp") -> None:
    """The marked one of the customer's other conversations, over this one: going back comes back here."""
    thread = app.desk.thread
    if thread is None or not thread.history:
        app.take(e.Told("This customer has had no other conversation.", "refused"))
        return
    row = thread.history[min(app.desk.history_at, len(thread.history) - 1)]
    await app.enter(row.id, over=True)
    app.conversation.leave_composer()
    app.redraw()


async def copy(app: "ConsoleApp") -> None:
    found = copyable(app.desk, app.daemon.url)
    choices = [Choice(what, what, " ".join(text.split())[:80]) for what, text in found.items()]
    chosen = await app.ask(Choose("What goes to the clipboard?", choices))
    if chosen is not None:
        app.signals.copy(chosen, found[chosen])


def copyable(desk: Desk, url: str) -> dict[str, str]:
    """What can be taken from the conversation at hand, by what it is called."""
    row, thread, draft, unsent = desk.row, desk.thread, desk.draft, desk.unsent.get(desk.target or "")
    answers = (one for one in reversed(thread.messages)) if thread else iter(())
    ours = (one for one in answers if one.voice in (Voice.OPERATOR, Voice.BOT) and one.delivery != "withdrawn")
    answer = next((one.body for one in ours), "")
    found = {
        "The customer's last message": thread.question if thread else "",
        "The draft": draft.body if draft is not None else "",
        "Our last answer": answer,
        "The customer's e-mail": row.email if row else "",
        "The conversation's id": row.id if row else "",
        "A link to the conversation": f"{url}/api/conversations/{row.id}" if row else "",
        "What you are writing": unsent.text if unsent is not None else "",
        "The page the customer is on": thread.customer.page if thread else "",
    }
    return {what: text for what, text in found.items() if text}


PERFORM = {"trail-lines": trail_lines, "customer": customer, "copy": copy}
