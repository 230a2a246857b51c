"""Calling the operator who looks elsewhere, and handing text to the clipboard."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cairnloop.tui.state import events as e
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.terminal.osc import copied, notification

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

# However much arrives, nobody is called more often than this.
REST = timedelta(seconds=10)


def begun_to_wait(before: Desk, desk: Desk, event: e.Event) -> int:
    """How many drafts this event has put before a person that were not there before."""
    if not isinstance(event, e.DraftChanged):
        return 0
    known = {one.draft_id for one in before.queue.waiting}
    return sum(one.draft_id not in known for one in desk.queue.waiting)


class Signals:
    """`how` is what the configuration says: off, bell or desktop."""

    def __init__(self, app: "ConsoleApp", how: str, env: Mapping[str, str]) -> None:
        self._app = app
        self._how = how
        self._env = env
        self._called: datetime | None = None

    def follow(self, before: Desk, event: e.Event) -> None:
        """Call the operator when something begins to wait for a decision while they look elsewhere."""
        desk = self._app.desk
        if self._how == "off" or desk.looked_at or not begun_to_wait(before, desk, event):
            return
        if self._called is not None and desk.now - self._called < REST:
            return
        self._called = desk.now
        number = len(desk.queue.waiting)
        # Whose it is stays in the console: a notification may be seen by anybody in the room.
        words = "1 draft waits for a decision" if number == 1 else f"{number} drafts wait for a decision"
        self._say(notification("Cairnloop", words, self._how, self._env))

    def copy(self, what: str, text: str) -> None:
        """Terminals do not say whether they took it, so neither do we."""
        sequence = copied(text, self._env)
        if sequence is None:
            said = f"{what} is too long for the clipboard of a terminal. F9 leaves the mouse to it, to select and copy."
            self._app.take(e.Told(said, "refused"))
            return
        self._say(sequence)
        self._app.take(e.Told(f"{what} is handed to the terminal's clipboard."))

    def _say(self, sequence: str) -> None:
        self._app.tell_terminal(sequence)
