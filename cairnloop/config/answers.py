"""How answers come about: the engine, its model, and when a person is asked."""

from typing import Literal

from pydantic import Field, SecretStr

from cairnloop.config.section import Section


class Drafting(Section):
    engine: Literal["extractive", "openai"] = Field(
        "extractive", description="extractive needs no key and no network; openai asks the model below"
    )
    policy: Literal["allow", "require_approval", "draft_only", "deny"] = Field(
        "require_approval", description="what a new inbox lets a draft do by itself"
    )
    policy_callable: str = Field("", description="your own decision as package.module:callable; empty means ours")
    debounce_seconds: float = Field(2.0, ge=0, le=300, description="wait for the customer to finish before drafting")
    undo_seconds: float = Field(5.0, ge=0, le=300, description="how long an approved answer can be pulled back")
    evidence: int = Field(5, ge=1, le=20, description="passages a draft is made from")


class Model(Section):
    base_url: str = Field("", description="OpenAI-compatible endpoint; empty means the provider's own")
    api_key: SecretStr = Field(SecretStr(""), description="better given as CAIRNLOOP_MODEL_API_KEY than written here")
    model: str = Field("gpt-4o-mini", description="name of the chat model")
    max_tokens: int = Field(500, ge=1, description="longest answer, in tokens")
    temperature: float = Field(0.7, ge=0, le=2, description="0 is the most predictable")
    timeout_seconds: float = Field(30.0, gt=0, description="give up on one call after this; 1000 and more means ms")
    max_retries: int = Field(2, ge=0, le=10, description="how often a failed call is tried again")
    breaker_failures: int = Field(
        3, ge=0, le=100, description="after so many failed drafts in a row the model is left alone; 0 always asks it"
    )
    breaker_seconds: float = Field(
        30.0, gt=0, le=3600, description="how long it is left alone then; longer each time it fails again"
    )


class Embeddings(Section):
    model: str = Field("", description="name of an embedding model at the same endpoint; empty means keywords only")
    dimensions: int = Field(0, ge=0, description="ask the model for vectors of this length; 0 means its own")
