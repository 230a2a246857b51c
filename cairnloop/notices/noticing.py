"""From what happens at the desk to the jobs that tell of it: nothing where nobody wants to know."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from cairnloop.desk.events import ColleagueMentioned, ConversationReopened, CustomerMessageReceived
from cairnloop.desk.tables import Message
from cairnloop.kernel.database import Tx
from cairnloop.kernel.jobs.port import OnDuplicate
from cairnloop.notices.marks import owe
from cairnloop.notices.rules import GATHERED_FOR
from cairnloop.people.events import AccountChanged
from cairnloop.people.wishes import Wished, Wishes

TELL = "tell_operators"
MAIL_REMINDER = "mail_reminder"
REMIND = "remind"
REMIND_WAITING = "remind_waiting"
SETTINGS = frozenset(
    {"conversation_reminders_enabled", "conversation_reminder_hours_interval", "max_num_conversation_reminders"}
)


class Noticing:
    """Reactions: each takes a group of events. `on` is whether this house has a mail server."""

    def __init__(self, wishes: Wishes, *, on: bool) -> None:
        self._wishes = wishes
        self._on = on

    async def customers_wrote(self, tx: Tx, events: Sequence[CustomerMessageReceived]) -> None:
        """One job a conversation, however much is written in it until it runs."""
        if not self._on:
            return
        wished = await self._wishes.now(tx)
        for event in {event.conversation_id: event for event in reversed(events) if _told(event, wished)}.values():
            tx.enqueue(
                TELL,
                account_id=event.account_id,
                conversation_id=event.conversation_id,
                message_id=event.message_id,
                run_at=tx.now + GATHERED_FOR,
                unique_key=f"{TELL}:{event.conversation_id}",
            )

    async def mentioned(self, tx: Tx, events: Sequence[ColleagueMentioned]) -> None:
        if not self._on:
            return
        query = select(Message.id, Message.seq).where(Message.id.in_({event.message_id for event in events}))
        seqs = {row[0]: row[1] for row in await tx.session.execute(query)}
        asked: dict[tuple[UUID, UUID, int], list[int]] = {}
        for event in events:
            note = (event.account_id, event.conversation_id, seqs[event.message_id])
            asked.setdefault(note, []).append(event.user_id)
        for (account_id, conversation_id, seq), user_ids in asked.items():
            await owe(tx, account_id, conversation_id, user_ids, seq, at=tx.now + GATHERED_FOR)

    async def reopened(self, tx: Tx, events: Sequence[ConversationReopened]) -> None:
        """It may wait for us again."""
        if not self._on:
            return
        reminders = (await self._wishes.now(tx)).reminders
        for event in events:
            if event.account_id in reminders:
                remind(tx, event.account_id, event.conversation_id)

    async def account_changed(self, tx: Tx, events: Sequence[AccountChanged]) -> None:
        """What waits already is reminded of by the new way."""
        if self._on:
            for event in events:
                if SETTINGS & set(event.fields):
                    key = f"{REMIND_WAITING}:{event.account_id}"
                    tx.enqueue(REMIND_WAITING, account_id=event.account_id, unique_key=key)


def _told(event: CustomerMessageReceived, wished: Wished) -> bool:
    """Whether anybody of the account may want to hear of it, now or when nobody answers."""
    if event.first and event.account_id in wished.conversations:
        return True
    return event.account_id in wished.messages or event.account_id in wished.reminders


def remind(tx: Tx, account_id: UUID, conversation_id: UUID, *, at: datetime | None = None, anew: bool = False) -> None:
    """See at this time whether somebody is to be reminded of this conversation; `anew` also where that is planned."""
    tx.enqueue(
        REMIND,
        account_id=account_id,
        conversation_id=conversation_id,
        run_at=at,
        unique_key=f"{REMIND}:{conversation_id}",
        on_duplicate=OnDuplicate.POSTPONE if anew else OnDuplicate.KEEP,
    )
