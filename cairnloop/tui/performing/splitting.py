"""The split view: a list beside the open conversation, whose cursor shows one after the other."""

from typing import TYPE_CHECKING

from cairnloop.tui.screens.conversation import SPLIT
from cairnloop.tui.state import events as e
from cairnloop.tui.state import visiting as v

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp


def split(app: "ConsoleApp") -> None:
    """It is remembered for the next time."""
    on = not app.desk.split
    app.take(v.SplitSet(on))
    app.remembered.write({"split": on})
    if app.desk.open is not None and not on and app.conversation.list_has_focus:
        app.conversation.leave_composer()
    if app.size.width < SPLIT:
        words = f"Split view is {'on' if on else 'off'}, from {SPLIT} columns on; here are {app.size.width}."
    else:
        words = "The list stays beside an open conversation." if on else "A conversation has all the room."
    app.take(e.Told(words, "hint"))


def glance(app: "ConsoleApp") -> None:
    """Show what the cursor in the list beside is on."""
    row = app.desk.listing.row
    if row is not None and row.id != app.desk.open:
        app.take(v.Glanced(row.id))


PERFORM = {"split": split}
