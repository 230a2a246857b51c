"""A dead model is left alone, the articles answer meanwhile, and it is asked again once it is back."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from cairnloop.drafting.engines import OnDelta
from cairnloop.drafting.engines.breaker import Rule, State
from cairnloop.drafting.engines.fallback import FallbackEngine
from cairnloop.drafting.engines.guarded import GuardedEngine
from cairnloop.drafting.engines.measured import MeasuredEngine
from cairnloop.drafting.engines.openai import OpenAIEngine
from cairnloop.drafting.engines.settings import ModelSettings
from cairnloop.drafting.request import Composition, DraftRequest
from cairnloop.errors import Unavailable
from cairnloop.kernel import telemetry
from tests.drafting.make import reply_to
from tests.model_server import ModelServer, Refuses, Says

QUESTION = "How do I move our data to Europe?"
DEAD = Refuses(503)


class Desk:
    """The engines as the daemon puts them together, on a clock of their own."""

    def __init__(self, model: ModelServer) -> None:
        self.now = 1000.0
        settings = ModelSettings(base_url=model.base_url, api_key="k", timeout_seconds=5, max_retries=0)
        self.asked = OpenAIEngine(settings)
        self.measured = MeasuredEngine(self.asked, clock=lambda: self.now)
        rule = Rule(failures=2, cool_down=30.0)
        self.guard = GuardedEngine(self.measured, rule, clock=lambda: self.now, chance=lambda: 0.5)
        self.engine = FallbackEngine(self.guard)

    async def draft(self) -> Composition:
        return await self.engine.compose(reply_to(QUESTION))

    async def dies(self) -> None:
        for _ in range(2):
            await self.draft()


@pytest.fixture
async def desk(model: ModelServer) -> AsyncIterator[Desk]:
    desk = Desk(model)
    yield desk
    await desk.asked.aclose()


def shown() -> dict[str, float | None]:
    name = "cairnloop_model_breaker"
    return {state.value: telemetry.REGISTRY.get_sample_value(name, {"state": state.value}) for state in State}


async def test_after_enough_failures_drafts_quote_the_articles_at_once_and_say_why(
    model: ModelServer, desk: Desk
) -> None:
    model.will(DEAD, DEAD)
    await desk.dies()
    asked = len(model.requests)
    draft = await desk.draft()
    assert len(model.requests) == asked
    assert draft.engine == "extractive (model unavailable: left alone for 30 s after 2 failures in a row)"
    assert draft.notes[0].startswith("The model gave no draft (left alone for 30 s after 2 failures in a row)")
    assert draft.citations
    assert (desk.measured.calls, desk.measured.failures, desk.guard.spared) == (2, 2, 1)
    assert shown() == {"closed": 0, "open": 1, "half-open": 0}


async def test_a_model_that_is_back_is_used_again(model: ModelServer, desk: Desk) -> None:
    model.will(DEAD, DEAD, Says("Under Settings [1]."))
    await desk.dies()
    desk.now += 31
    assert (await desk.draft()).engine == "openai"
    assert desk.guard.breaker.state is State.CLOSED
    assert shown() == {"closed": 1, "open": 0, "half-open": 0}


class Holding:
    """A model that fails until it is told to hold on, and then says nothing."""

    name = "openai"
    holds = False

    async def compose(self, request: DraftRequest, on_delta: OnDelta | None = None) -> Composition:
        if self.holds:
            await asyncio.Event().wait()
        raise Unavailable("the service answered 503")


async def test_while_one_draft_tries_the_model_the_others_do_not_wait() -> None:
    model = Holding()
    guard = GuardedEngine(model, Rule(failures=1, cool_down=30.0), clock=lambda: now, chance=lambda: 0.5)
    engine, request, now = FallbackEngine(guard), reply_to(QUESTION), 0.0
    await engine.compose(request)
    now, model.holds = 31.0, True

    trying = asyncio.create_task(engine.compose(request))
    await asyncio.sleep(0)
    assert guard.breaker.state is State.HALF_OPEN
    other = await engine.compose(request)
    assert other.engine == "extractive (model unavailable: after 1 failure in a row another draft is trying it)"

    trying.cancel()
    await asyncio.wait({trying})
    model.holds = False
    assert "503" in (await engine.compose(request)).engine  # given up is not refused: the next tries at once


async def test_an_answer_that_was_filtered_out_says_nothing_against_the_model(model: ModelServer, desk: Desk) -> None:
    model.will(*[Says("No.", finish="content_filter")] * 3, Says("Under Settings [1]."))
    for _ in range(3):
        assert "filtered" in (await desk.draft()).engine
    assert (await desk.draft()).engine == "openai"


async def test_calls_are_timed(model: ModelServer, desk: Desk) -> None:
    model.will(Says("Under Settings [1]."))
    await desk.draft()
    assert desk.measured.lately().count == 1
