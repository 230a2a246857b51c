"""Mentions: a private note asks for a colleague's eye, until they have read the conversation."""

from dataclasses import replace

import pytest

from cairnloop.desk.conversation import conversations
from cairnloop.desk.conversation.bulk import BulkMove, Order, move_all
from cairnloop.desk.inbox.inboxes import change_inbox
from cairnloop.desk.inbox.members import put_member
from cairnloop.desk.lists.filters import Filter
from cairnloop.desk.lists.pages import page
from cairnloop.desk.lists.pinned import Pinned
from cairnloop.desk.marks import mentions
from cairnloop.desk.message import replies
from cairnloop.desk.topics import operators
from cairnloop.errors import Invalid
from cairnloop.kernel.database import Database
from cairnloop.people.identity import Operator
from cairnloop.people.users import set_disabled
from tests import make
from tests.fakes import Ear


async def unseen(database: Database, by: Operator) -> int:
    async with database.read() as tx:
        return await mentions.unseen_count(tx, by)


async def test_a_mention_waits_until_the_conversation_is_read(database: Database) -> None:
    desk = await make.desk(database)
    kim = await desk.another_operator()
    thread = await desk.conversation()
    ear = Ear(database.hub, operators(desk.account_id))
    for _ in range(2):
        await replies.note(database, thread.id, "Look at this", desk.sam, mentioned=[kim.user_id, kim.user_id])
    told = [one.payload for one in ear.heard if one.event == "mention:created"]
    assert [(one["user_id"], one["by"], one["conversation_id"]) for one in told] == [
        (kim.user_id, desk.sam.user_id, str(thread.id))
    ] * 2
    assert (await unseen(database, kim), await unseen(database, desk.sam)) == (1, 0)
    async with database.read() as tx:
        rows = await mentions.list_mentions(tx, kim, seen=False)
        assert [(row.body, row.author and row.author.display_name) for row in rows] == [("Look at this", "Sam")] * 2

    await conversations.mark_read(database, thread.id, desk.sam)
    assert await unseen(database, kim) == 1
    await conversations.mark_read(database, thread.id, kim)

    assert await unseen(database, kim) == 0
    assert ear.events().count("mention:seen") == 2
    async with database.read() as tx:
        assert await mentions.list_mentions(tx, kim, seen=False) == []
        assert len(await mentions.list_mentions(tx, kim, seen=True)) == 2


async def test_reading_many_at_once_sees_their_mentions(database: Database) -> None:
    desk = await make.desk(database)
    kim = await desk.another_operator()
    threads = [await desk.conversation() for _ in range(3)]
    for thread in threads:
        await replies.note(database, thread.id, "You?", desk.sam, mentioned=[kim.user_id])
    await move_all(database, [thread.id for thread in threads[:2]], Order(BulkMove.READ), kim)
    assert await unseen(database, kim) == 1


async def test_only_who_works_here_can_be_mentioned(database: Database) -> None:
    desk, other = await make.desk(database), await make.desk(database, "Other")
    gone = await desk.another_operator()
    await set_disabled(database, gone.user_id, True, desk.sam)
    thread = await desk.conversation()
    for stranger in (other.sam.user_id, gone.user_id, 999_999):
        with pytest.raises(Invalid, match=f"nobody at this desk has the number {stranger}"):
            await replies.note(database, thread.id, "You?", desk.sam, mentioned=[desk.sam.user_id, stranger])
    assert await unseen(database, replace(desk.sam)) == 0


async def test_nobody_is_asked_for_their_eye_where_they_cannot_look(database: Database) -> None:
    desk = await make.desk(database)
    kim, lee = await desk.another_operator(), await desk.another_operator()
    thread = await desk.conversation()
    await put_member(database, desk.inbox_id, kim.user_id, "member", desk.sam)
    await change_inbox(database, desk.inbox_id, {"is_private": True}, desk.sam)
    with pytest.raises(Invalid, match=f"{lee.user_id} would not see it"):
        await replies.note(database, thread.id, "You?", desk.sam, mentioned=[kim.user_id, lee.user_id])
    await replies.note(database, thread.id, "You?", desk.sam, mentioned=[kim.user_id, desk.sam.user_id])
    assert (await unseen(database, kim), await unseen(database, lee)) == (1, 0)


async def test_conversations_that_mention_one_are_listed_seen_or_not(database: Database) -> None:
    desk = await make.desk(database)
    threads = [await desk.conversation() for _ in range(3)]
    for thread in threads[:2]:
        await replies.note(database, thread.id, "Mine", desk.sam, mentioned=[desk.sam.user_id])
    await conversations.mark_read(database, threads[0].id, desk.sam)
    async with database.read() as tx:
        for few in (True, False):
            found = []
            for seen in (None, True, False):
                pinned = Pinned(desk.account_id, user_id=desk.sam.user_id, seen=seen, few=few)
                rows = (await page(tx, Filter(desk.account_id, mention=pinned))).rows
                found.append({row["id"] for row in rows})
            first, second = (str(thread.id) for thread in threads[:2])
            assert found == [{first, second}, {first}, {second}]
