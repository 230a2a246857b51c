"""What drafts are made with, according to the settings, and how that is doing."""

from dataclasses import dataclass

from cairnloop.config import Settings
from cairnloop.drafting.engines import Engine
from cairnloop.drafting.engines.breaker import Breaker, Rule
from cairnloop.drafting.engines.extractive import ExtractiveEngine
from cairnloop.drafting.engines.fallback import FallbackEngine
from cairnloop.drafting.engines.guarded import GuardedEngine
from cairnloop.drafting.engines.measured import MeasuredEngine
from cairnloop.drafting.engines.openai import OpenAIEngine
from cairnloop.drafting.engines.settings import OPENAI, ModelSettings, checked
from cairnloop.drafting.policy import decide, load_policy
from cairnloop.drafting.proposals import Studio
from cairnloop.kernel.fading import Fading
from cairnloop.kernel.lately import Summary
from cairnloop.knowledge.embeddings import Embedder, OpenAIEmbedder


def studio(settings: Settings, typing: Fading) -> Studio:
    """The engine, the policy and the embedder that the settings name. Raises ConfigError when one cannot be had."""
    own_policy = settings.drafting.policy_callable
    return Studio(
        engine=_engine(settings),
        decide=load_policy(own_policy) if own_policy else decide,
        embedder=_embedder(settings),
        evidence=settings.drafting.evidence,
        typing=typing,
    )


def model_settings(settings: Settings) -> ModelSettings:
    """How to reach the model. Raises ConfigError for settings that cannot work."""
    given = settings.model
    return checked(
        ModelSettings(
            base_url=given.base_url or OPENAI,
            api_key=given.api_key.get_secret_value(),
            model=given.model,
            max_tokens=given.max_tokens,
            temperature=given.temperature,
            timeout_seconds=given.timeout_seconds,
            max_retries=given.max_retries,
        )
    )


async def close(made: Studio) -> None:
    """Let go of the model's connections."""
    model = _parts(made.engine).model
    if model is not None:
        await model.aclose()


@dataclass(frozen=True, slots=True)
class Doing:
    """How drafting is doing in this daemon. `breaker` is None where there is no model that could fail.

    `fell_back` counts drafts that quote the articles because the model gave none; `lately` are the calls of the last
    quarter of an hour.
    """

    engine: str
    model: str | None
    base_url: str | None
    calls: int
    failures: int
    fell_back: int
    lately: Summary
    breaker: Breaker | None
    seconds_left: float


def doing(made: Studio) -> Doing:
    """How the engine of this studio is doing."""
    parts = _parts(made.engine)
    guard, measured = parts.guard, parts.measured
    settings = parts.model.settings if parts.model is not None else None
    return Doing(
        engine=made.engine.name,
        model=settings.model if settings is not None else None,
        base_url=settings.base_url if settings is not None else None,
        calls=measured.calls,
        failures=measured.failures,
        fell_back=measured.failures + guard.spared if guard is not None else 0,
        lately=measured.lately(),
        breaker=guard.breaker if guard is not None else None,
        seconds_left=guard.seconds_left if guard is not None else 0.0,
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    measured: MeasuredEngine
    guard: GuardedEngine | None = None
    model: OpenAIEngine | None = None


def _parts(engine: Engine) -> _Parts:
    """What `_engine` has put together, taken apart again."""
    guard = engine.model if isinstance(engine, FallbackEngine) and isinstance(engine.model, GuardedEngine) else None
    measured = guard.engine if guard is not None else engine
    if not isinstance(measured, MeasuredEngine):
        return _Parts(MeasuredEngine(engine))
    return _Parts(measured, guard, measured.engine if isinstance(measured.engine, OpenAIEngine) else None)


def _engine(settings: Settings) -> Engine:
    if settings.drafting.engine == "extractive":
        return MeasuredEngine(ExtractiveEngine())
    model = MeasuredEngine(OpenAIEngine(model_settings(settings)))
    rule = Rule(failures=settings.model.breaker_failures, cool_down=settings.model.breaker_seconds)
    return FallbackEngine(GuardedEngine(model, rule))


def _embedder(settings: Settings) -> Embedder | None:
    if not settings.embeddings.model:
        return None
    at = model_settings(settings)
    return OpenAIEmbedder(
        name=settings.embeddings.model,
        api_key=at.api_key,
        base_url=at.base_url,
        dimensions=settings.embeddings.dimensions,
        timeout_seconds=at.timeout_seconds,
        max_retries=at.max_retries,
    )
