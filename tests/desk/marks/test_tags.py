"""Tags: one of a name, put on conversations and customers, and pages by tag that never walk through everything."""

import asyncio
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, text

from cairnloop.desk.conversation import relations
from cairnloop.desk.conversation.bulk import BulkMove, Order, move_all
from cairnloop.desk.lists.filters import Filter, Section
from cairnloop.desk.lists.pages import count, page, page_query
from cairnloop.desk.lists.pinned import Pinned, weighed
from cairnloop.desk.marks import removal, tags
from cairnloop.desk.marks.tables import ConversationTag
from cairnloop.desk.topics import operators
from cairnloop.errors import CairnloopError, Conflict, NotFound
from cairnloop.kernel.audit import AuditEntry
from cairnloop.kernel.database import Database
from cairnloop.kernel.tables import table
from cairnloop.people.customer.tables import Tag
from cairnloop.wire.tags import NewTagWords, TagChangeWords
from tests import make
from tests.databases import fresh_sqlite
from tests.fakes import Ear, FixedClock


async def tag(desk: make.Desk, name: str = "Refund") -> Tag:
    return await tags.add_tag(desk.db, NewTagWords(name=name), desk.sam)


async def test_capitals_and_gaps_make_no_other_tag(database: Database) -> None:
    desk, other = await make.desk(database), await make.desk(database, "Other")
    first = await tag(desk, "Refund  request")
    for again in ("refund request", "REFUND REQUEST"):
        with pytest.raises(Conflict, match="already"):
            await tag(desk, again)
    assert (await tag(other, "refund request")).name == "refund request"
    late = await tag(desk, "Late")
    with pytest.raises(Conflict):
        await tags.change_tag(database, late.id, TagChangeWords(name="refund Request"), desk.sam)
    renamed = await tags.change_tag(database, first.id, TagChangeWords(name="REFUND REQUEST"), desk.sam)
    assert renamed.name == "REFUND REQUEST"
    async with database.read() as tx:
        for said in ("refund request", "refund-request", "Refund_Request"):
            assert (await tags.tag_named(tx, desk.account_id, said)).id == first.id
        with pytest.raises(NotFound, match="no tag “nope”"):
            await tags.tag_named(tx, desk.account_id, "nope")


async def test_of_two_who_make_the_same_tag_at_once_one_is_told(database: Database) -> None:
    desk = await make.desk(database)
    ended = await asyncio.gather(tag(desk, "New"), tag(desk, "NEW"), return_exceptions=True)
    assert sorted(type(one).__name__ for one in ended) == ["Conflict", "Tag"]


async def test_a_tag_that_is_removed_while_it_is_put_on_leaves_nothing_behind(database: Database) -> None:
    desk = await make.desk(database)
    threads = [await desk.conversation() for _ in range(4)]
    for thread in threads:
        refund = await tag(desk)
        put, _ = await asyncio.gather(
            tags.tag_conversation(database, thread.id, refund.id, desk.sam),
            removal.remove_tag(database, refund.id, desk.sam),
            return_exceptions=True,
        )
        assert isinstance(put, list | NotFound)
    async with database.read() as tx:
        assert not any((await tags.tags_of(tx, [thread.id for thread in threads])).values())


async def test_a_tag_is_put_on_once_told_once_and_taken_off(database: Database) -> None:
    desk = await make.desk(database)
    refund, thread = await tag(desk), await desk.conversation()
    ear = Ear(database.hub, operators(desk.account_id))
    for _ in range(2):
        [there] = await tags.tag_conversation(database, thread.id, refund.id, desk.sam)
        assert there["name"] == "Refund"
    assert [one.payload["updates"]["tags"][0]["id"] for one in ear.heard] == [str(refund.id)]
    assert await tags.untag_conversation(database, thread.id, refund.id, desk.sam) == []
    assert await tags.untag_conversation(database, thread.id, refund.id, desk.sam) == []
    assert ear.events() == ["conversation:updated"] * 2
    async with database.read() as tx:
        trail = select(AuditEntry.action).where(AuditEntry.conversation_id == thread.id).order_by(AuditEntry.seq)
        assert list((await tx.session.execute(trail)).scalars())[-2:] == [
            "conversation.tagged",
            "conversation.untagged",
        ]


async def test_another_accounts_tags_and_conversations_do_not_exist(database: Database) -> None:
    desk, other = await make.desk(database), await make.desk(database, "Other")
    theirs, thread = await tag(other), await desk.conversation()
    with pytest.raises(NotFound):
        await tags.tag_conversation(database, thread.id, theirs.id, desk.sam)
    with pytest.raises(NotFound):
        await tags.tag_customer(database, other.customer_id, (await tag(desk)).id, desk.sam)


async def test_customers_carry_tags_too_and_a_tag_that_is_removed_goes_from_everything(database: Database) -> None:
    desk = await make.desk(database)
    refund, thread = await tag(desk), await desk.conversation()
    ear = Ear(database.hub, operators(desk.account_id))
    await tags.tag_conversation(database, thread.id, refund.id, desk.sam)
    assert len(await tags.tag_customer(database, desk.customer_id, refund.id, desk.sam)) == 1
    await removal.remove_tag(database, refund.id, desk.sam)
    assert ear.events()[1:] == ["customer:updated", "tag:deleted"]
    async with database.read() as tx:
        assert (await tags.tags_of(tx, [thread.id]))[thread.id] == []
        assert (await tags.tags_of_customers(tx, [desk.customer_id]))[desk.customer_id] == []


async def test_a_tag_that_many_carry_is_out_of_sight_at_once_and_taken_off_in_portions(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removal, "AT_ONCE", 2)
    desk = await make.desk(database)
    refund, ids = await tag(desk), [(await desk.conversation()).id for _ in range(5)]
    bo = await make.customer(database, desk.account_id, name="Bo")
    strangers = await desk.conversation(customer_id=bo)
    await tags.tag_customer(database, desk.customer_id, refund.id, desk.sam)
    await move_all(database, [*ids, strangers.id], Order(BulkMove.TAG, tag_id=refund.id), desk.sam)
    await removal.remove_tag(database, refund.id, desk.sam)
    async with database.read() as tx:
        assert len((await tx.session.execute(select(ConversationTag))).all()) == 4
        assert set(map(len, (await tags.tags_of(tx, ids)).values())) == {0}
        assert await tags.list_tags(tx, desk.account_id) == []
        for gone in (tags.get_tag(tx, desk.account_id, refund.id), tags.tag_named(tx, desk.account_id, "refund")):
            with pytest.raises(NotFound):
                await gone
        (asked,) = await database.jobs.page(tx, account_id=desk.account_id)
        assert asked.kind == removal.TAKE_TAG_OFF
        assert await relations.related(tx, desk.account_id, strangers.id, limit=5) == []
    for few in (True, False):
        assert await tagged_page(database, desk, refund.id, few=few) == []
    again = await tag(desk)
    await tags.tag_conversation(database, ids[0], again.id, desk.sam)
    stranger = await make.desk(database, "Other")
    for account_id in (stranger.account_id, desk.account_id, desk.account_id):
        await removal.go_on(database, account_id, refund.id)
    async with database.read() as tx:
        assert [one.id for one in await tx.session.scalars(select(Tag))] == [again.id]
        assert [one.tag_id for one in await tx.session.scalars(select(ConversationTag))] == [again.id]


async def test_many_are_tagged_in_one_move_and_each_is_answered(database: Database) -> None:
    desk, other = await make.desk(database), await make.desk(database, "Other")
    refund = await tag(desk)
    ids = [(await desk.conversation()).id for _ in range(3)] + [(await other.conversation()).id]
    outcomes = await move_all(database, ids, Order(BulkMove.TAG, tag_id=refund.id), desk.sam)
    assert [isinstance(outcome, CairnloopError) for _, outcome in outcomes] == [False, False, False, True]
    await move_all(database, ids[:1], Order(BulkMove.UNTAG, tag_id=refund.id), desk.sam)
    async with database.read() as tx:
        found = await tags.tags_of(tx, ids)
        assert [len(found[one]) for one in ids] == [0, 1, 1, 0]
    with pytest.raises(NotFound):
        await move_all(database, ids[:1], Order(BulkMove.TAG, tag_id=uuid4()), desk.sam)


async def tagged_page(
    database: Database, desk: make.Desk, tag_id: UUID, *, few: bool, limit: int = 2, section: Section | None = None
) -> list[str]:
    pinned = Pinned(desk.account_id, tag_id=tag_id, few=few)
    found: list[str] = []
    after = None
    async with database.read() as tx:
        which = Filter(desk.account_id, section, desk.sam.user_id, tag=pinned)
        while True:
            some = await page(tx, which, after=after, limit=limit)
            found += [row["id"] for row in some.rows]
            after = some.next
            if after is None:
                assert (await count(tx, which)).count == len(found)
                return found


async def test_few_and_many_give_the_same_pages(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    refund, other = await tag(desk), await tag(desk, "Other")
    wanted = []
    for number in range(7):
        clock.advance(minutes=1)
        thread = await desk.conversation()
        if number % 2:
            wanted.insert(0, str(thread.id))
            await tags.tag_conversation(database, thread.id, refund.id, desk.sam)
        await tags.tag_conversation(database, thread.id, other.id, desk.sam)
    for few in (True, False):
        assert await tagged_page(database, desk, refund.id, few=few) == wanted
        assert await tagged_page(database, desk, refund.id, few=few, section=Section.OPEN) == wanted
        assert await tagged_page(database, desk, refund.id, few=few, section=Section.RESOLVED) == []


async def test_they_are_few_up_to_a_thousand(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cairnloop.desk.lists.pinned.FEW", 2)
    desk = await make.desk(database)
    refund = await tag(desk)
    told = []
    for _ in range(3):
        thread = await desk.conversation()
        async with database.begin() as tx:
            pin = {"conversation_id": thread.id, "tag_id": refund.id, "account_id": desk.account_id}
            await tx.session.execute(insert(table(ConversationTag)), [{**pin, "created_at": tx.now}])
        async with database.read() as tx:
            told.append((await weighed(tx, Pinned(desk.account_id, tag_id=refund.id))).few)
    assert told == [True, True, False]


async def test_a_page_by_a_seldom_tag_looks_up_what_carries_it_and_nothing_else(tmp_path: Path) -> None:
    database = Database(await fresh_sqlite(tmp_path), clock=FixedClock())
    for few, wanted, unwanted in ((True, "(id=?)", "(account_id=?"), (False, "(account_id=?", "SCAN conversations")):
        which = Filter(uuid4(), Section.OPEN, tag=Pinned(uuid4(), tag_id=uuid4(), few=few))
        async with database.read() as tx:
            connection = await tx.session.connection()
            asked = page_query(which, (), 50).compile(
                dialect=connection.dialect, compile_kwargs={"literal_binds": True}
            )
            plan = await connection.execute(text(f"EXPLAIN QUERY PLAN {asked}".replace(":", "\\:")))
            steps = [row[3] for row in plan if "conversations" in row[3]]
        assert wanted in steps[0], steps
        assert not any(unwanted in step for step in steps), steps
    await database.close()
