"""The mails about getting in: their jobs by name, and asking for one."""

from collections.abc import Sequence
from typing import Any

from cairnloop.kernel.database import Tx
from cairnloop.mail import postman
from cairnloop.people.events import AccessChanged, UserRegistered
from cairnloop.people.tables import User

MAIL_INVITATION = "mail_invitation"
MAIL_RESET = "mail_reset"
MAIL_VERIFICATION = "mail_verification"
MAIL_ACCESS_CHANGED = "mail_access_changed"
# Between them they span an hour: nobody waits longer for a link, they ask again.
ATTEMPTS = 12
NOBODY = 0


def mail(tx: Tx, kind: str, user: User | None, *, key: str) -> None:
    """Ask for a mail to this user; for nobody it is asked just so, and comes to nothing. One a key waits at a time."""
    whom: dict[str, Any] = {"user_id": NOBODY} if user is None else {"user_id": user.id, "account_id": user.account_id}
    tx.enqueue(kind, unique_key=f"{kind}:{key}", max_attempts=ATTEMPTS, **whom)


async def registered(tx: Tx, events: Sequence[UserRegistered]) -> None:
    """Find out whether mail reaches who registered by themselves."""
    for event in events:
        whom: dict[str, Any] = {"account_id": event.account_id, "user_id": event.user_id}
        tx.enqueue(MAIL_VERIFICATION, max_attempts=ATTEMPTS, **whom)


async def access_changed(tx: Tx, events: Sequence[AccessChanged]) -> None:
    """A mail for each, also where many follow each other: the one that somebody else made must not be among them."""
    for event in events:
        tx.enqueue(
            MAIL_ACCESS_CHANGED,
            max_attempts=postman.ATTEMPTS,
            account_id=event.account_id,
            user_id=event.user_id,
            what=event.what.value,
            at=tx.now.isoformat(timespec="minutes"),
            address=event.address,
            by=event.by,
            key_id=event.key_id,
            key_label=event.key_label,
        )
