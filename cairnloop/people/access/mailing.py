"""Writing to people about getting in: each mail is a job, and one mail however often it is tried."""

from datetime import timedelta
from uuid import UUID

from cairnloop.kernel.audit import SYSTEM
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.jobs.port import Job
from cairnloop.kernel.sealing import Sealer
from cairnloop.mail.letters import Letter
from cairnloop.mail.postman import OFF, Postman
from cairnloop.people.access import letters, links
from cairnloop.people.access.invitations import InvitationStatus, status_of
from cairnloop.people.access.links import Purpose
from cairnloop.people.access.shapes import JOIN_PAGE
from cairnloop.people.access.tables import Invitation
from cairnloop.people.tables import Account, User

# Nobody's mailbox is filled by a stranger who asks again and again.
APART = timedelta(minutes=2)
AN_HOUR, MOST_AN_HOUR = timedelta(hours=1), 5


class Doorman:
    """Writes the mails. `home` is where people reach this house, by its settings and nobody's word."""

    def __init__(self, database: Database, postman: Postman, sealer: Sealer, home: str) -> None:
        self._database = database
        self._postman = postman
        self._sealer = sealer
        self._home = home.rstrip("/")

    async def invitation(self, job: Job) -> None:
        """To whom an open invitation is for; one that was revoked or accepted meanwhile is left alone."""
        async with self._database.read() as tx:
            row = await tx.session.get(Invitation, UUID(job.args["invitation_id"]))
            if row is None or row.email is None or status_of(row, tx.now) is not InvitationStatus.OPEN:
                return
            team = (await tx.session.get_one(Account, row.account_id)).name
            by = letters.to_user(await tx.session.get_one(User, row.invited_by))
        link = f"{self._home}{JOIN_PAGE}#{self._sealer.open(job.args['sealed_token'])}"
        await self._postman.deliver(letters.invitation(row.email, link, team=team, role=row.role, by=by), job)
        async with self._database.begin() as tx:
            tx.audit(SYSTEM, row.account_id, "invitation.mailed", "invitation", row.id)

    async def reset(self, job: Job) -> None:
        """A link for a new password, to a user who works here. Each attempt makes its own: no job holds one."""
        if not self._postman.on:
            return await self._not_sent(job)
        async with self._database.begin() as tx:
            user = await _at_work(tx, job)
            if user is None or (job.attempt == 1 and await _too_often(tx, user)):
                return None
            token = await links.make(tx, user, Purpose.RESET)
        return await self._send(letters.reset(user, token, self._home), user, "password.reset_mailed", job)

    async def verification(self, job: Job) -> None:
        if not self._postman.on:
            return
        async with self._database.begin() as tx:
            user = await _at_work(tx, job)
            if user is None or user.email_verified_at is not None:
                return
            token = await links.make(tx, user, Purpose.VERIFY)
        await self._send(letters.verification(user, token, self._home), user, "email.verification_mailed", job)

    async def access_changed(self, job: Job) -> None:
        """To the user, also one who was locked out meanwhile: that may be the doing of the same stranger."""
        if not self._postman.on:
            return
        async with self._database.read() as tx:
            user = await tx.session.get(User, int(job.args["user_id"]))
            if user is None:
                return
            team = (await tx.session.get_one(Account, user.account_id)).name
        await self._send(letters.access_changed(user, job.args, team, self._home), user, "access.change_mailed", job)

    async def _send(self, letter: Letter, user: User, action: str, job: Job) -> None:
        await self._postman.deliver(letter, job)
        async with self._database.begin() as tx:
            tx.audit(SYSTEM, user.account_id, action, "user", user.id)

    async def _not_sent(self, job: Job) -> None:
        """Somebody waits for a mail in vain: the trail says so to whoever can help."""
        async with self._database.begin() as tx:
            user = await _at_work(tx, job)
            if user is not None:
                tx.audit(SYSTEM, user.account_id, "password.reset_not_mailed", "user", user.id, reason=OFF)


async def _at_work(tx: Tx, job: Job) -> User | None:
    user = await tx.session.get(User, int(job.args["user_id"]))
    return None if user is None or user.disabled_at or user.archived_at else user


async def _too_often(tx: Tx, user: User) -> bool:
    lately = await links.made_within(tx, user.id, Purpose.RESET, APART)
    return lately > 0 or await links.made_within(tx, user.id, Purpose.RESET, AN_HOUR) >= MOST_AN_HOUR
