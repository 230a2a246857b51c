"""Customers' messages with files: accepted in groups, each with its own files, and no dearer for those without."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event

from cairnloop.desk.lists.threads import get_conversation, thread
from cairnloop.desk.message.accept import Incoming, accept_all
from cairnloop.desk.rules import preview
from cairnloop.desk.topics import conversation as customers_side
from cairnloop.errors import Invalid
from cairnloop.files.queries import files_of, get_file
from cairnloop.kernel.database import Database
from tests import make
from tests.fakes import Ear


@contextmanager
def counted(db: Database) -> Iterator[list[str]]:
    """Every statement that is sent meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(db.engine.sync_engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine.sync_engine, "before_cursor_execute", note)


async def bodies(db: Database, desk: make.Desk, conversation_id: UUID) -> list[tuple[str, list[str]]]:
    async with db.read() as tx:
        messages = [message for message, _ in await thread(tx, desk.account_id, conversation_id)]
        files = await files_of(tx, [desk.account_id], [message.id for message in messages])
    return [(one.body, [file["filename"] for file in files.get(one.id, [])]) for one in messages]


async def test_each_message_of_a_group_gets_its_own_files(database: Database) -> None:
    desk = await make.desk(database)
    one, two = await desk.conversation(), await desk.conversation()
    a, b, c = [
        await make.file(database, desk.account_id, filename=name, customer_id=desk.customer_id) for name in "abc"
    ]
    ear = Ear(database.hub, customers_side(one.id))
    group = [
        Incoming(one.id, "", file_ids=(b.id, a.id)),
        Incoming(two.id, "words"),
        Incoming(two.id, "look", file_ids=(c.id,)),
    ]
    answers = await accept_all(database, group)
    assert not any(isinstance(one, Exception) for one in answers)
    assert await bodies(database, desk, one.id) == [("", ["b", "a"])]
    assert await bodies(database, desk, two.id) == [("words", []), ("look", ["c"])]
    assert [file["filename"] for file in ear.heard[0].payload["attachments"]] == ["b", "a"]
    async with database.read() as tx:
        assert (await get_conversation(tx, desk.account_id, one.id)).preview == "[file] b and 1 more"


async def test_a_message_with_a_foreign_file_fails_alone_and_leaves_its_files_free(database: Database) -> None:
    desk = await make.desk(database)
    conversation, other = await desk.conversation(), await make.desk(database, "Other")
    mine = await make.file(database, desk.account_id, customer_id=desk.customer_id)
    foreign = await make.file(database, other.account_id)
    operators = await make.file(database, desk.account_id, user_id=desk.sam.user_id)
    for wrong in (foreign.id, operators.id, uuid4()):
        refused, taken = await accept_all(
            database,
            [Incoming(conversation.id, "mine", "k", file_ids=(mine.id, wrong)), Incoming(conversation.id, "hello")],
        )
        assert isinstance(refused, Invalid)
        assert list(refused.errors) == ["file_ids"]
        assert str(wrong) in refused.detail
        assert str(mine.id) not in refused.detail
        assert not isinstance(taken, Exception)
    assert {body for body, _ in await bodies(database, desk, conversation.id)} == {"hello"}
    answer = (await accept_all(database, [Incoming(conversation.id, "mine", "k", file_ids=(mine.id,))]))[0]
    assert not isinstance(answer, Exception)
    assert (await bodies(database, desk, conversation.id))[-1] == ("mine", ["words.txt"])


async def test_a_group_of_refused_messages_alone_changes_nothing(database: Database) -> None:
    desk = await make.desk(database)
    conversation = await desk.conversation()
    ear = Ear(database.hub, customers_side(conversation.id))
    refused = (await accept_all(database, [Incoming(conversation.id, "x", file_ids=(uuid4(),))]))[0]
    assert isinstance(refused, Invalid)
    assert ear.heard == []
    async with database.read() as tx:
        now = await get_conversation(tx, desk.account_id, conversation.id)
    assert (now.version, now.preview) == (conversation.version, conversation.preview)


async def test_a_message_that_is_sent_again_keeps_its_files(database: Database) -> None:
    desk = await make.desk(database)
    conversation = await desk.conversation()
    file = await make.file(database, desk.account_id)
    said = Incoming(conversation.id, "", "once", file_ids=(file.id,))
    first, second, third = [*await accept_all(database, [said, said]), *await accept_all(database, [said])]
    assert first == second == third
    assert not isinstance(third, Exception)
    assert [one["id"] for one in third["attachments"]] == [str(file.id)]
    async with database.read() as tx:
        assert str((await get_file(tx, desk.account_id, file.id)).message_id) == third["id"]


async def test_messages_without_files_cost_no_statement_and_many_with_files_one(database: Database) -> None:
    desk = await make.desk(database)
    conversation = await desk.conversation()
    files = [await make.file(database, desk.account_id, customer_id=desk.customer_id) for _ in range(6)]
    await accept_all(database, [Incoming(conversation.id, "warm", file_ids=(files[0].id,))])
    with counted(database) as plain:
        await accept_all(database, [Incoming(conversation.id, "hi") for _ in range(5)])
    with counted(database) as carrying:
        await accept_all(database, [Incoming(conversation.id, "hi", file_ids=(one.id,)) for one in files[1:]])
    assert not any(" files" in statement for statement in plain)
    assert len(carrying) == len(plain) + 1


@pytest.mark.parametrize(
    ("body", "files", "shown"),
    [
        ("words", ["a.png"], "words"),
        (" \n", ["a.png"], "[file] a.png"),
        ("", ["a.png", "b", "c"], "[file] a.png and 2 more"),
        ("", [], ""),
        ("", ["x" * 300], "[file] " + "x" * 132 + "…"),
    ],
)
def test_a_preview_says_what_came(body: str, files: list[str], shown: str) -> None:
    assert preview(body, files) == shown
