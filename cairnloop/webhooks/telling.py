"""Telling admins by mail that webhooks were switched off: nobody may look at a console for days."""

from collections.abc import Sequence

from sqlalchemy import select

from cairnloop.kernel.audit import SYSTEM
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.jobs.port import Job
from cairnloop.mail import postman
from cairnloop.mail.letters import Letter, Small, Typed, Words
from cairnloop.mail.postman import Postman
from cairnloop.people.access.letters import to_user
from cairnloop.people.permissions import ALLOWED, Permission
from cairnloop.people.tables import User
from cairnloop.webhooks.events import ReceiverGivenUp

MAIL_WEBHOOKS_OFF = "mail_webhooks_off"
# More admins than any account has.
MOST = 100


async def given_up(tx: Tx, events: Sequence[ReceiverGivenUp]) -> None:
    """A mail to everybody who may switch it on again."""
    for event in events:
        able = User.role.in_([role.value for role in ALLOWED[Permission.MANAGE_ACCOUNT]])
        at_work = (User.disabled_at.is_(None), User.archived_at.is_(None))
        query = select(User.id).where(User.account_id == event.account_id, able, *at_work).limit(MOST)
        for user_id in (await tx.session.execute(query)).scalars().all():
            tx.enqueue(
                MAIL_WEBHOOKS_OFF,
                max_attempts=postman.ATTEMPTS,
                account_id=event.account_id,
                user_id=user_id,
                subscription_id=event.subscription_id,
                host=event.host,
                reason=event.reason,
            )


class Herald:
    """Writes the mails."""

    def __init__(self, database: Database, postman: Postman) -> None:
        self._database = database
        self._postman = postman

    async def mail(self, job: Job) -> None:
        """To one admin, who may have left meanwhile."""
        async with self._database.read() as tx:
            user = await tx.session.get(User, int(job.args["user_id"]))
        if user is None or user.disabled_at or user.archived_at:
            return
        told = {name: str(job.args[name]) for name in ("host", "reason", "subscription_id")}
        await self._postman.deliver(_letter(user, **told), job)
        async with self._database.begin() as tx:
            tx.audit(SYSTEM, user.account_id, "webhook.off_mailed", "user", user.id)


def _letter(user: User, *, host: str, reason: str, subscription_id: str) -> Letter:
    return Letter(
        to=to_user(user),
        subject=f"Webhooks to {host} are switched off",
        blocks=(
            Words(f"Nothing is sent to {host} any more: {reason}."),
            Words("What was sent, and what came back:"),
            Typed(f"cairnloop webhooks show {subscription_id}"),
            Words("Once the receiver works again, switch it on; what was missed can be sent again from there:"),
            Typed(f"cairnloop webhooks enable {subscription_id}"),
            Small("All who may manage the account are told. Nobody reads what is answered to this mail."),
        ),
        thread=f"webhooks-{subscription_id}",
    )
