"""What lands in a private inbox is nobody's again when whoever had it does not see into it, and the trail says why."""

import pytest
from sqlalchemy import select

from cairnloop.config import Settings
from cairnloop.daemon.reactions import reactions
from cairnloop.desk.conversation import conversations, giving_back
from cairnloop.desk.conversation.changing import Changes, change
from cairnloop.desk.inbox import inboxes, members, removal, walking
from cairnloop.desk.tables import Conversation
from cairnloop.kernel.audit import AuditEntry
from cairnloop.kernel.database import Database
from tests import make


@pytest.fixture(autouse=True)
def wired(database: Database) -> None:
    database.reactions = reactions(Settings())


async def reasons(database: Database, thread: Conversation) -> list[str | None]:
    """Why it changed hands; and that it is nobody's now where the last is so."""
    async with database.read() as tx:
        query = select(AuditEntry.reason).where(
            AuditEntry.conversation_id == thread.id, AuditEntry.action == "conversation.assigned"
        )
        said = list((await tx.session.execute(query.order_by(AuditEntry.seq))).scalars())
        owner = (await tx.session.get_one(Conversation, thread.id)).assignee_id
    assert (owner is None) == (said[-1] is not None)
    return said


async def jobs(database: Database) -> list[dict[str, object]]:
    assert database.jobs is not None
    async with database.read() as tx:
        return [dict(job.args) for job in await database.jobs.page(tx, limit=200) if job.kind == inboxes.GIVE_BACK]


async def test_one_that_is_moved_into_a_private_inbox_stays_with_those_who_work_there(database: Database) -> None:
    desk = await make.desk(database)
    kim, lin = await desk.another_operator(name="Kim"), await desk.another_operator(name="Lin")
    board = await inboxes.create_inbox(database, {"name": "Board", "is_private": True}, desk.sam, draft_policy="deny")
    await members.put_member(database, board.id, lin.user_id, "member", desk.sam)
    moved = Changes(frozenset({"inbox_id"}), inbox_id=board.id)
    for owner, said in ((kim, [None, giving_back.WHY]), (lin, [None]), (desk.sam, [None])):
        thread = await desk.conversation()
        await conversations.assign(database, thread.id, owner.user_id, desk.sam)
        now = await change(database, thread.id, moved, desk.sam)
        assert await reasons(database, thread) == said
        assert now.assignee_id == (None if len(said) > 1 else owner.user_id)


async def test_all_of_an_inbox_that_becomes_private_are_looked_at_in_portions(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "STEP", 2)
    desk = await make.desk(database)
    kim, lin = await desk.another_operator(name="Kim"), await desk.another_operator(name="Lin")
    await members.put_member(database, desk.inbox_id, lin.user_id, "member", desk.sam)
    threads = [await desk.conversation() for _ in range(3)]
    for thread, owner in zip(threads, (kim, lin, kim), strict=True):
        await conversations.assign(database, thread.id, owner.user_id, desk.sam)
    await conversations.resolve(database, threads[2].id, desk.sam)
    await inboxes.change_inbox(database, desk.inbox_id, {"is_private": True}, desk.sam)
    assert [one["after"] for one in await jobs(database)] == [None]
    halfway = sorted(one.id for one in threads)[1]
    for after in (None, halfway):
        await giving_back.give_back_some(database, desk.account_id, desk.inbox_id, after)
    assert {one["after"] for one in await jobs(database)} == {None, str(halfway)}
    found = [await reasons(database, one) for one in threads]
    assert found == [[None, giving_back.WHY], [None], [None, giving_back.WHY]]
    await members.remove_member(database, desk.inbox_id, lin.user_id, desk.sam)
    assert [one["after"] for one in await jobs(database)].count(None) == 2
    for after in (None, halfway):
        await giving_back.give_back_some(database, desk.account_id, desk.inbox_id, after)
    assert await reasons(database, threads[1]) == [None, giving_back.WHY]


async def test_those_of_an_inbox_that_is_given_up_for_a_private_one_are_looked_at_on_their_way(
    database: Database,
) -> None:
    desk = await make.desk(database)
    kim = await desk.another_operator()
    board = await inboxes.create_inbox(
        database, {"name": "Board", "is_private": True, "is_primary": True}, desk.sam, draft_policy="deny"
    )
    opening = conversations.Opening(desk.account_id, desk.customer_id, desk.inbox_id)
    thread = await conversations.open_conversation(database, opening)
    await conversations.assign(database, thread.id, kim.user_id, desk.sam)
    await removal.remove_inbox(database, desk.inbox_id, desk.sam, move_to=board.id)
    await removal.move_conversations(database, desk.account_id, desk.inbox_id, None)
    assert await reasons(database, thread) == [None, giving_back.WHY]
