"""The model's settings, out of the environment and the file."""

import pytest

from cairnloop.config import Settings, load
from cairnloop.daemon.studio import doing, model_settings, studio
from cairnloop.drafting.engines.breaker import Breaker
from cairnloop.drafting.engines.fallback import FallbackEngine
from cairnloop.drafting.engines.settings import ModelSettings
from cairnloop.errors import ConfigError
from cairnloop.kernel.fading import Fading
from cairnloop.kernel.hub import Hub
from cairnloop.kernel.whispers import Whispers

KEY = {"OPENAI_API_KEY": "sk-secret"}


def quiet() -> Fading:
    return Fading(Whispers(Hub()))


def read(env: dict[str, str]) -> ModelSettings:
    return model_settings(load(None, env))


def test_without_a_word_drafts_quote_the_articles() -> None:
    made = studio(Settings(), quiet())
    assert made.engine.name == "extractive"
    assert (doing(made).model, doing(made).breaker) == (None, None)


def test_a_model_has_the_articles_to_fall_back_on() -> None:
    made = studio(load(None, KEY | {"CAIRNLOOP_DRAFTING_ENGINE": "openai"}), quiet())
    assert isinstance(made.engine, FallbackEngine)
    assert (doing(made).model, doing(made).breaker) == ("gpt-4o-mini", Breaker())


def test_the_defaults_are_the_usual_ones() -> None:
    assert read(KEY) == ModelSettings(api_key="sk-secret")


def test_the_names_others_use_are_read_and_ours_win() -> None:
    env = {
        "OPENAI_API_KEY": " sk-secret ",
        "OPENAI_BASE_URL": "http://127.0.0.1:11434/v1/",
        "LLM_MODEL": "llama3",
        "CAIRNLOOP_MODEL_MODEL": "qwen",
        "LLM_MAX_TOKENS": "800",
        "LLM_TEMPERATURE": "1",
        "LLM_TIMEOUT": "45",
        "LLM_MAX_RETRIES": "0",
    }
    assert read(env) == ModelSettings("http://127.0.0.1:11434/v1", "sk-secret", "qwen", 800, 1.0, 45.0, 0)


@pytest.mark.parametrize(("said", "seconds"), [("30", 30.0), ("30000", 30.0), ("1000", 1.0), ("2.5", 2.5), ("", 30.0)])
def test_a_timeout_is_in_seconds_or_from_a_thousand_on_in_milliseconds(said: str, seconds: float) -> None:
    assert read(KEY | {"LLM_TIMEOUT": said}).timeout_seconds == seconds


def test_a_server_of_ones_own_may_need_no_key() -> None:
    assert read({"OPENAI_BASE_URL": "http://localhost:8080/v1"}).api_key == ""


@pytest.mark.parametrize(
    ("name", "said", "names"),
    [
        ("OPENAI_API_KEY", "", "model.api_key"),
        ("OPENAI_API_KEY", "sk-se\ncret", "model.api_key"),
        ("OPENAI_BASE_URL", "localhost:8080", "model.base_url"),
        ("OPENAI_BASE_URL", "ftp://x/v1", "model.base_url"),
        ("LLM_MAX_TOKENS", "many", "LLM_MAX_TOKENS"),
        ("LLM_MAX_TOKENS", "0", "LLM_MAX_TOKENS"),
        ("LLM_TEMPERATURE", "hot", "LLM_TEMPERATURE"),
        ("LLM_MAX_RETRIES", "-1", "LLM_MAX_RETRIES"),
    ],
)
def test_a_wrong_value_is_named_and_a_key_never_repeated(name: str, said: str, names: str) -> None:
    with pytest.raises(ConfigError) as refused:
        read(KEY | {name: said})
    assert names in refused.value.detail
    assert "sk-" not in refused.value.detail


def test_a_key_is_in_no_representation() -> None:
    assert "sk-secret" not in repr(read(KEY))
    assert "sk-secret" not in repr(load(None, KEY))
