"""Searching: who finds what, in which order, and how it goes on."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cairnloop.desk import sight
from cairnloop.desk.conversation import conversations
from cairnloop.desk.marks import tags
from cairnloop.desk.message import replies
from cairnloop.desk.search import matching
from cairnloop.desk.search.indexing import index_new
from cairnloop.errors import Invalid
from cairnloop.kernel.database import Database
from cairnloop.wire.tags import NewTagWords
from tests import make
from tests.desk.search.finding import ask, found
from tests.fakes import FixedClock


async def test_words_phrases_beginnings_and_what_is_left_out(database: Database) -> None:
    desk = await make.desk(database)
    ids: dict[str, str] = {}
    for name, body in {
        "works": "The export is not working since Monday",
        "swapped": "It is working, but not the refund",
        "refund": "Please refunds my order, it was spam",
        "accents": "Où est le café de José?",
        "asian": "我想要退款政策",
    }.items():
        thread = await desk.conversation()
        await desk.says(thread, body)
        ids[name] = str(thread.id)
    await index_new(database)
    wanted = {
        "working": {"works", "swapped"},
        "working refund": {"swapped"},
        '"not working"': {"works"},
        "refund*": {"swapped", "refund"},
        '"is wor*"': {"swapped"},
        "refund* -spam": {"swapped"},
        '-"not working" working': {"swapped"},
        "cafe JOSE": {"accents"},
        "退款": {"asian"},
        "款": {"asian"},
        "政策 退款": {"asian"},
        "nothing": set(),
        "-working": {"refund", "accents", "asian"},
    }
    for query, names in wanted.items():
        assert set(await found(desk, query)) == {ids[name] for name in names}, query


async def test_operators_say_who_and_what(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    kim = await desk.another_operator()
    bob = await make.customer(database, desk.account_id, name="Bob Ray", email="bob@example.org")
    old, new = await desk.conversation(subject="Invoice 4711"), await desk.conversation(customer_id=bob)
    await desk.says(old, "the refund, please")
    await conversations.assign(database, old.id, kim.user_id, desk.sam)
    clock.advance(days=10)
    await desk.says(new, "a refund would be nice")
    await replies.note(database, new.id, "refund them", desk.sam)
    tag = await tags.add_tag(database, NewTagWords(name="Big customer"), desk.sam)
    await tags.tag_conversation(database, new.id, tag.id, desk.sam)
    await index_new(database)
    first, second = str(old.id), str(new.id)
    wanted = {
        "refund from:ada": [first],
        "refund from:bob@example.org": [second],
        'from:"bob ray"': [second],
        f"from:{bob}": [second],
        "from:me": [second],
        f"from:{kim.email}": [],
        "-from:me refund": [second, first],
        "refund to:me": [],
        f"refund to:{kim.email}": [first],
        "is:unassigned refund": [second],
        "is:assigned refund": [first],
        "has:note": [second],
        "has:file": [],
        'tag:"big customer"': [second],
        "-tag:big-customer": [first],
        "refund before:5d": [first],
        "refund after:5d": [second],
        "on:today": [second],
        "status:open refund": [second, first],
        "is:resolved refund": [],
        "invoice 4711": [first],
        "ada refund": [first],
        f"customer:{bob} refund": [second],
        "inbox:primary-inbox": [],
        "source:chat refund older:5d": [first],
    }
    for query, ids in wanted.items():
        if query.startswith("inbox:"):
            with pytest.raises(Invalid, match="no inbox is called"):
                await found(desk, query)
            continue
        assert await found(desk, query) == ids, query
    with pytest.raises(Invalid, match="there are Big customer"):
        await found(desk, "tag:small")


async def test_a_closed_and_an_archived_conversation_are_found(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    await desk.says(thread, "refund")
    await conversations.resolve(database, thread.id, desk.sam)
    await conversations.archive(database, thread.id, desk.sam)
    await index_new(database)
    assert await found(desk, "refund") == await found(desk, "refund to:none") == [str(thread.id)]
    assert await found(desk, "refund is:archived") == [str(thread.id)]
    assert await found(desk, "refund is:resolved") == []


async def test_nobody_finds_another_accounts_messages(database: Database) -> None:
    mine, theirs = await make.desk(database), await make.desk(database, "Other")
    thread = await theirs.conversation(subject="Secret zeppelin")
    await theirs.says(thread, "zeppelin")
    await index_new(database)
    assert await found(theirs, "zeppelin") == [str(thread.id)]
    for query in ("zeppelin", "zepp*", "secret", f"from:{theirs.customer_id}", f"customer:{theirs.customer_id}"):
        assert await found(mine, query) == []
    await mine.says(await mine.conversation(), "balloon")
    await index_new(database)
    assert await found(mine, "zeppelin") == await found(mine, "zepp*") == []


async def test_what_is_in_a_hidden_inbox_is_found_by_nobody_it_is_hidden_from(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    await desk.says(thread, "refund")
    await index_new(database)
    with sight.without(frozenset({desk.inbox_id})):
        assert await found(desk, "refund") == await found(desk, "to:none") == []
    assert await found(desk, "refund") == [str(thread.id)]


async def test_each_conversation_is_shown_once_however_one_pages(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "FOUND", matching.FOUND.limit(7))
    monkeypatch.setattr(matching, "RANKED", 7)
    monkeypatch.setattr(matching, "LOOKED_AT", 9)
    desk = await make.desk(database)
    threads = [await desk.conversation() for _ in range(6)]
    for at in range(30):
        await desk.says(threads[at * 5 % 6], f"refund {at}")
    await index_new(database)
    for query in ("refund", "refund is:open", '"refund" to:none'):
        seen: list[str] = []
        after, pages = None, 0
        while pages == 0 or after is not None:
            page = await ask(database, desk.sam, query, after=after, limit=2)
            seen += [row["conversation"]["id"] for row in page.rows]
            after, pages = page.next, pages + 1
            await desk.says(threads[0], "refund again")  # what comes in meanwhile disturbs nothing
            await index_new(database)
        assert sorted(seen) == sorted(str(thread.id) for thread in threads), query


async def test_what_was_found_is_marked(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation(subject="Café bill")
    await desk.says(thread, "The cafe\u0301 is closed.\n\nI want my \ue000money\ue001 back")
    await index_new(database)
    [row] = (await ask(database, desk.sam, '"the cafe" mon*')).rows
    assert row["message"]["excerpt"] == "\ue000The café\ue001 is closed. I want my \ue000money\ue001 back"
    assert row["found_in"] == ["message"]
    [row] = (await ask(database, desk.sam, "bill ada")).rows
    assert (row["subject"], row["found_in"]) == ("Café \ue000bill\ue001", ["subject", "customer"])


async def test_a_cursor_that_is_none_of_ours_is_refused(database: Database) -> None:
    desk = await make.desk(database)
    for cursor in ("x", "MXwyfDN8NA==", "\u2603", "OTk5OXwxfDB8MjAyNi0wMS0wMQ=="):
        with pytest.raises(Invalid, match="after"):
            await ask(database, desk.sam, "refund", after=cursor)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40) | st.text(alphabet="ab\"*-:()'&|!<>^{}~\\ §.,_0", max_size=40))
async def test_no_text_breaks_the_search(database: Database, text: str) -> None:
    if not getattr(database, "searched", False):
        desk = await make.desk(database)
        await desk.says(await desk.conversation(), "refund")
        await index_new(database)
        database.searched = desk  # type: ignore[attr-defined]
    desk = database.searched  # type: ignore[attr-defined]
    with suppress(Invalid):
        await ask(database, desk.sam, text.replace("\x00", ""))
