import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from cairnloop.config import Settings
from cairnloop.daemon.reactions import reactions
from cairnloop.desk.conversation import conversations
from cairnloop.desk.message import replies
from cairnloop.desk.tables import Conversation, Message
from cairnloop.drafting import decisions
from cairnloop.drafting.queries import get_draft, queue
from cairnloop.drafting.rules import DraftStatus
from cairnloop.drafting.tables import Draft
from cairnloop.errors import Conflict, IllegalMove, Invalid, NotFound
from cairnloop.kernel.audit import AuditEntry
from cairnloop.kernel.database import Database
from tests import make

HOLD = timedelta(seconds=5)


@pytest.fixture(autouse=True)
def wired(database: Database) -> None:
    database.reactions = reactions(Settings())


async def waiting(database: Database) -> tuple[make.Desk, Conversation, Draft]:
    desk = await make.desk(database)
    thread = await desk.conversation()
    question = await desk.says(thread, "How do I move my data?")
    return desk, thread, await make.draft(database, thread, question["id"])


async def stored(database: Database, desk: make.Desk, draft: Draft) -> Draft:
    async with database.read() as tx:
        return await get_draft(tx, desk.account_id, draft.id)


async def test_approving_sends_the_draft_as_it_is(database: Database) -> None:
    desk, _, draft = await waiting(database)

    message = await decisions.approve(database, draft.id, 1, desk.sam, hold=HOLD)

    after = await stored(database, desk, draft)
    assert (message["body"], message["delivery"], message["user_id"]) == (draft.body, "pending", desk.sam.user_id)
    assert (after.status, after.decided_by, after.edit_distance) == (DraftStatus.APPROVED, desk.sam.user_id, 0.0)
    assert str(after.message_id) == message["id"]


async def test_approving_with_edits_keeps_how_far_they_went(database: Database) -> None:
    desk, _, draft = await waiting(database)

    message = await decisions.approve(database, draft.id, 1, desk.sam, hold=HOLD, body="Open Settings, then Region.")

    after = await stored(database, desk, draft)
    assert (message["body"], after.status) == ("Open Settings, then Region.", DraftStatus.EDITED)
    assert after.edit_distance is not None
    assert 0 < after.edit_distance <= 1


async def test_an_edited_draft_carries_files_and_gives_them_back(database: Database) -> None:
    desk, _, draft = await waiting(database)
    file = await make.file(database, desk.account_id, user_id=desk.sam.user_id)
    with pytest.raises(Invalid, match="upload it again"):
        await decisions.approve(database, draft.id, 1, desk.sam, hold=HOLD, file_ids=[uuid4()])

    sent = await decisions.approve(database, draft.id, 1, desk.sam, hold=HOLD, body="See here.", file_ids=[file.id])

    assert [one["id"] for one in sent["attachments"]] == [str(file.id)]
    assert (await replies.undo(database, UUID(sent["id"]), desk.sam))["file_ids"] == [str(file.id)]


async def test_two_operators_approving_at_once_make_one_message_and_one_conflict(database: Database) -> None:
    desk, _, draft = await waiting(database)
    kim = await desk.another_operator()

    outcomes = await asyncio.gather(
        *(decisions.approve(database, draft.id, 1, by, hold=HOLD) for by in (desk.sam, kim)), return_exceptions=True
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["IllegalMove", "dict"]
    assert all(isinstance(one, dict | Conflict) for one in outcomes)
    async with database.read() as tx:
        answers = (await tx.session.execute(select(Message).where(Message.user_id.is_not(None)))).all()
    assert len(answers) == 1


async def test_a_draft_that_changed_since_it_was_seen_is_not_approved(database: Database) -> None:
    desk, _, draft = await waiting(database)

    with pytest.raises(Conflict, match="changed since"):
        await decisions.approve(database, draft.id, 7, desk.sam, hold=HOLD)


async def test_discarding_keeps_the_reason(database: Database) -> None:
    desk, thread, draft = await waiting(database)

    await decisions.discard(database, draft.id, 1, desk.sam, reason="wrong plan")

    after = await stored(database, desk, draft)
    assert (after.status, after.decision_reason) == (DraftStatus.DISCARDED, "wrong plan")
    async with database.read() as tx:
        assert (await tx.session.get_one(Conversation, thread.id)).draft_id is None
        trail = (await tx.session.execute(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1))).scalar_one()
    assert (trail.action, trail.actor_label, trail.reason) == ("draft.discarded", "Sam", "wrong plan")


async def test_an_undone_reply_puts_its_draft_back_before_the_operator(database: Database) -> None:
    desk, thread, draft = await waiting(database)
    message = await decisions.approve(database, draft.id, 1, desk.sam, hold=HOLD)

    await replies.undo(database, UUID(message["id"]), desk.sam)

    after = await stored(database, desk, draft)
    assert (after.status, after.message_id, after.decided_by) == (DraftStatus.PENDING, None, None)
    async with database.read() as tx:
        assert (await tx.session.get_one(Conversation, thread.id)).draft_id == draft.id
    with pytest.raises(Conflict):
        await decisions.approve(database, draft.id, 1, desk.sam, hold=HOLD)
    await decisions.approve(database, draft.id, after.version, desk.sam, hold=HOLD)


async def test_a_newer_customer_message_overtakes_the_draft(database: Database) -> None:
    desk, thread, draft = await waiting(database)

    await desk.says(thread, "never mind, another question")

    assert (await stored(database, desk, draft)).status == DraftStatus.SUPERSEDED
    with pytest.raises(IllegalMove, match="newer one"):
        await decisions.approve(database, draft.id, 2, desk.sam, hold=HOLD)


async def test_an_operators_own_answer_overtakes_the_draft(database: Database) -> None:
    desk, thread, draft = await waiting(database)

    await replies.reply(database, thread.id, "I will do it for you", desk.sam, hold=HOLD)

    assert (await stored(database, desk, draft)).status == DraftStatus.SUPERSEDED


async def test_resolving_the_conversation_overtakes_the_draft(database: Database) -> None:
    desk, thread, draft = await waiting(database)

    await conversations.resolve(database, thread.id, desk.sam)

    assert (await stored(database, desk, draft)).status == DraftStatus.SUPERSEDED


async def test_the_queue_shows_the_longest_waiting_first(database: Database, clock) -> None:
    desk, _, first = await waiting(database)
    clock.advance(minutes=3)
    thread = await desk.conversation()
    question = await desk.says(thread, "Invoices?")
    second = await make.draft(database, thread, question["id"])

    async with database.read() as tx:
        first_page, seen_to = await queue(tx, desk.account_id, limit=1)
        page, _ = await queue(tx, desk.account_id, after=seen_to)
        rows, end = await queue(tx, desk.account_id)

    assert [draft.id for draft, *_ in rows] == [first.id, second.id]
    assert [draft.id for draft, *_ in first_page] == [first.id]
    assert end is None
    assert [question for *_, question in page] == ["Invoices?"]


async def test_another_accounts_draft_is_not_found(database: Database) -> None:
    _, _, draft = await waiting(database)
    other = await make.desk(database, "Other")

    for decide in (
        decisions.approve(database, draft.id, 1, other.sam, hold=HOLD),
        decisions.discard(database, draft.id, 1, other.sam, reason=None),
        decisions.regenerate(database, draft.id, 1, other.sam, instruction=None),
    ):
        with pytest.raises(NotFound):
            await decide
