"""The index follows the messages: none is left out, none stays that is gone, and interruptions do no harm."""

import asyncio
import itertools
import string
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Row, delete, func, insert, select, text, update

from cairnloop.desk.conversation import changing
from cairnloop.desk.message.attachments import delete_file
from cairnloop.desk.search import entries, indexing
from cairnloop.desk.search.indexer import Indexer
from cairnloop.desk.search.indexing import behind, index_changed, index_new
from cairnloop.desk.search.tables import Entry, Mark, Segment, Stale
from cairnloop.desk.tables import Conversation, Message
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.tables import table
from cairnloop.people.tables import Customer
from tests import make
from tests.desk.search.finding import found


async def say(desk: make.Desk, thread: Conversation, count: int, body: str = "refund") -> None:
    async with desk.db.begin() as tx:
        await say_in(tx, desk, thread, count, body)


async def say_in(tx: Tx, desk: make.Desk, thread: Conversation, count: int, body: str) -> None:
    about = {"account_id": desk.account_id, "conversation_id": thread.id, "customer_id": desk.customer_id}
    same = {"type": "reply", "source": "chat", "private": False, "delivery": "received", "created_at": tx.now}
    rows = [{"id": tx.new_id(), "body": f"{body} {at}", **about, **same} for at in range(count)]
    await tx.session.execute(insert(table(Message)), rows)


async def keys(db: Database) -> list[int]:
    async with db.read() as tx:
        return list((await tx.session.execute(select(Entry.key).order_by(Entry.key))).scalars())


async def mark(db: Database) -> Mark:
    async with db.read() as tx:
        return (await tx.session.execute(select(Mark))).scalar_one()


async def settled(db: Database) -> None:
    """The mark has come to the last message. Transactions of others on the same server may hold it up for a moment."""
    async with asyncio.timeout(20):
        while (await mark(db)).done < max(await keys(db)):
            await index_new(db)


async def test_every_message_is_indexed_once_in_portions(database: Database) -> None:
    desk = await make.desk(database)
    await say(desk, await desk.conversation(), indexing.PORTION + 10)
    assert await index_new(database) == indexing.PORTION + 10
    assert await index_new(database) == 0
    assert len(await keys(database)) == indexing.PORTION + 10
    async with database.read() as tx:
        assert await behind(tx) == 0


async def test_a_message_whose_file_was_deleted_is_not_found_by_it(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    said = await desk.says(thread, "a map of the zeppelin")
    file = await make.file(database, desk.account_id, message_id=UUID(said["id"]))
    await index_new(database)
    assert await found(desk, "zeppelin has:file") == [str(thread.id)]
    await delete_file(database, file.id, desk.sam)
    await index_changed(database)
    assert await found(desk, "zeppelin has:file") == []
    assert await found(desk, "zeppelin") == [str(thread.id)]


async def test_two_indexers_at_once_index_each_message_once(database: Database) -> None:
    desk = await make.desk(database)
    await say(desk, await desk.conversation(), 300)
    counts = await asyncio.gather(index_new(database), index_new(database))
    assert sum(counts) == 300
    assert len(await keys(database)) == 300


async def test_whoever_is_killed_in_between_leaves_nothing_half_done(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await make.desk(database)
    await say(desk, await desk.conversation(), 450)
    real, portions = entries.add, 0

    async def cut_short(tx: Tx, found: Sequence[Row[Any]]) -> None:
        nonlocal portions
        portions += 1
        await real(tx, found)
        if portions == 2:
            raise RuntimeError("killed")

    with monkeypatch.context() as during:
        during.setattr(entries, "add", cut_short)
        with pytest.raises(RuntimeError):
            await index_new(database)
    assert len(await keys(database)) == indexing.PORTION
    assert await index_new(database) == 450 - indexing.PORTION
    assert len(await found(desk, "refund")) == 1


async def test_one_message_of_very_long_words_holds_nobody_up(database: Database) -> None:
    desk = await make.desk(database)
    thread, other = await desk.conversation(), await desk.conversation()
    letters = itertools.product(string.ascii_lowercase, repeat=4)
    # One character that search reads as eighteen.
    await desk.says(thread, " ".join("".join(four) + "\ufdfa" * 3 for four in itertools.islice(letters, 8_000)))
    await desk.says(other, "zeppelin")
    assert await index_new(database) == 2
    assert await found(desk, "zeppelin") == [str(other.id)]
    assert await found(desk, "aaaa\ufdfa*") == [str(thread.id)]


@pytest.mark.postgres  # on SQLite one writes at a time
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_message_that_is_committed_late_is_not_left_out(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    async with database.begin() as slow:
        await say_in(slow, desk, thread, 1, "the late zeppelin")
        # Its number is given out, and later ones are committed and indexed before it.
        await say(desk, thread, 5)
        for _ in range(3):
            await index_new(database)
        assert len(await keys(database)) == 5
        assert (await mark(database)).done < min(await keys(database))
    assert await index_new(database) == 1
    assert await found(desk, "zeppelin") == [str(thread.id)]
    await settled(database)


@pytest.mark.postgres  # on SQLite one writes at a time
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_quick_walk_does_not_go_back_for_ever_and_a_whole_one_does(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "LOOKED_BACK", 3)
    desk = await make.desk(database)
    await say(desk, await desk.conversation(), 10)
    assert await index_new(database, whole=False) == 3
    assert await index_new(database, whole=False) == 0
    assert await index_new(database) == 7
    await settled(database)


async def test_a_number_that_was_given_back_holds_nobody_up(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    async with database.begin() as tx:
        await say_in(tx, desk, thread, 1, "never")
        await tx.session.rollback()
    await say(desk, thread, 3)
    await index_new(database)
    await settled(database)


async def test_what_is_deleted_is_found_no_more(database: Database) -> None:
    desk = await make.desk(database)
    thread, other = await desk.conversation(), await desk.conversation()
    await say(desk, thread, 3, "zeppelin")
    await say(desk, other, 2, "zeppelin")
    await index_new(database)
    async with database.begin() as tx:
        await tx.session.execute(delete(Message).where(Message.conversation_id == thread.id))
    assert await found(desk, "zeppelin") == [str(other.id)]
    await changing.erase(database, other.id, desk.sam)
    assert await found(desk, "zeppelin") == []
    if database.dialect == "sqlite":
        async with database.begin() as tx:
            await tx.session.execute(text("INSERT INTO message_index (message_index) VALUES ('integrity-check')"))


async def test_what_follows_the_newest_once_that_is_deleted_is_found(database: Database) -> None:
    desk = await make.desk(database)
    kept, gone = await desk.conversation(), await desk.conversation()
    await say(desk, gone, 3)
    await index_new(database)
    await changing.erase(database, gone.id, desk.sam)

    await say(desk, kept, 2)
    await index_new(database)

    assert len(await keys(database)) == 2


async def test_what_is_said_about_messages_follows_every_change(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation(subject="Balloons")
    bob = await make.customer(database, desk.account_id, name="Bob Ray")
    await say(desk, thread, indexing.PORTION + 5)
    await index_new(database)
    assert await found(desk, "balloons") == await found(desk, "from:ada") == [str(thread.id)]
    async with database.begin() as tx:
        await tx.session.execute(update(table(Conversation)).values(subject="Airships"))
        await tx.session.execute(update(table(Customer)).where(table(Customer).c.id == bob).values(name="Robert"))
        ada = table(Customer).c.id == desk.customer_id
        await tx.session.execute(update(table(Customer)).where(ada).values(name="Ada Lovelace"))
    assert await index_changed(database) >= indexing.PORTION + 5
    assert await index_changed(database) == 0
    assert await found(desk, "balloons") == await found(desk, "from:park") == []
    assert await found(desk, "airships") == await found(desk, "from:lovelace") == [str(thread.id)]
    async with database.begin() as tx:
        await tx.session.execute(update(table(Conversation)).values(customer_id=bob))
    await index_changed(database)
    assert await found(desk, "from:robert") == await found(desk, f"customer:{bob}") == [str(thread.id)]
    assert await found(desk, f"from:{desk.customer_id}") == []
    async with database.read() as tx:
        assert (await tx.session.execute(select(func.count()).select_from(Stale))).scalar_one() == 0


async def test_a_full_segment_is_followed_by_another(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "SEGMENT", 4)
    desk = await make.desk(database)
    threads = [await desk.conversation() for _ in range(5)]
    for thread in threads:
        await say(desk, thread, 2)
    await index_new(database)
    async with database.read() as tx:
        counts = (await tx.session.execute(select(Segment.entries).order_by(Segment.number))).scalars().all()
    assert counts == [4, 4, 2]
    assert set(await found(desk, "refund")) == {str(thread.id) for thread in threads}


async def test_the_indexer_sleeps_until_it_is_woken(database: Database) -> None:
    desk = await make.desk(database)
    indexer = Indexer(database)
    running = asyncio.create_task(indexer.run())
    await say(desk, thread := await desk.conversation(), 1)
    indexer.wake()
    async with asyncio.timeout(20):
        while await found(desk, "refund") != [str(thread.id)]:  # noqa: ASYNC110 - another task fills the index
            await asyncio.sleep(0.02)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
