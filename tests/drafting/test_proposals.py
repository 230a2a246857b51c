"""Making drafts: when one is wanted, whether it still is after thinking, and what it may point to."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from cairnloop.desk import topics
from cairnloop.desk.conversation import conversations
from cairnloop.desk.message import replies
from cairnloop.desk.tables import Conversation
from cairnloop.drafting.engines import OnDelta
from cairnloop.drafting.policy import decide
from cairnloop.drafting.proposals import Studio, propose, record_failure
from cairnloop.drafting.queries import drafts_of
from cairnloop.drafting.request import Composition, DraftRequest
from cairnloop.drafting.rules import DraftStatus
from cairnloop.errors import Unavailable
from cairnloop.kernel.database import Database
from cairnloop.kernel.fading import Fading
from cairnloop.kernel.hub import Hub
from cairnloop.kernel.whispers import Whispers
from cairnloop.knowledge import articles
from tests import make
from tests.fakes import Ear
from tests.make import Desk

HOUR = timedelta(hours=1)
Event = Callable[[Database, Desk, Conversation], Awaitable[object]]


@dataclass
class ThinkingEngine:
    """Composes one sentence, and lets something happen meanwhile."""

    meanwhile: Callable[[], Awaitable[object]] | None = None
    asked: DraftRequest | None = None
    name: str = "thinking"

    async def compose(self, request: DraftRequest, on_delta: OnDelta | None = None) -> Composition:
        self.asked = request
        if self.meanwhile is not None:
            await self.meanwhile()
        return Composition(kind=request.kind, body="Under Settings, Region.", engine=self.name)


def studio(engine: ThinkingEngine | None = None, evidence: int = 6, hub: Hub | None = None) -> Studio:
    return Studio(engine or ThinkingEngine(), decide, None, evidence, Fading(Whispers(hub or Hub())))


async def asked(database: Database, **account: Any) -> tuple[Desk, Conversation]:
    desk = await make.desk(database, **account)
    thread = await desk.conversation()
    await desk.says(thread, "How do I move my region?")
    return desk, thread


async def statuses(database: Database, thread: Conversation) -> list[str]:
    async with database.read() as tx:
        return sorted(draft.status for draft in await drafts_of(tx, thread.account_id, thread.id))


async def customer_writes(database: Database, desk: Desk, thread: Conversation) -> None:
    await desk.says(thread, "And to Ohio?")


async def operator_answers(database: Database, desk: Desk, thread: Conversation) -> None:
    await replies.reply(database, thread.id, "I will look.", desk.sam, hold=HOUR)


async def operator_resolves(database: Database, desk: Desk, thread: Conversation) -> None:
    await conversations.resolve(database, thread.id, desk.sam)


async def operator_notes(database: Database, desk: Desk, thread: Conversation) -> None:
    await replies.note(database, thread.id, "They asked before.", desk.sam)


async def operator_thinks_again(database: Database, desk: Desk, thread: Conversation) -> None:
    held = await replies.reply(database, thread.id, "No.", desk.sam, hold=HOUR)
    await replies.undo(database, make.UUID(held["id"]), desk.sam)


async def test_a_question_gets_one_draft_unless_another_is_asked_for(database: Database) -> None:
    _, thread = await asked(database)
    assert await propose(database, studio(), thread.id) is not None
    assert await propose(database, studio(), thread.id) is None
    assert await propose(database, studio(), thread.id, again=True) is not None
    assert await statuses(database, thread) == [DraftStatus.PENDING, DraftStatus.SUPERSEDED]


async def test_a_draft_that_failed_does_not_keep_a_better_one_away(database: Database) -> None:
    _, thread = await asked(database)
    await record_failure(database, thread.id, "the model does not answer")
    assert await propose(database, studio(), thread.id) is not None
    assert await statuses(database, thread) == [DraftStatus.PENDING, DraftStatus.SUPERSEDED]


@pytest.mark.parametrize("event", [operator_answers, operator_resolves])
async def test_nothing_is_drafted_once_it_is_answered_or_resolved(database: Database, event: Event) -> None:
    desk, thread = await asked(database)
    await event(database, desk, thread)
    assert await propose(database, studio(), thread.id) is None


async def test_an_inbox_without_drafts_gets_none(database: Database) -> None:
    _, thread = await asked(database, policy="deny")
    assert await propose(database, studio(), thread.id) is None


@pytest.mark.parametrize("event", [customer_writes, operator_answers, operator_resolves])
async def test_a_draft_that_events_overtook_while_it_was_made_is_dropped(database: Database, event: Event) -> None:
    desk, thread = await asked(database)
    engine = ThinkingEngine(lambda: event(database, desk, thread))
    assert await propose(database, studio(engine), thread.id) is None
    assert engine.asked is not None
    assert await statuses(database, thread) == []


@pytest.mark.parametrize("event", [operator_notes, operator_thinks_again])
async def test_what_the_customer_never_sees_overtakes_no_draft(database: Database, event: Event) -> None:
    desk, thread = await asked(database)
    await event(database, desk, thread)
    engine = ThinkingEngine(lambda: event(database, desk, thread))
    assert await propose(database, studio(engine), thread.id) is not None


async def test_a_draft_may_point_where_the_articles_it_is_made_from_point(database: Database) -> None:
    desk, thread = await asked(database)
    for title, words in {
        "Move your region": "Choose a [region](https://a.example/move).",
        "Prices": "Each region costs [the same](https://a.example/prices).",
    }.items():
        async with database.begin() as tx:
            article = await articles.create_article(tx, desk.account_id, title, desk.sam.actor)
            await articles.save_draft(tx, desk.account_id, article.id, words, desk.sam.actor)
            await articles.publish(tx, desk.account_id, article.id, desk.sam.actor)
    engine = ThinkingEngine()
    await propose(database, studio(engine, evidence=1), thread.id)
    assert engine.asked is not None
    assert engine.asked.addresses == {"https://a.example/move"}


@pytest.mark.parametrize(("policy", "seen"), [("allow", [True, False]), ("require_approval", [])])
async def test_the_customer_sees_an_answer_being_written_when_nobody_stands_between(
    database: Database, policy: str, seen: list[bool]
) -> None:
    _, thread = await asked(database, policy=policy)
    ear = Ear(database.hub, topics.conversation(thread.id))

    async def a_while() -> None:
        if policy == "allow":
            await ear.hears(1)

    await propose(database, studio(ThinkingEngine(a_while), hub=database.hub), thread.id)

    told = [said.payload for said in ear.heard if said.event == "typing"]
    assert told == [{"typing": so, "type": "ai"} for so in seen]


async def test_a_model_that_fails_leaves_no_sign_of_writing_behind(database: Database) -> None:
    _, thread = await asked(database, policy="allow")
    ear = Ear(database.hub, topics.conversation(thread.id))

    async def fail() -> None:
        await ear.hears(1)
        raise Unavailable("the model is away")

    with pytest.raises(Unavailable):
        await propose(database, studio(ThinkingEngine(fail), hub=database.hub), thread.id)
    assert ear.heard[-1].payload == {"typing": False, "type": "ai"}
