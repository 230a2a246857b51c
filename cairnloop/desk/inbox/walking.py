"""Going through the conversations of one inbox, a portion at a time."""

from uuid import UUID

from sqlalchemy import select

from cairnloop.desk.tables import Conversation
from cairnloop.kernel.database import Tx

# So many conversations are looked at in one transaction.
STEP = 2000


async def some_of(tx: Tx, inbox_id: UUID, after: UUID | None) -> tuple[list[UUID], UUID | None]:
    """Some conversations of an inbox, and after which id to look for more; None when that was all.

    Along the ids: no index leads to the conversations of one inbox, and none is worth its keep for what is done once.
    """
    query = select(Conversation.id, Conversation.inbox_id).order_by(Conversation.id).limit(STEP)
    seen = (await tx.session.execute(query if after is None else query.where(Conversation.id > after))).all()
    found = [row.id for row in seen if row.inbox_id == inbox_id]
    return found, seen[-1].id if len(seen) == STEP else None
