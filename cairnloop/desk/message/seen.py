"""What the customer has read."""

from uuid import UUID

from sqlalchemy import update

from cairnloop.desk import topics
from cairnloop.desk.lists.threads import where_it_went
from cairnloop.desk.rules import Delivery
from cairnloop.desk.tables import Message
from cairnloop.kernel.database import Database
from cairnloop.wire.people import zulu


async def mark_seen(db: Database, account_id: UUID, conversation_id: UUID) -> None:
    """The customer's page shows everything that has been sent to them; tell the operators once."""
    async with db.begin() as tx:
        # The page may have been opened before a merge.
        conversation_id = await where_it_went(tx, conversation_id)
        unseen = update(Message).where(
            Message.account_id == account_id,
            Message.conversation_id == conversation_id,
            Message.delivery == Delivery.SENT.value,
            Message.seen_at.is_(None),
        )
        seen = (await tx.session.execute(unseen.values(seen_at=tx.now).returning(Message.id))).scalars().all()
        if seen:
            news = {"id": str(conversation_id), "seen_at": zulu(tx.now), "messages": [str(one) for one in seen]}
            tx.announce(topics.operators(account_id), "messages:seen", news)
