"""Deleting a conversation for good; changing one is tested by HTTP."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from cairnloop.config import Settings
from cairnloop.daemon.reactions import reactions
from cairnloop.desk.conversation import changing, merging, sharing
from cairnloop.desk.tables import Conversation, Message
from cairnloop.drafting.tables import Draft
from cairnloop.errors import NotFound
from cairnloop.kernel.audit import AuditEntry
from cairnloop.kernel.database import Database
from tests import make
from tests.desk.conversation.pair import two
from tests.fakes import FixedClock


@pytest.fixture(autouse=True)
def wired(database: Database) -> None:
    database.reactions = reactions(Settings())


async def test_a_deleted_conversation_is_gone_with_all_that_led_to_it_and_the_trail_says_who(
    database: Database, clock: FixedClock
) -> None:
    desk = await make.desk(database)
    older, newer = await two(desk, clock)
    question = await desk.says(older, "draft me")
    await make.draft(database, older, question["id"])
    await merging.merge(database, newer.id, older.id, desk.sam)
    await sharing.share(database, older.id, desk.sam, lasts=timedelta(hours=1))
    kept = await desk.conversation()

    await changing.erase(database, older.id, desk.sam)

    async with database.read() as tx:
        assert list((await tx.session.execute(select(Conversation.id))).scalars()) == [kept.id]
        assert (await tx.session.execute(select(Message.id))).first() is None
        assert (await tx.session.execute(select(Draft.id))).first() is None
        query = select(AuditEntry).where(AuditEntry.action == "conversation.deleted")
        line = (await tx.session.execute(query)).scalar_one()
    assert (line.actor_id, line.detail["messages"]) == (str(desk.sam.user_id), 5)
    with pytest.raises(NotFound):
        await desk.says(newer, "hello?")
