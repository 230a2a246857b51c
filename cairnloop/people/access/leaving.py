"""Access that has ended or changed: every daemon is told, so that what was opened with it is closed."""

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


def look_again(tx: Tx, *, user_id: int | None = None, account_id: UUID | None = None) -> None:
    """What this user may see, or everybody of the account, is different now: what they opened is to be opened anew."""
    if user_id is not None:
        tx.announce(TOPIC, "sight", {"id": user_id})
    if account_id is not None:
        tx.announce(TOPIC, "sights", {"id": str(account_id)})


class Watch:
    """Hears whose access ended or changed anywhere, and says so as a question to be asked of every operator here."""

    def __init__(
        self, hub: Hub, gone: Callable[[Leaves], None], changed: Callable[[Leaves], None] = lambda who: None
    ) -> None:
        self._gone = gone
        self._changed = changed
        hub.subscribe(TOPIC, self)

    def announce(self, announcement: Announcement) -> None:
        one = announcement.payload["id"]
        match announcement.event:
            case "user":
                self._gone(lambda operator: operator.user_id == one)
            case "sight":
                self._changed(lambda operator: operator.user_id == one)
            case "sights":
                self._changed(lambda operator: str(operator.account_id) == one)
            case _:
                self._gone(lambda operator: str(operator.credential) == one)
