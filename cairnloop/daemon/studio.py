"""What drafts are made with, according to the settings."""

from cairnloop.config import Settings
from cairnloop.drafting.engines import Engine
from cairnloop.drafting.engines.extractive import ExtractiveEngine
from cairnloop.drafting.engines.fallback import FallbackEngine
from cairnloop.drafting.engines.openai import OpenAIEngine
from cairnloop.drafting.engines.settings import OPENAI, ModelSettings, checked
from cairnloop.drafting.policy import decide, load_policy
from cairnloop.drafting.proposals import Studio
from cairnloop.knowledge.embeddings import Embedder, OpenAIEmbedder


def studio(settings: Settings) -> Studio:
    """The engine, the policy and the embedder that the settings name. Raises ConfigError when one cannot be had."""
    own_policy = settings.drafting.policy_callable
    return Studio(
        engine=_engine(settings),
        decide=load_policy(own_policy) if own_policy else decide,
        embedder=_embedder(settings),
        evidence=settings.drafting.evidence,
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
    if isinstance(made.engine, FallbackEngine) and isinstance(made.engine.model, OpenAIEngine):
        await made.engine.model.aclose()


def _engine(settings: Settings) -> Engine:
    if settings.drafting.engine == "extractive":
        return ExtractiveEngine()
    return FallbackEngine(OpenAIEngine(model_settings(settings)))


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
