"""Reminding of conversations that nobody answers: by delayed jobs that look again before they say anything."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_

from cairnloop.desk.hours.calendars import Calendars
from cairnloop.desk.rules import Awaiting, Status
from cairnloop.desk.tables import OWED, Conversation
from cairnloop.kernel.audit import SYSTEM
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.jobs.port import Job
from cairnloop.mail.letters import Letter
from cairnloop.mail.postman import ATTEMPTS, Postman
from cairnloop.notices import letters, people
from cairnloop.notices.marks import claim, later, mark_of
from cairnloop.notices.noticing import MAIL_REMINDER, REMIND_WAITING, remind
from cairnloop.notices.rules import Reminding, Silence, next_reminder
from cairnloop.notices.tables import ReminderMark
from cairnloop.notices.telling import Present, find
from cairnloop.people.account_settings import settings_of
from cairnloop.people.accounts import get_account
from cairnloop.people.tables import Account, Customer

AT_ONCE = 200


class Reminders:
    """Jobs: when somebody is to be reminded, and reminding each of them."""

    def __init__(self, database: Database, postman: Postman, calendars: Calendars, present: Present) -> None:
        self._database = database
        self._postman = postman
        self._calendars = calendars
        self._present = present

    async def look(self, job: Job) -> None:
        """Is it time? Else look again when it may be. What happened since begins a new silence."""
        async with self._database.begin() as tx:
            conversation = await find(tx, job)
            if conversation is None or not _waits(conversation):
                return
            account = await get_account(tx, conversation.account_id)
            hours = (await self._calendars.one(tx, account.id)).hours(conversation.inbox_id)
            mark = await _silence(tx, conversation)
            silence = Silence(mark.since, mark.reminded)
            found = next_reminder(silence, reminding_of(account), hours, tx.now)
            if found.at is not None and found.at <= tx.now:
                await _remind(tx, conversation, silence, found.why)
                mark.reminded += 1
                silence = Silence(mark.since, mark.reminded)
                found = next_reminder(silence, reminding_of(account), hours, tx.now)
            if found.at is not None:
                remind(tx, account.id, conversation.id, at=found.at)

    async def look_at_all(self, job: Job) -> None:
        """The account reminds in another way now: look at all that wait, a portion at a time."""
        account_id, after = UUID(job.args["account_id"]), job.args.get("after")
        async with self._database.begin() as tx:
            query = select(Conversation.id, Conversation.last_activity_at).where(
                Conversation.account_id == account_id, Conversation.status == Status.OPEN.value, OWED
            )
            place = tuple_(Conversation.last_activity_at, Conversation.id)
            if after is not None:
                query = query.where(place < (datetime.fromisoformat(after[0]), UUID(after[1])))
            ordered = query.order_by(Conversation.last_activity_at.desc(), Conversation.id.desc())
            found = (await tx.session.execute(ordered.limit(AT_ONCE))).all()
            for conversation_id, _ in found:
                remind(tx, account_id, conversation_id, anew=True)
            if len(found) == AT_ONCE:
                following = [found[-1][1].isoformat(), str(found[-1][0])]
                tx.enqueue(REMIND_WAITING, account_id=account_id, after=following)

    async def mail(self, job: Job) -> None:
        """Remind one operator, if it still waits and they were not written to about it just now."""
        user_id = int(job.args["user_id"])
        here = user_id in self._present(UUID(job.args["account_id"]))
        async with self._database.begin() as tx:
            conversation = await find(tx, job)
            if conversation is None or not _waits(conversation):
                return
            letter = await _letter(tx, conversation, job, here=here)
        if letter is None:
            return
        await self._postman.deliver(letter, job)
        async with self._database.begin() as tx:
            place: dict[str, Any] = {"conversation_id": conversation.id, "kinds": ["reminder"]}
            tx.audit(SYSTEM, conversation.account_id, "notice.mailed", "user", user_id, **place)


def reminding_of(account: Account) -> Reminding:
    settings = settings_of(account)
    return Reminding(
        settings["conversation_reminders_enabled"],
        timedelta(hours=settings["conversation_reminder_hours_interval"]),
        settings["max_num_conversation_reminders"],
    )


def _waits(conversation: Conversation) -> bool:
    return conversation.status == Status.OPEN and conversation.awaiting == Awaiting.OPERATOR


async def _silence(tx: Tx, conversation: Conversation) -> ReminderMark:
    """The present one: reminders of an earlier silence do not count for it."""
    mark = await tx.session.get(ReminderMark, conversation.id, with_for_update=True)
    if mark is None:
        mark = ReminderMark(conversation_id=conversation.id, account_id=conversation.account_id, reminded=0)
        mark.since = conversation.last_activity_at
        tx.session.add(mark)
    if mark.since != conversation.last_activity_at:
        mark.since, mark.reminded = conversation.last_activity_at, 0
    return mark


async def _remind(tx: Tx, conversation: Conversation, silence: Silence, why: str) -> None:
    """Of a silence somebody is reminded once, and once more for each further interval."""
    minders = await people.minders(tx, conversation)
    for one in minders:
        tx.enqueue(
            MAIL_REMINDER,
            account_id=conversation.account_id,
            conversation_id=conversation.id,
            user_id=one.user.id,
            since=silence.since.isoformat(),
            why=why,
            max_attempts=ATTEMPTS,
        )
    whose: dict[str, Any] = {"conversation_id": conversation.id, "reason": why, "people": len(minders)}
    tx.audit(SYSTEM, conversation.account_id, "conversation.reminded", "conversation", conversation.id, **whose)


async def _letter(tx: Tx, conversation: Conversation, job: Job, *, here: bool) -> Letter | None:
    user_id = int(job.args["user_id"])
    reader = await people.reader(tx, conversation, user_id)
    if reader is None or not reader.wants.reminders or (here and reader.wants.only_when_away):
        return None
    mark = await mark_of(tx, conversation, user_id)
    if later(mark, job, tx.now) is not None or job.args["since"] != conversation.last_activity_at.isoformat():
        return None
    claim(tx, mark, conversation, user_id, job)
    customer = await tx.session.get_one(Customer, conversation.customer_id)
    assigned = conversation.assignee_id == user_id
    return letters.reminder(reader.user, conversation.id, customer, job.args["why"], assigned=assigned)
