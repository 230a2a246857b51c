"""A merge of two conversations is undone in time: each has what was its own, and what happened since is kept."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from cairnloop.config import Settings
from cairnloop.daemon.reactions import reactions
from cairnloop.desk.conversation import conversations, merging, snoozing
from cairnloop.desk.marks.tables import ConversationTag, Mention
from cairnloop.desk.message import replies
from cairnloop.desk.rules import Priority
from cairnloop.desk.tables import Conversation, Deadline, Message
from cairnloop.desk.topics import conversation as customers_side
from cairnloop.drafting import decisions
from cairnloop.drafting.tables import Draft
from cairnloop.errors import Conflict
from cairnloop.kernel.database import Database
from cairnloop.kernel.tables import Row
from cairnloop.people.customer.tables import Tag
from tests import make
from tests.desk.conversation.pair import row_of, said, two
from tests.fakes import Ear, FixedClock

SOON = timedelta(minutes=10)


@pytest.fixture(autouse=True)
def wired(database: Database) -> None:
    database.reactions = reactions(Settings())


async def test_undone_in_time_everything_is_as_it_was(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    older, newer = await two(desk, clock)
    await conversations.assign(database, older.id, desk.sam.user_id, desk.sam)
    await conversations.prioritise(database, newer.id, Priority.PRIORITY, desk.sam)
    await snoozing.snooze(database, older.id, clock.now() + timedelta(days=1), desk.sam)
    tables = (Message, Deadline, Conversation)
    before = [await everything(database, table) for table in tables]

    clock.advance(minutes=5)
    merged = await merging.merge(database, newer.id, older.id, desk.sam)
    assert (merged.status, merged.priority, merged.assignee_id) == ("open", "priority", desk.sam.user_id)
    assert merged.snoozed_until is None
    clock.advance(minutes=9)
    await merging.unmerge(database, newer.id, desk.sam, within=SOON)

    after = [await everything(database, table) for table in tables]
    for was, now in zip(before, after, strict=True):
        assert now == was
    with pytest.raises(Conflict, match="not merged"):
        await merging.unmerge(database, newer.id, desk.sam, within=SOON)
    await merging.merge(database, newer.id, older.id, desk.sam)  # and again


async def everything(database: Database, table: type[Row]) -> list[dict[str, Any]]:
    """All rows, but for what counts and dates changes."""
    counted = {"version", "updated_at", "draft_id", "draft_kind"}
    async with database.read() as tx:
        names = [attribute.key for attribute in table.__mapper__.column_attrs if attribute.key not in counted]
        rows = (await tx.session.execute(select(table).order_by(table.__mapper__.primary_key[0]))).scalars()
        return [{name: getattr(row, name) for name in names} for row in rows]


async def test_too_late_it_stays(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    older, newer = await two(desk, clock)
    await merging.merge(database, newer.id, older.id, desk.sam)
    clock.advance(minutes=11)
    with pytest.raises(Conflict, match="10 minutes"):
        await merging.unmerge(database, newer.id, desk.sam, within=SOON)


async def test_what_happened_since_is_kept_when_it_is_undone(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    kim = await desk.another_operator()
    older, newer = await two(desk, clock)
    await merging.merge(database, newer.id, older.id, desk.sam)
    await conversations.assign(database, older.id, kim.user_id, desk.sam)
    await desk.says(newer, "five")

    back = await merging.unmerge(database, newer.id, desk.sam, within=SOON)

    assert (back.id, back.status, back.assignee_id) == (newer.id, "open", None)
    assert (await row_of(database, older)).assignee_id == kim.user_id
    assert await said(database, desk, older.id) == ["one", "three", "five"]
    assert await said(database, desk, newer.id) == ["two", "four"]


async def test_drafts_of_both_are_overtaken_and_an_undone_reply_finds_its_draft(
    database: Database, clock: FixedClock
) -> None:
    desk = await make.desk(database)
    older, newer = await two(desk, clock)
    async with database.read() as tx:
        questions = {row.conversation_id: str(row.id) for row in (await tx.session.execute(select(Message))).scalars()}
    approved = await make.draft(database, newer, questions[newer.id])
    waiting = await make.draft(database, older, questions[older.id])
    sent = await decisions.approve(database, approved.id, 1, desk.sam, hold=timedelta(minutes=1))

    await merging.merge(database, newer.id, older.id, desk.sam)

    assert (await row_of(database, older)).draft_id is None
    async with database.read() as tx:
        assert (await tx.session.get_one(Draft, waiting.id)).status == "superseded"
        assert (await tx.session.get_one(Draft, approved.id)).conversation_id == older.id
    await replies.undo(database, UUID(sent["id"]), desk.sam)
    await merging.unmerge(database, newer.id, desk.sam, within=SOON)
    async with database.read() as tx:
        assert (await tx.session.get_one(Draft, approved.id)).conversation_id == newer.id


async def test_tags_and_mentions_come_along_and_go_back(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    older, newer = await two(desk, clock)
    remark = await replies.note(database, newer.id, "look", desk.sam)
    async with database.begin() as tx:
        both, one = tx.new_id(), tx.new_id()
        for tag_id, name in ((both, "both"), (one, "one")):
            tx.session.add(make_tag(tx, desk, tag_id, name))
        await tx.session.flush()
        at = {"account_id": desk.account_id, "created_at": tx.now}
        for tag_id, where in ((both, older), (both, newer), (one, newer)):
            tx.session.add(ConversationTag(conversation_id=where.id, tag_id=tag_id, **at))
        message_id = UUID(remark["id"])
        mention = Mention(id=tx.new_id(), conversation_id=newer.id, message_id=message_id, user_id=1, **at)
        mention.user_id = desk.sam.user_id
        tx.session.add(mention)

    await merging.merge(database, newer.id, older.id, desk.sam)
    assert await _marks(database, older) == ({both, one}, 1)
    await merging.unmerge(database, newer.id, desk.sam, within=SOON)
    assert await _marks(database, older) == ({both}, 0)
    assert await _marks(database, newer) == ({both, one}, 1)


def make_tag(tx: Any, desk: make.Desk, tag_id: UUID, name: str) -> Tag:
    known = {"id": tag_id, "account_id": desk.account_id, "name": name, "created_at": tx.now, "updated_at": tx.now}
    return Tag(**known, key=name, color="#888888", description=None, creator_id=None)


async def _marks(database: Database, thread: Conversation) -> tuple[set[UUID], int]:
    async with database.read() as tx:
        tags = select(ConversationTag.tag_id).where(ConversationTag.conversation_id == thread.id)
        mentions = select(Mention.id).where(Mention.conversation_id == thread.id)
        found = set((await tx.session.execute(tags)).scalars())
        return found, len((await tx.session.execute(mentions)).all())


async def test_a_chain_of_merges_leads_to_its_end_and_is_undone_from_there(
    database: Database, clock: FixedClock
) -> None:
    desk = await make.desk(database)
    first, second = await two(desk, clock)
    third = await desk.conversation()
    await merging.merge(database, first.id, second.id, desk.sam)
    last = await merging.merge(database, second.id, third.id, desk.sam)

    assert last.merged_from == [str(second.id), str(first.id)]
    assert (await desk.says(first, "who hears me?"))["conversation_id"] == str(third.id)
    ear = Ear(database.hub, customers_side(first.id))
    await desk.says(third, "everybody")
    assert ear.events() == ["shout"]
    with pytest.raises(Conflict, match="third"):
        await merging.unmerge(database, first.id, desk.sam, within=SOON)
    await merging.unmerge(database, second.id, desk.sam, within=SOON)
    back = await merging.unmerge(database, first.id, desk.sam, within=SOON)
    assert (back.merged_into, (await row_of(database, second)).merged_from) == (None, None)
    assert await said(database, desk, first.id) == ["one", "three"]
