"""An undone reply brings its draft back, but never one that a pending draft would not have outlived."""

from datetime import timedelta
from uuid import UUID

import pytest

from cairnloop.config import Settings
from cairnloop.daemon.reactions import reactions
from cairnloop.desk.conversation import conversations
from cairnloop.desk.message import replies
from cairnloop.desk.tables import Conversation
from cairnloop.drafting import decisions
from cairnloop.drafting.queries import get_draft
from cairnloop.drafting.rules import DraftStatus
from cairnloop.drafting.tables import Draft
from cairnloop.kernel.database import Database
from tests import make

HOLD = timedelta(seconds=5)


@pytest.fixture(autouse=True)
def wired(database: Database) -> None:
    database.reactions = reactions(Settings())


async def approved(database: Database) -> tuple[make.Desk, Conversation, Draft, UUID]:
    desk = await make.desk(database)
    thread = await desk.conversation()
    question = await desk.says(thread, "How do I move my data?")
    draft = await make.draft(database, thread, question["id"])
    held = await decisions.approve(database, draft.id, 1, desk.sam, hold=HOLD)
    return desk, thread, draft, UUID(held["id"])


async def after(database: Database, desk: make.Desk, draft: Draft) -> tuple[Draft, UUID | None]:
    """The draft, and which one its conversation offers for a decision."""
    async with database.read() as tx:
        now = await get_draft(tx, desk.account_id, draft.id)
        return now, (await tx.session.get_one(Conversation, draft.conversation_id)).draft_id


async def test_a_draft_whose_customer_wrote_again_does_not_come_back(database: Database) -> None:
    desk, thread, draft, held = await approved(database)
    await desk.says(thread, "never mind, another question")

    await replies.undo(database, held, desk.sam)

    now, offered = await after(database, desk, draft)
    assert (now.status, offered) == (DraftStatus.SUPERSEDED, None)
    assert now.decision_reason == "the customer had written again when this reply was undone"


async def test_a_draft_of_a_resolved_conversation_does_not_come_back(database: Database) -> None:
    desk, thread, draft, held = await approved(database)
    await conversations.resolve(database, thread.id, desk.sam)

    await replies.undo(database, held, desk.sam)

    now, offered = await after(database, desk, draft)
    assert (now.status, offered) == (DraftStatus.SUPERSEDED, None)


async def test_a_draft_does_not_push_a_newer_one_aside(database: Database) -> None:
    desk, thread, draft, held = await approved(database)
    question = await desk.says(thread, "another question")
    newer = await make.draft(database, thread, question["id"])

    await replies.undo(database, held, desk.sam)

    now, offered = await after(database, desk, draft)
    assert (now.status, offered) == (DraftStatus.SUPERSEDED, newer.id)


async def test_a_draft_whose_question_somebody_answered_does_not_come_back(database: Database) -> None:
    desk, thread, draft, held = await approved(database)
    await replies.reply(database, thread.id, "I have done it for you", desk.sam, hold=HOLD)

    await replies.undo(database, held, desk.sam)

    now, offered = await after(database, desk, draft)
    assert (now.status, offered) == (DraftStatus.SUPERSEDED, None)
    assert now.decision_reason == "somebody had answered in their own words when this reply was undone"


async def test_a_draft_comes_back_when_the_other_answer_was_undone_as_well(database: Database) -> None:
    desk, thread, draft, held = await approved(database)
    other = await replies.reply(database, thread.id, "I have done it for you", desk.sam, hold=HOLD)

    await replies.undo(database, UUID(other["id"]), desk.sam)
    await replies.undo(database, held, desk.sam)

    now, offered = await after(database, desk, draft)
    assert (now.status, offered) == (DraftStatus.PENDING, draft.id)
