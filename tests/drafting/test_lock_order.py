"""Customers, operators and the delivery lane meet in one conversation: they wait, but never in a circle."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta

import pytest
from sqlalchemy import select

from cairnloop.channels.lane import Lane
from cairnloop.config import Settings
from cairnloop.daemon.reactions import reactions
from cairnloop.desk.message import replies
from cairnloop.desk.tables import Message
from cairnloop.drafting import decisions
from cairnloop.errors import Conflict
from cairnloop.kernel.database import Database
from cairnloop.kernel.jobs.port import Job
from tests import make

ROUNDS = 15


@pytest.fixture(autouse=True)
def wired(database: Database) -> None:
    database.reactions = reactions(Settings())


async def all_at_once(*work: Awaitable[object]) -> list[object]:
    """Everything at the same time; a clear refusal is an answer, anything else is not."""
    outcomes = await asyncio.gather(*work, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not isinstance(outcome, Conflict):
            raise outcome
    return outcomes


async def test_a_customer_who_writes_while_the_draft_is_approved(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    for _ in range(ROUNDS):
        question = await desk.says(thread, "How do I move?")
        draft = await make.draft(database, thread, question["id"])
        await all_at_once(
            decisions.approve(database, draft.id, 1, desk.sam, hold=timedelta(hours=1)),
            desk.says(thread, "And another thing"),
            decisions.discard(database, draft.id, 1, desk.sam, reason=None),
        )


async def test_a_customer_who_writes_while_the_answer_is_undone_and_sent(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    lane = Lane(database)
    for _ in range(ROUNDS):
        question = await desk.says(thread, "How do I move?")
        draft = await make.draft(database, thread, question["id"])
        held = await decisions.approve(database, draft.id, 1, desk.sam, hold=timedelta(0))
        job = Job(database.new_id(), replies.DELIVER, {"message_id": held["id"]}, 1, 10)
        await all_at_once(
            replies.undo(database, make.UUID(held["id"]), desk.sam),
            desk.says(thread, "And another thing"),
            lane.deliver([job]),
        )
        async with database.read() as tx:
            now = (await tx.session.execute(select(Message).where(Message.id == make.UUID(held["id"])))).scalar_one()
        assert now.delivery in ("sent", "withdrawn")


async def test_crowds_that_touch_the_same_conversations_in_any_order(database: Database) -> None:
    desk = await make.desk(database)
    threads = [await desk.conversation() for _ in range(6)]
    lane = Lane(database)
    for turn in range(ROUNDS):
        held = [
            await replies.reply(database, thread.id, "Hello", desk.sam, hold=timedelta(0))
            for thread in (threads if turn % 2 else reversed(threads))
        ]
        jobs = [Job(database.new_id(), replies.DELIVER, {"message_id": one["id"]}, 1, 10) for one in held]
        incoming = [make.Incoming(thread.id, "Hi") for thread in threads]
        await all_at_once(
            lane.deliver(jobs), make.accept_all(database, incoming), make.accept_all(database, incoming[::-1])
        )
