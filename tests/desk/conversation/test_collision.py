"""Who answers over a colleague's newer answer is asked first, and may do it all the same."""

from datetime import timedelta
from uuid import UUID

import pytest

from cairnloop.config import Settings
from cairnloop.daemon.reactions import reactions
from cairnloop.desk.message import replies
from cairnloop.drafting import decisions
from cairnloop.errors import Invalid, Overtaken
from cairnloop.kernel.database import Database
from tests import make

HOLD = timedelta(seconds=5)


@pytest.fixture(autouse=True)
def wired(database: Database) -> None:
    database.reactions = reactions(Settings())


async def test_a_colleagues_newer_answer_asks_first(database: Database) -> None:
    desk = await make.desk(database)
    kim = await desk.another_operator()
    thread = await desk.conversation()
    seen = UUID((await desk.says(thread, "hello?"))["id"])
    theirs = await replies.reply(database, thread.id, "Hi, Kim here", kim, hold=HOLD)

    with pytest.raises(Overtaken, match="Kim") as refused:
        await replies.reply(database, thread.id, "Hi, Sam here", desk.sam, hold=HOLD, last_seen=seen)

    assert refused.value.newer is not None
    assert (refused.value.newer["id"], refused.value.newer["body"]) == (theirs["id"], "Hi, Kim here")
    sent = await replies.reply(database, thread.id, "And Sam", desk.sam, hold=HOLD, last_seen=UUID(theirs["id"]))
    assert sent["delivery"] == "pending"
    assert (await replies.reply(database, thread.id, "Forced", desk.sam, hold=HOLD))["id"]


async def test_what_is_no_colleagues_answer_asks_nothing(database: Database) -> None:
    desk = await make.desk(database)
    kim = await desk.another_operator()
    thread = await desk.conversation()
    seen = UUID((await desk.says(thread, "hello?"))["id"])
    await replies.reply(database, thread.id, "my own", desk.sam, hold=HOLD)
    await replies.note(database, thread.id, "a note", kim)
    taken_back = await replies.reply(database, thread.id, "oops", kim, hold=HOLD)
    await replies.undo(database, UUID(taken_back["id"]), kim)
    await desk.says(thread, "are you there?")
    assert await replies.reply(database, thread.id, "yes", desk.sam, hold=HOLD, last_seen=seen)


async def test_a_message_of_another_conversation_was_not_seen_here(database: Database) -> None:
    desk = await make.desk(database)
    here, there = await desk.conversation(), await desk.conversation()
    elsewhere = UUID((await desk.says(there, "hello?"))["id"])
    with pytest.raises(Invalid):
        await replies.reply(database, here.id, "Hi", desk.sam, hold=HOLD, last_seen=elsewhere)


async def test_approving_a_draft_asks_too_also_over_the_bots_answer(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    question = await desk.says(thread, "How do I change region?")
    async with database.begin() as tx:
        from cairnloop.desk.lists.threads import get_conversation

        conversation = await get_conversation(tx, desk.account_id, thread.id, lock=True)
        replies.hold_message(tx, conversation, "the bot's", user_id=None, draft_id=None, hold=HOLD)
    draft = await make.draft(database, thread, question["id"])
    with pytest.raises(Overtaken, match="bot"):
        await decisions.approve(database, draft.id, 1, desk.sam, hold=HOLD, last_seen=UUID(question["id"]))
    assert await decisions.approve(database, draft.id, 1, desk.sam, hold=HOLD)
