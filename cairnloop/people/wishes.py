"""Who wants mail about what customers write, kept in memory: where nobody does, a message costs nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from cairnloop.kernel.database import Tx
from cairnloop.kernel.hub import Hub
from cairnloop.kernel.kept import Kept
from cairnloop.people.access.tables import WANTING, UserSettings
from cairnloop.people.events import AccountChanged
from cairnloop.people.tables import REMINDING, Account

TOPIC = "people:wishes"


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


class Wishes(Kept[Wished]):
    """The wishes of all accounts."""

    def __init__(self, hub: Hub | None = None) -> None:
        super().__init__(TOPIC, _read, hub)


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
