"""What drafts are made with, according to the settings."""

from cairnloop.config import Settings
from cairnloop.drafting.engines import Engine
from cairnloop.drafting.engines.extractive import ExtractiveEngine
from cairnloop.drafting.engines.fallback import FallbackEngine
from cairnloop.drafting.engines.openai import OpenAIEngine
from cairnloop.drafting.engines.settings import OPENAI, ModelSettings
from cairnloop.drafting.policy import decide, load_policy
from cairnloop.drafting.proposals import Studio
from cairnloop.errors import ConfigError
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
    """How to reach the model. Raises ConfigError when a key is missing where one is needed."""
    given = settings.model
    base_url, api_key = given.base_url or OPENAI, given.api_key.get_secret_value()
    if not api_key and base_url == OPENAI:
        raise ConfigError("model.api_key is empty; set CAIRNLOOP_MODEL_API_KEY, or model.base_url to a server of yours")
    # Some give this time in milliseconds; nobody waits a quarter of an hour for a draft.
    seconds = given.timeout_seconds / 1000 if given.timeout_seconds >= 1000 else given.timeout_seconds
    return ModelSettings(
        base_url=base_url.rstrip("/"),
        api_key=api_key,
        model=given.model,
        max_tokens=given.max_tokens,
        temperature=given.temperature,
        timeout_seconds=seconds,
        max_retries=given.max_retries,
    )


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
