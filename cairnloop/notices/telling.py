"""Telling operators of what is new: once, gathered, and of nothing that was answered or seen meanwhile."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select

from cairnloop.desk.lists.threads import get_conversation
from cairnloop.desk.marks.tables import Mention
from cairnloop.desk.rules import Delivery, Status
from cairnloop.desk.tables import Conversation, Message
from cairnloop.errors import NotFound
from cairnloop.kernel.audit import SYSTEM
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.jobs.port import Job
from cairnloop.mail.letters import Letter
from cairnloop.mail.postman import Postman
from cairnloop.notices import letters, people
from cairnloop.notices.letters import Told, name_of
from cairnloop.notices.marks import claim, later, mail_at, mark_of, owe
from cairnloop.notices.noticing import remind
from cairnloop.notices.rules import APART, Kind, Said, Thread, worth_telling
from cairnloop.people.account_settings import settings_of
from cairnloop.people.accounts import get_account
from cairnloop.people.tables import Customer, User

# Of one conversation, in one mail.
AT_ONCE = 100


class Present(Protocol):
    """Who is at the desk, as their numbers."""

    def __call__(self, account_id: UUID) -> Collection[int]: ...


@dataclass(frozen=True, slots=True)
class Notice:
    """A mail that is about to go out, and up to which message it tells."""

    letter: Letter
    kinds: Sequence[Kind]
    up_to_seq: int


class Teller:
    """Jobs: who is to be told, and telling each of them."""

    def __init__(self, database: Database, postman: Postman, present: Present) -> None:
        self._database = database
        self._postman = postman
        self._present = present

    async def tell(self, job: Job) -> None:
        """A customer wrote: a mail each for whoever wants one, and a reminder should nobody answer."""
        account_id, message_id = UUID(job.args["account_id"]), UUID(job.args["message_id"])
        async with self._database.begin() as tx:
            conversation = await find(tx, job)
            since = await _seq_of(tx, account_id, message_id)
            if conversation is None or since is None:
                return
            listeners = await people.listeners(tx, conversation, new=await _is_new(tx, conversation, since))
            told = [one.user.id for one in listeners]
            await owe(tx, account_id, conversation.id, told, since, at=tx.now)
            if settings_of(await get_account(tx, account_id))["conversation_reminders_enabled"]:
                remind(tx, account_id, conversation.id)

    async def notice(self, job: Job) -> None:
        """Tell one operator, if there is still something to tell."""
        account_id, user_id = UUID(job.args["account_id"]), int(job.args["user_id"])
        here = user_id in self._present(account_id)
        async with self._database.begin() as tx:
            conversation = await find(tx, job)
            if conversation is None:
                return
            found = await self._due(tx, conversation, job, here=here)
        if found is None:
            return
        await self._postman.deliver(found.letter, job)
        async with self._database.begin() as tx:
            await _told(tx, conversation, user_id, found)

    async def _due(self, tx: Tx, conversation: Conversation, job: Job, *, here: bool) -> Notice | None:
        """What is to be told now, with the claim to tell it; None when nothing is, or later."""
        user_id = int(job.args["user_id"])
        reader = await people.reader(tx, conversation, user_id)
        mark = await mark_of(tx, conversation, user_id)
        if reader is None or mark is None or mark.owed_seq is None:
            return None
        at = later(mark, job, tx.now)
        if at is not None:
            mail_at(tx, conversation.account_id, conversation.id, user_id, at)
            return None
        last = mark.up_to_seq if mark.job_id == job.id else None
        rows = await _messages(tx, conversation, user_id, mark.owed_seq, last)
        thread = await _standing(tx, conversation, mark.owed_seq)
        said = [Said(row.seq, row.customer_id is not None, mentions=row.private) for row, _ in rows]
        kinds = worth_telling(thread, said, reader.wants, here=here)
        if not kinds:
            mark.owed_seq = None
            return None
        up_to = rows[-1][0].seq
        claim(tx, mark, conversation, user_id, job, up_to)
        customer = await tx.session.get_one(Customer, conversation.customer_id)
        told = [Told(kinds[row.seq], _author(user, customer), row.body) for row, user in rows if row.seq in kinds]
        letter = letters.notice(reader.user, conversation.id, customer, told, quotes=self._postman.quotes)
        return Notice(letter, sorted(set(kinds.values())), up_to)


async def find(tx: Tx, job: Job) -> Conversation | None:
    """What the job is about, if it is still there."""
    try:
        return await get_conversation(tx, UUID(job.args["account_id"]), UUID(job.args["conversation_id"]))
    except NotFound:
        return None


async def _told(tx: Tx, conversation: Conversation, user_id: int, found: Notice) -> None:
    """It went out. What came while it was on its way is told next."""
    mark = await mark_of(tx, conversation, user_id)
    if mark is None:
        return  # deleted meanwhile, with the conversation
    newer = await _messages(tx, conversation, user_id, found.up_to_seq + 1, None, limit=1)
    mark.owed_seq = newer[0][0].seq if newer else None
    if newer:
        mail_at(tx, conversation.account_id, conversation.id, user_id, tx.now + APART)
    tx.audit(
        SYSTEM,
        conversation.account_id,
        "notice.mailed",
        "user",
        user_id,
        conversation_id=conversation.id,
        kinds=[kind.value for kind in found.kinds],
    )


async def _messages(
    tx: Tx, conversation: Conversation, user_id: int, first: int, last: int | None, limit: int = AT_ONCE
) -> Sequence[tuple[Message, User | None]]:
    """What the customer wrote from `first` on, and notes that ask for this operator's eye; with who wrote it."""
    asks = exists().where(Mention.message_id == Message.id, Mention.user_id == user_id, Mention.seen_at.is_(None))
    theirs: ColumnElement[bool] = Message.customer_id.is_not(None) & Message.private.is_(False)
    query = (
        select(Message, User)
        .outerjoin(User, User.id == Message.user_id)
        .where(Message.conversation_id == conversation.id, Message.seq >= first, or_(theirs, asks))
        .order_by(Message.seq)
        .limit(limit)
    )
    if last is not None:
        query = query.where(Message.seq <= last)
    return [(row[0], row[1]) for row in await tx.session.execute(query)]


async def _standing(tx: Tx, conversation: Conversation, since: int) -> Thread:
    answers = select(func.max(Message.seq)).where(
        Message.conversation_id == conversation.id,
        Message.seq > since,
        Message.user_id.is_not(None),
        Message.private.is_(False),
        Message.delivery != Delivery.WITHDRAWN.value,
    )
    answered = (await tx.session.execute(answers)).scalar_one_or_none() or 0
    return Thread(conversation.status == Status.OPEN, await _is_new(tx, conversation, since), answered)


async def _is_new(tx: Tx, conversation: Conversation, since: int) -> bool:
    """Whether the customer had written nothing before this message."""
    before = select(Message.seq).where(
        Message.conversation_id == conversation.id, Message.seq < since, Message.customer_id.is_not(None)
    )
    return (await tx.session.execute(before.limit(1))).first() is None


async def _seq_of(tx: Tx, account_id: UUID, message_id: UUID) -> int | None:
    query = select(Message.seq).where(Message.account_id == account_id, Message.id == message_id)
    return (await tx.session.execute(query)).scalar_one_or_none()


def _author(user: User | None, customer: Customer) -> str:
    return name_of(customer) if user is None else user.display_name or user.full_name or user.email
