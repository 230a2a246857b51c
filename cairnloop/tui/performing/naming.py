"""Completing the name of a colleague whose eye a note asks for."""

from typing import TYPE_CHECKING

from cairnloop.tui.state.naming import begun, written
from cairnloop.tui.state.unsent import Mode

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp


def complete(app: "ConsoleApp") -> None:
    """Where no name is being written, on to the next pane."""
    screen = app.queue if app.desk.queueing else app.conversation
    composer = screen.composer
    found = begun(composer.before, app.desk.colleagues) if composer.mode_now(app.desk) is Mode.NOTE else None
    if found is None:
        screen.next_pane(1)
    else:
        row, column = composer.area.cursor_location
        composer.area.replace(written(found.found[0]), (row, column - found.length), (row, column))
    app.redraw()


PERFORM = {"complete-mention": complete}
