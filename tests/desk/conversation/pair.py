"""Two conversations of one customer, and what stands in them."""

from uuid import UUID

from cairnloop.desk.lists.threads import thread
from cairnloop.desk.tables import Conversation
from cairnloop.kernel.database import Database
from tests import make
from tests.fakes import FixedClock


async def said(database: Database, desk: make.Desk, conversation_id: UUID) -> list[str]:
    async with database.read() as tx:
        return [message.body for message, _ in await thread(tx, desk.account_id, conversation_id)]


async def row_of(database: Database, thread: Conversation) -> Conversation:
    async with database.read() as tx:
        return await tx.session.get_one(Conversation, thread.id)


async def two(desk: make.Desk, clock: FixedClock) -> tuple[Conversation, Conversation]:
    """An older and a newer conversation of one customer, with turns taken in both."""
    older, newer = await desk.conversation(), await desk.conversation()
    for place, (where, words) in enumerate([(older, "one"), (newer, "two"), (older, "three"), (newer, "four")]):
        clock.advance(minutes=1)
        await desk.says(where, words, client_id=f"same-{place // 2}")
    return older, newer
