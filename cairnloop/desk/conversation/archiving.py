"""Putting away what was resolved long ago, in portions, so that the resolved ones show what is still warm."""

from datetime import timedelta

from sqlalchemy import select

from cairnloop.desk.conversation.conversations import put_away
from cairnloop.desk.tables import RESOLVED, Conversation
from cairnloop.kernel.audit import SYSTEM
from cairnloop.kernel.database import Database

ARCHIVE_STALE = "archive_stale"
AT_ONCE = 100


async def archive_stale(db: Database, after: timedelta) -> int:
    """Archive resolved conversations in which nothing happened for so long; asks for another portion when it was full.

    A customer who writes again brings theirs back.
    """
    async with db.begin() as tx:
        stale = select(Conversation).where(RESOLVED, Conversation.closed_at < tx.now - after)
        query = stale.order_by(Conversation.closed_at).limit(AT_ONCE).with_for_update(skip_locked=True)
        found = (await tx.session.execute(query)).scalars().all()
        for conversation in found:
            put_away(tx, conversation, SYSTEM, f"resolved for {after.days} days")
        if len(found) == AT_ONCE:
            tx.enqueue(ARCHIVE_STALE, unique_key=ARCHIVE_STALE)
        return len(found)
