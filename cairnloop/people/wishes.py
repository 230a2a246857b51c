"""Who wants mail about what customers write, kept in memory: where nobody does, a message costs nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from cairnloop.kernel.database import Tx
from cairnloop.kernel.hub import Announcement, Hub
from cairnloop.people.access.tables import WANTING, UserSettings
from cairnloop.people.events import AccountChanged
from cairnloop.people.tables import REMINDING, Account

# Not a topic that a client could join: it tells every daemon that what it keeps is out of date.
TOPIC = "people:wishes"
# News between daemons can be lost when the line between them breaks.
KEPT_FOR = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Wished:
    """The accounts in which somebody wants every message, or new conversations; and those that remind."""

    messages: frozenset[UUID] = frozenset()
    conversations: frozenset[UUID] = frozenset()
    reminders: frozenset[UUID] = frozenset()


def changed(tx: Tx) -> None:
    """Tell every daemon, after the commit, that somebody wants something else now."""
    tx.announce(TOPIC, "changed", {})


async def account_changed(tx: Tx, events: Sequence[AccountChanged]) -> None:
    changed(tx)


class Wishes:
    """The wishes of all accounts, read once and again after a change, or when they were kept for a minute."""

    def __init__(self, hub: Hub | None = None) -> None:
        self._known = Wished()
        self._until: datetime | None = None
        self._changes = 0
        if hub is not None:
            hub.subscribe(TOPIC, self)

    def announce(self, announcement: Announcement) -> None:
        self._until, self._changes = None, self._changes + 1

    async def now(self, tx: Tx) -> Wished:
        if self._until is not None and tx.now < self._until:
            return self._known
        changes, found = self._changes, await _read(tx)
        if changes == self._changes:  # else something changed while we read
            self._known, self._until = found, tx.now + KEPT_FOR
        return found


async def _read(tx: Tx) -> Wished:
    wanting = select(
        UserSettings.account_id,
        UserSettings.email_alert_on_new_message,
        UserSettings.email_alert_on_new_conversation,
    )
    rows = (await tx.session.execute(wanting.where(WANTING))).all()
    reminding = await tx.session.execute(select(Account.id).where(REMINDING[tx.dialect]))
    return Wished(
        frozenset(account_id for account_id, messages, _ in rows if messages),
        frozenset(account_id for account_id, _, conversations in rows if conversations),
        frozenset(reminding.scalars()),
    )
