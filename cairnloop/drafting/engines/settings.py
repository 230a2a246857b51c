"""How to reach a model: one frozen object."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from cairnloop.errors import ConfigError

OPENAI = "https://api.openai.com/v1"
# Nobody waits a quarter of an hour for a draft: a time this long was meant in milliseconds.
MILLISECONDS_FROM = 1000


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


def checked(settings: ModelSettings) -> ModelSettings:
    """The same in its normal form. Raises ConfigError naming the setting, and never repeats a key.

    A key may be missing only where `base_url` is set: a model on one's own machine often asks for none.
    """
    address = urlsplit(settings.base_url)
    if address.scheme not in ("http", "https") or not address.netloc:
        raise ConfigError("model.base_url must look like https://host/v1")
    if not settings.api_key and settings.base_url == OPENAI:
        raise ConfigError("model.api_key is empty; set CAIRNLOOP_MODEL_API_KEY, or model.base_url to a server of yours")
    if any(not character.isprintable() or character.isspace() or character > "~" for character in settings.api_key):
        raise ConfigError("model.api_key has characters that no key has; was something else pasted with it?")
    seconds = settings.timeout_seconds
    return ModelSettings(
        base_url=settings.base_url.rstrip("/"),
        api_key=settings.api_key,
        model=settings.model,
        max_tokens=settings.max_tokens,
        temperature=settings.temperature,
        timeout_seconds=seconds / 1000 if seconds >= MILLISECONDS_FROM else seconds,
        max_retries=settings.max_retries,
    )
