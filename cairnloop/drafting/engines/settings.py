"""How to reach a model: one frozen object, also read from the environment names in common use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from cairnloop.errors import ConfigError

OPENAI = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """An OpenAI-compatible endpoint and how to use it; `timeout_seconds` is for one attempt."""

    base_url: str = OPENAI
    api_key: str = field(default="", repr=False)
    model: str = "gpt-4o-mini"
    max_tokens: int = 500
    temperature: float = 0.7
    timeout_seconds: float = 30.0
    max_retries: int = 2


DEFAULTS = ModelSettings()


def model_settings_from_env(env: Mapping[str, str]) -> ModelSettings:
    """Read OPENAI_API_KEY, OPENAI_BASE_URL and LLM_*. Raises ConfigError naming the variable and what it should be.

    LLM_TIMEOUT is in seconds, or in milliseconds from 1000 on. A key may be missing only where OPENAI_BASE_URL is set:
    a model on one's own machine often asks for none.
    """
    base_url = _said(env, "OPENAI_BASE_URL") or OPENAI
    address = urlsplit(base_url)
    if address.scheme not in ("http", "https") or not address.netloc:
        raise ConfigError("OPENAI_BASE_URL must look like https://host/v1")
    api_key = _said(env, "OPENAI_API_KEY")
    if not api_key and base_url == OPENAI:
        raise ConfigError("OPENAI_API_KEY is not set (or set OPENAI_BASE_URL to a server that needs none)")
    if any(not character.isprintable() or character.isspace() or character > "~" for character in api_key):
        raise ConfigError("OPENAI_API_KEY has characters that no key has; was something else pasted with it?")
    timeout = _number(env, "LLM_TIMEOUT", DEFAULTS.timeout_seconds, 0.1, 600_000)
    return ModelSettings(
        base_url=base_url.rstrip("/"),
        api_key=api_key,
        model=_said(env, "LLM_MODEL") or DEFAULTS.model,
        max_tokens=_whole(env, "LLM_MAX_TOKENS", DEFAULTS.max_tokens, 1, 100_000),
        temperature=_number(env, "LLM_TEMPERATURE", DEFAULTS.temperature, 0, 2),
        timeout_seconds=timeout / 1000 if timeout >= 1000 else timeout,
        max_retries=_whole(env, "LLM_MAX_RETRIES", DEFAULTS.max_retries, 0, 10),
    )


def _said(env: Mapping[str, str], name: str) -> str:
    return env.get(name, "").strip()


def _number(env: Mapping[str, str], name: str, default: float, least: float, most: float) -> float:
    said = _said(env, name)
    if not said:
        return default
    try:
        value = float(said)
    except ValueError:
        raise ConfigError(f"{name} must be a number, not '{said}'") from None
    if not least <= value <= most:
        raise ConfigError(f"{name} must be from {least:g} to {most:g}, not {said}")
    return value


def _whole(env: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    value = _number(env, name, default, least, most)
    if value != int(value):
        raise ConfigError(f"{name} must be a whole number, not {value:g}")
    return int(value)
