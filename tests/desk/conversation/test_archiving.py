"""What was resolved long ago goes to the archive in portions; what is warm, open or asleep stays."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from cairnloop.desk.conversation import archiving, conversations
from cairnloop.desk.tables import Conversation
from cairnloop.kernel.audit import AuditEntry
from cairnloop.kernel.database import Database
from tests import make
from tests.fakes import FixedClock

AFTER = timedelta(days=14)


async def test_only_what_is_cold_goes_and_the_trail_says_why(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await make.desk(database)
    cold = [await desk.conversation() for _ in range(3)]
    for thread in cold:
        await conversations.resolve(database, thread.id, desk.sam)
    await desk.conversation()  # open all the time
    clock.advance(days=14, seconds=1)
    warm = await desk.conversation()
    await conversations.resolve(database, warm.id, desk.sam)
    monkeypatch.setattr(archiving, "AT_ONCE", 2)

    assert [await archiving.archive_stale(database, AFTER) for _ in range(3)] == [2, 1, 0]

    async with database.read() as tx:
        archived = select(Conversation.id).where(Conversation.archived_at.is_not(None))
        assert set((await tx.session.execute(archived)).scalars()) == {one.id for one in cold}
        lines = select(AuditEntry.reason).where(AuditEntry.action == "conversation.archived")
        assert set((await tx.session.execute(lines)).scalars()) == {"resolved for 14 days"}
        assert database.jobs is not None
        kinds = [job.kind for job in await database.jobs.page(tx)]
    assert kinds.count(archiving.ARCHIVE_STALE) == 1
