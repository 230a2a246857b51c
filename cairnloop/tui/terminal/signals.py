"""Calling the operator who looks elsewhere, and handing text to the clipboard."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cairnloop.tui.state import events as e
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.ringing import Rules, call
from cairnloop.tui.state.thread import Voice
from cairnloop.tui.terminal.osc import copied, notification

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

# However much arrives, nobody is called more often than this.
REST = timedelta(seconds=10)


class Signals:
    """`rules` say by section what the configuration wants: off, toast, bell or desktop."""

    def __init__(self, app: "ConsoleApp", rules: Rules, env: Mapping[str, str]) -> None:
        self._app = app
        self._rules = rules
        self._env = env
        self._wrote: set[str] = set()
        self._called: datetime | None = None

    def follow(self, before: Desk, event: e.Event) -> None:
        """Say in the console what happened, or call the operator while they look elsewhere."""
        desk = self._app.desk
        found = call(before, desk, event, self._rules, self._wrote)
        self._note(event)
        if found is None:
            return
        if found.how == "toast":
            self._app.take(e.Told(f"{found.words}."))
            return
        rested = self._called is None or desk.now - self._called >= REST
        if not desk.looked_at and rested:
            self._called = desk.now
            self._say(notification("Cairnloop", found.words, found.how, self._env))

    def _note(self, event: e.Event) -> None:
        """What becomes of its conversation follows a customer's message."""
        if isinstance(event, e.MessageSaid) and event.message.voice is Voice.CUSTOMER:
            self._wrote.add(event.message.conversation_id)
        if isinstance(event, e.ConversationChanged):
            self._wrote.discard(str(event.basic["id"]))

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
