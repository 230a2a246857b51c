"""The model first, the articles when it fails."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from cairnloop.drafting.engines.extractive import compose
from cairnloop.drafting.engines.fallback import FallbackEngine
from cairnloop.drafting.engines.openai import OpenAIEngine
from cairnloop.drafting.engines.settings import ModelSettings
from cairnloop.drafting.request import DraftKind
from tests.drafting.make import CANCEL, MOVE, case, reply_to, request_for
from tests.model_server import ModelServer, Refuses, Says, Silent

QUESTION = "How do I move our data to Europe?"


async def no_pause(seconds: float) -> None:
    pass


@asynccontextmanager
async def waiting(model: ModelServer, seconds: float) -> AsyncIterator[FallbackEngine]:
    settings = ModelSettings(base_url=model.base_url, api_key="k", timeout_seconds=seconds, max_retries=0)
    asked = OpenAIEngine(settings, sleep=no_pause)
    yield FallbackEngine(asked)
    await asked.aclose()


@pytest.fixture
async def engine(model: ModelServer) -> AsyncIterator[FallbackEngine]:
    async with waiting(model, 20) as engine:
        yield engine


@pytest.fixture
async def impatient(model: ModelServer) -> AsyncIterator[FallbackEngine]:
    async with waiting(model, 0.3) as engine:
        yield engine


async def test_a_model_that_answers_is_used(model: ModelServer, engine: FallbackEngine) -> None:
    model.will(Says("Under Settings [1]."))
    draft = await engine.compose(reply_to(QUESTION))
    assert (draft.body, draft.engine) == ("Under Settings.", "openai")


async def test_a_model_that_fails_leaves_it_to_the_articles_and_the_draft_says_so(
    model: ModelServer, impatient: FallbackEngine
) -> None:
    model.will(Silent(first="Well"))
    heard: list[str] = []
    draft = await impatient.compose(reply_to(QUESTION), heard.append)
    assert draft.engine == "extractive (model unavailable: timeout after 0.3 s)"
    assert draft.notes[0] == "The model gave no draft (timeout after 0.3 s); this one quotes the articles."
    assert draft.body == compose(reply_to(QUESTION)).body
    assert heard == ["Well", "", draft.body]
    assert draft.citations


async def test_what_failed_is_said_in_a_word(model: ModelServer, engine: FallbackEngine) -> None:
    model.will(Refuses(503))
    draft = await engine.compose(reply_to(QUESTION))
    assert draft.engine == "extractive (model unavailable: the service answered 503)"


@pytest.mark.parametrize("kind", [DraftKind.CLARIFICATION, DraftKind.ESCALATION])
async def test_questions_back_and_hand_overs_need_no_model(
    model: ModelServer, engine: FallbackEngine, kind: DraftKind
) -> None:
    draft = await engine.compose(request_for(kind, QUESTION, evidence=(MOVE, CANCEL)))
    assert (draft.kind, draft.engine, model.requests) == (kind, "extractive", [])


async def test_cases_alone_are_not_put_before_a_model(model: ModelServer, engine: FallbackEngine) -> None:
    draft = await engine.compose(reply_to(QUESTION, evidence=(case(1, "Earlier", "We moved it."),)))
    assert (draft.kind, model.requests) == (DraftKind.ESCALATION, [])
