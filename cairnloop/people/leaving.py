"""Access that has ended: every daemon is told, so that what was opened with it is closed."""

from collections.abc import Callable
from uuid import UUID

from cairnloop.kernel.database import Tx
from cairnloop.kernel.hub import Announcement, Hub
from cairnloop.people.identity import Operator

# Not a topic that a client could join: nothing routes there.
TOPIC = "people:left"

Leaves = Callable[[Operator], bool]


def shut_out(tx: Tx, user_id: int) -> None:
    """Everything this user opened, by whatever session or key."""
    tx.announce(TOPIC, "user", {"id": user_id})


def end(tx: Tx, credential: UUID) -> None:
    """What was opened with this session or key."""
    tx.announce(TOPIC, "credential", {"id": str(credential)})


class Watch:
    """Hears whose access ended anywhere, and says so as a question to be asked of every operator who is here."""

    def __init__(self, hub: Hub, gone: Callable[[Leaves], None]) -> None:
        self._gone = gone
        hub.subscribe(TOPIC, self)

    def announce(self, announcement: Announcement) -> None:
        one = announcement.payload["id"]
        if announcement.event == "user":
            self._gone(lambda operator: operator.user_id == one)
        else:
            self._gone(lambda operator: str(operator.credential) == one)
