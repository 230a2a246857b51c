"""An engine at the scripted server, which remembers its pauses instead of taking them."""

from cairnloop.drafting.engines.openai import OpenAIEngine
from cairnloop.drafting.engines.settings import ModelSettings
from cairnloop.drafting.request import Composition
from tests.drafting.make import reply_to
from tests.model_server import ModelServer

KEY = "sk-test-0123456789abcdef"
QUESTION = "How do I move our data to Europe?"
GOOD = "You can ask for a move under Settings → Data → Region [1]. It is free once a year [1]."
PLAIN = "You can ask for a move under Settings → Data → Region. It is free once a year."


class Pauses(list[float]):
    """Remembers the pauses an engine wanted, and takes none of them."""

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


def engine_at(model: ModelServer, pauses: Pauses, **settings: object) -> OpenAIEngine:
    asked = {"base_url": model.base_url, "api_key": KEY, "model": "asked-for", "timeout_seconds": 5.0, "max_retries": 2}
    return OpenAIEngine(ModelSettings(**(asked | settings)), sleep=pauses, wall=lambda: 1_700_000_000.0)  # type: ignore[arg-type]


async def composed(engine: OpenAIEngine, **more: object) -> Composition:
    try:
        return await engine.compose(reply_to(QUESTION), **more)  # type: ignore[arg-type]
    finally:
        await engine.aclose()
