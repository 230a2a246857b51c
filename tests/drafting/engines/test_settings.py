"""Model settings out of the environment."""

import pytest

from cairnloop.drafting.engines.settings import ModelSettings, model_settings_from_env
from cairnloop.errors import ConfigError

KEY = {"OPENAI_API_KEY": "sk-secret"}


def test_the_defaults_are_the_usual_ones() -> None:
    assert model_settings_from_env(KEY) == ModelSettings(
        base_url="https://api.openai.com/v1",
        api_key="sk-secret",
        model="gpt-4o-mini",
        max_tokens=500,
        temperature=0.7,
        timeout_seconds=30.0,
        max_retries=2,
    )


def test_every_name_is_read() -> None:
    env = {
        "OPENAI_API_KEY": " sk-secret ",
        "OPENAI_BASE_URL": "http://127.0.0.1:11434/v1/",
        "LLM_MODEL": "llama3",
        "LLM_MAX_TOKENS": "800",
        "LLM_TEMPERATURE": "1",
        "LLM_TIMEOUT": "45",
        "LLM_MAX_RETRIES": "0",
    }
    assert model_settings_from_env(env) == ModelSettings(
        "http://127.0.0.1:11434/v1", "sk-secret", "llama3", 800, 1.0, 45.0, 0
    )


@pytest.mark.parametrize(
    ("said", "seconds"), [("30", 30.0), ("30000", 30.0), ("1000", 1.0), ("999", 999.0), ("2.5", 2.5), ("", 30.0)]
)
def test_a_timeout_is_in_seconds_or_from_a_thousand_on_in_milliseconds(said: str, seconds: float) -> None:
    assert model_settings_from_env(KEY | {"LLM_TIMEOUT": said}).timeout_seconds == seconds


def test_a_server_of_ones_own_may_need_no_key() -> None:
    assert model_settings_from_env({"OPENAI_BASE_URL": "http://localhost:8080/v1"}).api_key == ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("OPENAI_API_KEY", ""),
        ("OPENAI_API_KEY", "sk-se\ncret"),
        ("OPENAI_API_KEY", "sk-ключ"),
        ("OPENAI_BASE_URL", "localhost:8080"),
        ("OPENAI_BASE_URL", "ftp://x/v1"),
        ("LLM_MAX_TOKENS", "many"),
        ("LLM_MAX_TOKENS", "0"),
        ("LLM_MAX_TOKENS", "1.5"),
        ("LLM_TEMPERATURE", "hot"),
        ("LLM_TEMPERATURE", "2.1"),
        ("LLM_TEMPERATURE", "nan"),
        ("LLM_TIMEOUT", "0"),
        ("LLM_TIMEOUT", "-5"),
        ("LLM_TIMEOUT", "1e99"),
        ("LLM_MAX_RETRIES", "11"),
        ("LLM_MAX_RETRIES", "inf"),
    ],
)
def test_a_wrong_value_names_its_variable_and_never_the_key(name: str, said: str) -> None:
    with pytest.raises(ConfigError, match=name) as raised:
        model_settings_from_env(KEY | {name: said})
    assert "secret" not in str(raised.value)
    assert "cret" not in str(raised.value)


def test_settings_do_not_show_the_key() -> None:
    assert "secret" not in repr(model_settings_from_env(KEY))
