"""Keeping in mind what operators are to be told, and which mail about a conversation went to whom last."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import case
from sqlalchemy.dialects import postgresql, sqlite

from cairnloop.desk.tables import Conversation
from cairnloop.kernel.database import Tx
from cairnloop.kernel.jobs.port import Job
from cairnloop.kernel.tables import table
from cairnloop.mail.postman import ATTEMPTS
from cairnloop.notices.rules import not_before
from cairnloop.notices.tables import NoticeMark

MAIL_NOTICE = "mail_notice"
marks = table(NoticeMark)


async def owe(
    tx: Tx, account_id: UUID, conversation_id: UUID, user_ids: Collection[int], seq: int, *, at: datetime
) -> None:
    """These are to be told, at this time, of what is new from this message on; or from an earlier one, if they were."""
    if not user_ids:
        return
    whose = {"account_id": account_id, "conversation_id": conversation_id, "owed_seq": seq}
    insert = (sqlite if tx.dialect == "sqlite" else postgresql).insert(marks)
    wanted = insert.values([{**whose, "user_id": user_id} for user_id in sorted(user_ids)])
    earlier = marks.c.owed_seq <= wanted.excluded.owed_seq
    await tx.session.execute(
        wanted.on_conflict_do_update(
            index_elements=[marks.c.conversation_id, marks.c.user_id],
            set_={"owed_seq": case((earlier, marks.c.owed_seq), else_=wanted.excluded.owed_seq)},
        )
    )
    for user_id in user_ids:
        mail_at(tx, account_id, conversation_id, user_id, at)


def mail_at(tx: Tx, account_id: UUID, conversation_id: UUID, user_id: int, at: datetime) -> None:
    """One mail a conversation and person waits at a time, and tells all that they are to be told by then."""
    tx.enqueue(
        MAIL_NOTICE,
        account_id=account_id,
        conversation_id=conversation_id,
        user_id=user_id,
        run_at=at,
        unique_key=f"{MAIL_NOTICE}:{conversation_id}:{user_id}",
        max_attempts=ATTEMPTS,
    )


async def mark_of(tx: Tx, conversation: Conversation, user_id: int) -> NoticeMark | None:
    """Held to the end of the transaction: what else becomes new waits for it."""
    return await tx.session.get(NoticeMark, (conversation.id, user_id), with_for_update=True, populate_existing=True)


def later(mark: NoticeMark | None, job: Job, now: datetime) -> datetime | None:
    """When this job may write to whoever was written to just now; None when it may at once."""
    if mark is None or mark.job_id == job.id:
        return None
    at = not_before(mark.told_at, now)
    return at if at > now else None


def claim(
    tx: Tx, mark: NoticeMark | None, conversation: Conversation, user_id: int, job: Job, up_to: int | None = None
) -> None:
    """Write down that this job's mail goes out now, before it does."""
    if mark is None:
        mark = NoticeMark(conversation_id=conversation.id, user_id=user_id, account_id=conversation.account_id)
        tx.session.add(mark)
    mark.told_at, mark.job_id, mark.up_to_seq = tx.now, job.id, up_to
