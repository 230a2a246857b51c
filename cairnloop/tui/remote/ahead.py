"""What the decision queue reads before it is asked for: the next few conversations, and the next page."""

from typing import TYPE_CHECKING

from cairnloop.tui.state.order import coming, runs_short

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp


class Ahead:
    """Reads the draft on screen and those after it: when one is decided, the next is there without a read."""

    def __init__(self, app: "ConsoleApp") -> None:
        self._app = app
        self._asked: set[str] = set()

    def read(self) -> None:
        app, desk = self._app, self._app.desk
        known = desk.threads.keys() | desk.unreadable.keys()
        self._asked -= known
        if not desk.queueing or desk.link.blocked is not None:
            return
        for conversation_id in (desk.target, *(one.conversation_id for one in coming(desk))):
            if conversation_id is not None and conversation_id not in known | self._asked:
                self._asked.add(conversation_id)
                app.run_aside(app.reader.thread(conversation_id))

    def page(self) -> None:
        if runs_short(self._app.desk):
            for status, cursor in self._app.desk.queue.next.items():
                self._app.run_aside(self._app.reader.queue_further(status, cursor))
